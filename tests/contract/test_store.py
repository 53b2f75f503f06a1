"""What every driver of the store promises."""

import asyncio
from pathlib import Path

import pytest

from knowledge.errors import StoreError
from knowledge.store.port import Row, Store, Transaction, Unit
from tests.databases import Databases

pytestmark = pytest.mark.every_store


class _Refused(Exception):
    """Stand for whatever a unit may raise."""


def _put(*names: str, then: Exception | None = None) -> Unit[int]:
    """Make a unit that writes a row for each name, and fails afterwards if told to."""

    async def unit(tx: Transaction) -> int:
        for name in names:
            await tx.run(
                "INSERT INTO pack (community, id, title, version) VALUES (?, ?, ?, ?)",
                *(1, name, name.title(), "1"),
            )
        if then is not None:
            raise then
        return len(names)

    return unit


async def _named(tx: Transaction) -> list[str]:
    return [name for (name,) in await tx.all("SELECT id FROM pack ORDER BY id")]


async def test_a_unit_returns_what_it_came_to(store: Store) -> None:
    """What a unit returns is what its caller gets, of reading as of writing."""
    assert await store.write(_put("a", "b")) == 2
    assert await store.read(_named) == ["a", "b"]


async def test_a_version_is_the_same_until_something_is_written(store: Store) -> None:
    """What was read may be remembered by it; who writes cannot tell, and is given no such word."""

    async def version(tx: Transaction) -> object:
        return await tx.version()

    async def look() -> object:
        return await store.read(version, brief=True)

    first = await look()
    assert await look() == first
    await store.write(_put("a"))
    assert await look() != first
    assert await store.write(version) != await store.write(version)


async def test_a_brief_reading_waits_for_no_long_one(store: Store) -> None:
    """A brief unit sees what is saved, also when every reader is taken, and alike cannot write."""
    await store.write(_put("a"))
    long = [asyncio.create_task(store.read(_named)) for _ in range(20)]
    assert await store.read(_named, brief=True) == ["a"]
    await store.write(_put("b"))
    assert await store.read(_named, brief=True) == ["a", "b"]
    with pytest.raises(StoreError):
        await store.read(_put("c"), brief=True)
    await asyncio.gather(*long)
    assert await store.read(_named, brief=True) == ["a", "b"]


async def test_run_counts_the_rows_it_touched(store: Store) -> None:
    """A statement says how many rows it changed."""
    await store.write(_put("a", "b", "c"))
    changed = await store.write(
        lambda tx: tx.run("UPDATE pack SET version = ? WHERE id <> ?", "2", "a")
    )
    assert changed == 2


async def test_many_runs_once_for_each_row(store: Store) -> None:
    """A statement over many rows of values leaves a row for each, and none for none."""
    sql = "INSERT INTO pack (community, id, title, version) VALUES (?, ?, ?, ?)"
    await store.write(lambda tx: tx.many(sql, [(1, name, name, "1") for name in "abc"]))
    await store.write(lambda tx: tx.many(sql, []))
    assert await store.read(_named) == ["a", "b", "c"]


async def test_values_come_back_as_they_went_in(store: Store) -> None:
    """Text of any script, the largest key and nothing at all survive the trip unchanged."""
    row: Row = (2**63 - 1, "杯 🥤 \u200f שלום'; --", "t", "1", None)
    await store.write(
        lambda tx: tx.run(
            "INSERT INTO pack (community, id, title, version, notice) VALUES (?, ?, ?, ?, ?)", *row
        )
    )
    found = await store.read(
        lambda tx: tx.all("SELECT community, id, title, version, notice FROM pack")
    )
    assert [tuple(each) for each in found] == [row]


async def test_a_unit_is_kept_whole_or_not_at_all(store: Store) -> None:
    """A unit that fails at its end leaves nothing of what it wrote."""
    with pytest.raises(_Refused):
        await store.write(_put("a", "b", then=_Refused()))
    assert await store.read(_named) == []


async def test_a_broken_rule_of_the_database_is_a_store_error(store: Store) -> None:
    """The database's own errors reach the caller as one of ours, and the unit leaves nothing."""
    await store.write(_put("a"))
    with pytest.raises(StoreError):
        await store.write(_put("b", "a"))
    assert await store.read(_named) == ["a"]


