"""What only the embedded driver promises: durability settings, grouping, its lock, bad files."""

import asyncio
import inspect
import os
import sqlite3
import subprocess
import sys
import threading
from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path

import aiosqlite
import pytest

from knowledge.errors import StoreDamaged, StoreFull, StoreInUse, StoreReadOnly
from knowledge.store.port import Transaction
from knowledge.store.sqlite import GROUP, SqliteStore
from knowledge.store.sqlite_file import hop

_HOLDER = """
import asyncio, sys
from pathlib import Path
from knowledge.store.sqlite import SqliteStore
async def hold():
    await SqliteStore.open(Path(sys.argv[1]))
    print("open", flush=True)
    sys.stdin.read()
asyncio.run(hold())
"""


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[SqliteStore]:
    """Open an empty store in a file."""
    opened = await SqliteStore.open(tmp_path / "base.sqlite3")
    yield opened
    await opened.close()


def _writer(store: SqliteStore) -> aiosqlite.Connection:
    assert store._writer is not None
    return store._writer


async def _pragma(connection: aiosqlite.Connection, name: str) -> object:
    return await hop(connection, lambda raw: raw.execute(f"PRAGMA {name}").fetchone()[0])


async def _put(tx: Transaction, name: str, title: str = "") -> None:
    await tx.run(
        "INSERT INTO pack (community, id, title, version) VALUES (1, ?, ?, '1')", *(name, title)
    )


async def _names(tx: Transaction) -> list[str]:
    return [name for (name,) in await tx.all("SELECT id FROM pack ORDER BY id")]


async def test_a_commit_is_on_the_disk(store: SqliteStore) -> None:
    """The writer syncs the write-ahead log at each commit."""
    assert await _pragma(_writer(store), "journal_mode") == "wal"
    assert await _pragma(_writer(store), "synchronous") == 2


async def test_readers_can_neither_write_nor_checkpoint(store: SqliteStore) -> None:
    """Every reader is query_only and leaves checkpoints to the one writer."""
    for reader in store._all:
        assert await _pragma(reader, "query_only") == 1
        assert await _pragma(reader, "wal_autocheckpoint") == 0


async def test_waiting_writes_share_a_commit(store: SqliteStore) -> None:
    """A full group of writes costs one commit, and one more write one commit more."""
    seen: list[str] = []
    await hop(_writer(store), lambda raw: raw.set_trace_callback(seen.append))
    names = map(str, range(GROUP + 1))
    await asyncio.gather(*(store.write(partial(_put, name=name)) for name in names))
    await hop(_writer(store), lambda raw: raw.set_trace_callback(None))
    assert seen.count("COMMIT") == 2
    assert len(await store.read(_names)) == GROUP + 1


async def test_a_unit_that_waits_for_something_else_is_refused(store: SqliteStore) -> None:
    """A unit may await nothing but its transaction; one that does leaves nothing."""

    async def unit(tx: Transaction) -> None:
        await _put(tx, "a")
        await asyncio.sleep(0)

    with pytest.raises(RuntimeError, match="nothing but its transaction"):
        await store.write(unit)
    with pytest.raises(RuntimeError, match="nothing but its transaction"):
        await store.read(lambda _tx: asyncio.sleep(0))
    assert await store.read(_names) == []


async def test_a_caller_who_leaves_takes_the_unit_back(store: SqliteStore) -> None:
    """A unit whose caller is cancelled while it runs, as by Ctrl-C, is not kept."""
    running, go_on = asyncio.Event(), threading.Event()
    loop = asyncio.get_running_loop()

    async def unit(tx: Transaction) -> None:
        await _put(tx, "a")
        loop.call_soon_threadsafe(running.set)
        assert go_on.wait(10)

    leaving = asyncio.create_task(store.write(unit))
    await running.wait()
    leaving.cancel()
    with pytest.raises(asyncio.CancelledError):
        await leaving
    go_on.set()
    await store.write(lambda tx: _put(tx, "b"))
    assert await store.read(_names) == ["b"]


async def test_a_second_open_says_who_has_the_base(store: SqliteStore) -> None:
    """A second writer is told the first one's process, and the first works on."""
    with pytest.raises(StoreInUse, match=rf"process {os.getpid()}\b"):
        await SqliteStore.open(store.path)
    await store.write(lambda tx: _put(tx, "a"))
    reading = await SqliteStore.open(store.path, read_only=True)
    assert await reading.read(_names) == ["a"]
    with pytest.raises(StoreReadOnly, match="reading only"):
        await reading.write(lambda tx: _put(tx, "b"))
    await reading.close()