async def test_a_failed_unit_leaves_the_others_whole(store: Store) -> None:
    """Of many units handed in together only the failing ones are missing."""
    units = [
        _put(f"{number:02d}a", f"{number:02d}b", then=_Refused() if number % 5 == 0 else None)
        for number in range(30)
    ]
    results = await asyncio.gather(*map(store.write, units), return_exceptions=True)
    failed = [number for number, result in enumerate(results) if isinstance(result, _Refused)]
    assert failed == [0, 5, 10, 15, 20, 25]
    kept = [f"{number:02d}{half}" for number in range(30) if number % 5 for half in "ab"]
    assert await store.read(_named) == kept


async def test_concurrent_writes_are_all_kept(store: Store) -> None:
    """Two hundred callers who count one number up at once count to two hundred."""
    await store.write(_put("counter"))

    async def up(tx: Transaction) -> None:
        ((now,),) = await tx.all("SELECT version FROM pack WHERE id = 'counter'")
        await tx.run("UPDATE pack SET version = ? WHERE id = 'counter'", str(int(now) + 1))

    await asyncio.gather(*(store.write(up) for _ in range(199)))
    found = await store.read(lambda tx: tx.all("SELECT version FROM pack"))
    assert [tuple(row) for row in found] == [("200",)]


async def test_a_reader_never_sees_half_of_a_unit(store: Store) -> None:
    """However reads and writes fall together, a reader sees both rows of a unit or neither."""
    units = [_put(f"{number:02d}a", f"{number:02d}b") for number in range(40)]
    writes = [asyncio.create_task(store.write(unit)) for unit in units]
    while not all(task.done() for task in writes):
        names = await store.read(_named)
        assert [name[2] for name in names] == ["a", "b"] * (len(names) // 2)
    await asyncio.gather(*writes)


async def test_a_read_stays_on_one_snapshot(store: Store) -> None:
    """Two looks within one reading unit agree while others write."""

    async def twice(tx: Transaction) -> tuple[list[str], list[str]]:
        return await _named(tx), await _named(tx)

    writes = [asyncio.create_task(store.write(_put(f"{number:02d}"))) for number in range(40)]
    while not all(task.done() for task in writes):
        first, second = await store.read(twice)
        assert first == second
    await asyncio.gather(*writes)


async def test_reading_cannot_write(store: Store) -> None:
    """A unit that writes while reading is refused and changes nothing."""
    with pytest.raises(StoreError):
        await store.read(_put("a"))
    assert await store.read(_named) == []


async def test_a_write_is_seen_by_the_next_read(store: Store) -> None:
    """Whoever was told that a write is done finds it, from every reader, every time."""
    for number in range(20):
        name = f"{number:02d}"
        await store.write(_put(name))
        seen = await asyncio.gather(*(store.read(_named) for _ in range(4)))
        assert all(name in names for names in seen)


async def test_a_cancelled_caller_harms_nobody(store: Store) -> None:
    """A unit whose caller left is there whole or not at all, and the next write goes through."""
    leaving = asyncio.create_task(store.write(_put("a", "b")))
    staying = asyncio.create_task(store.write(_put("c", "d")))
    await asyncio.sleep(0)
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    assert await staying == 2
    assert await store.write(_put("e")) == 1
    assert await store.read(_named) in (["c", "d", "e"], ["a", "b", "c", "d", "e"])


async def test_closing_commits_what_was_accepted(databases: Databases, tmp_path: Path) -> None:
    """Writes that wait when the store is closed are done first, and are there afterwards."""
    store = await databases.open(tmp_path / "base")
    writes = [asyncio.create_task(store.write(_put(f"{number:03d}"))) for number in range(150)]
    await asyncio.sleep(0)
    await store.close()
    assert await asyncio.gather(*writes) == [1] * 150
    again = await databases.open(tmp_path / "base")
    assert len(await again.read(_named)) == 150
    await again.close()


async def test_a_closed_store_says_so(databases: Databases, tmp_path: Path) -> None:
    """After closing, reads and writes are refused at once, and closing again does nothing."""
    store = await databases.open(tmp_path / "base")
    closing = asyncio.create_task(store.close())
    await asyncio.sleep(0)
    with pytest.raises(StoreError, match="closed"):
        await store.write(_put("too late"))
    await closing
    with pytest.raises(StoreError, match="closed"):
        await store.read(_named)
    await store.close()