async def test_the_lock_is_let_go_when_the_base_is_closed(tmp_path: Path) -> None:
    """A closed base opens again at once, in whichever process."""
    for _ in range(2):
        await (await SqliteStore.open(tmp_path / "base.sqlite3")).close()


def test_the_lock_is_let_go_when_its_process_dies(tmp_path: Path) -> None:
    """While another process has the base its id is named; once that is killed the base opens."""
    path = tmp_path / "base.sqlite3"
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    with holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == b"open\n"
        with pytest.raises(StoreInUse, match=rf"process {holder.pid}\b"):
            asyncio.run(SqliteStore.open(path))
        holder.kill()
    asyncio.run(_open_and_close(path))


def test_a_process_that_does_not_close_still_ends(tmp_path: Path) -> None:
    """Whoever leaves with the base open, as on a second Ctrl-C, is not held up by its threads."""
    held = [sys.executable, "-c", _HOLDER, str(tmp_path / "base.sqlite3")]
    done = subprocess.run(held, input=b"", capture_output=True, timeout=30, check=True)
    assert done.stdout == b"open\n"


async def test_a_failed_open_lets_the_lock_go(tmp_path: Path) -> None:
    """Whoever could not open a file leaves no lock on it."""
    path = tmp_path / "base.sqlite3"
    path.write_text("not a base" * 500)
    for _ in range(2):
        with pytest.raises(StoreDamaged):
            await SqliteStore.open(path)


@pytest.mark.parametrize("read_only", [False, True])
async def test_a_text_file_is_left_alone(tmp_path: Path, *, read_only: bool) -> None:
    """A file that is no database is refused and not changed."""
    path = tmp_path / "notes.txt"
    path.write_text("milk, eggs, flour\n" * 500)
    before = path.read_bytes()
    with pytest.raises(StoreDamaged, match="not a Hypecheck base"):
        await SqliteStore.open(path, read_only=read_only)
    assert path.read_bytes() == before


@pytest.mark.parametrize("read_only", [False, True])
async def test_another_programs_file_is_left_alone(tmp_path: Path, *, read_only: bool) -> None:
    """Another program's database is refused and not changed by a byte."""
    path = tmp_path / "bookmarks.sqlite3"
    with sqlite3.connect(path) as other:
        other.execute("CREATE TABLE bookmark (address TEXT)")
    other.close()
    before = path.read_bytes()
    with pytest.raises(StoreDamaged, match="some other program"):
        await SqliteStore.open(path, read_only=read_only)
    assert path.read_bytes() == before


async def test_damage_is_named(base_file: Path) -> None:
    """A base whose middle was overwritten is called damaged by whoever reads it."""
    size = base_file.stat().st_size
    with base_file.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (size - 2 * 4096))
    with pytest.raises(StoreDamaged, match="damaged"):
        await _open_and_read(base_file)


async def test_a_full_base_keeps_what_it_had(store: SqliteStore) -> None:
    """When there is no room the unit is refused whole, and the base works on."""
    await store.write(lambda tx: _put(tx, "before"))
    pages = await _pragma(_writer(store), "page_count")
    await _pragma(_writer(store), f"max_page_count = {pages}")
    with pytest.raises(StoreFull, match=r"disk is full\. Nothing of this was saved"):
        await store.write(lambda tx: _put(tx, "large", "x" * 1_000_000))
    assert await store.read(_names) == ["before"]
    await _pragma(_writer(store), "max_page_count = 100000")
    await store.write(lambda tx: _put(tx, "large", "x" * 1_000_000))
    assert await _pragma(_writer(store), "integrity_check") == "ok"


def test_what_we_use_of_aiosqlite_is_still_there() -> None:
    """One hop a unit and quiet exits need these private parts; a new version must keep them."""
    assert list(inspect.signature(aiosqlite.Connection._execute).parameters)[:2] == ["self", "fn"]
    assert isinstance(inspect.getattr_static(aiosqlite.Connection, "_conn"), property)
    connection = aiosqlite.connect(":memory:")
    assert isinstance(connection._thread, threading.Thread)


async def _open_and_close(path: Path) -> None:
    await (await SqliteStore.open(path)).close()


async def _open_and_read(path: Path) -> None:
    store = await SqliteStore.open(path, read_only=True)
    try:
        await store.read(lambda tx: tx.all("SELECT * FROM product"))
    finally:
        await store.close()
