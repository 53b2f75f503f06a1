"""Backups: made beside a writing bot, rotated, and proven to restore."""

import asyncio
import itertools
import os
import sqlite3
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.bootstrap import Base, open_base
from bot.errors import CommandError
from bot.jobs import backups as schedule
from bot.metrics import Metrics
from bot.ops import backups
from bot.settings import Settings
from knowledge.community import HOME, Actor
from knowledge.errors import StoreDamaged, StoreInUse
from knowledge.packs.exporting import as_jsonl, export_lines
from knowledge.store.backup import back_up
from tests.factories import FakeClock, product, put, verdict

ACTOR = Actor("test", HOME)
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


async def _write(base: Base, name: str, early: asyncio.Event, late: asyncio.Event) -> None:
    """Save products, each with a verdict, until cancelled; set the events on the way."""
    journal = base.journal
    for number in itertools.count():
        for event, at in ((early, 10), (late, 40)):
            if number == at:
                event.set()
        entry = product(f"Cup {name} {number}", key=base.journal.keys.new())
        await put(journal, ACTOR, entry)
        await put(journal, ACTOR, verdict(entry, f"p_{name}_{number}", key=base.journal.keys.new()))


async def _export(base: Base) -> str:
    return as_jsonl(await export_lines(base.store, HOME))


async def _operations(base: Base) -> Sequence[int]:
    rows = await base.store.read(lambda tx: tx.all("SELECT key FROM journal ORDER BY key"))
    return [key for (key,) in rows]


async def test_a_backup_under_load_restores_to_one_moment(tmp_path: Path) -> None:
    """What a restored backup exports is what the base exported at that very moment.

    The base is brought back to that moment by undoing everything that the backup lacks.
    """
    live = Settings(database=str(tmp_path / "live.sqlite3"))
    base = await open_base(live)
    early, late = asyncio.Event(), asyncio.Event()
    writers = [asyncio.create_task(_write(base, name, early, late)) for name in "abc"]
    await early.wait()
    backup = await backups.make(live, NOON)
    await late.wait()
    for writer in writers:
        writer.cancel()
    await asyncio.gather(*writers, return_exceptions=True)

    moved = Settings(database=str(tmp_path / "elsewhere" / "base.sqlite3"))
    (tmp_path / "elsewhere").mkdir()
    said: list[str] = []
    await backups.restore(moved, backup, NOON, said.append)
    restored = await open_base(moved)
    kept = set(await _operations(restored))
    later = [key for key in await _operations(base) if key not in kept]
    for key in reversed(later):
        await base.journal.undo(ACTOR, key)

    assert len(kept) >= 20
    assert later
    assert await _export(restored) == await _export(base)
    assert any("There is no key" in line for line in said)
    await restored.close()
    await base.close()


async def test_restoring_keeps_what_was_there(base_file: Path) -> None:
    """The replaced base lies beside, whole; nothing else is left behind."""
    settings = Settings(database=str(base_file))
    backup = await backups.make(settings, NOON)
    base = await open_base(settings)
    await put(base.journal, ACTOR, product("Later", key=base.journal.keys.new()))
    await base.close()
    before = {path.name for path in base_file.parent.iterdir()}
    await backups.restore(settings, backup, NOON, lambda _: None)
    new = {path.name for path in base_file.parent.iterdir()} - before

    assert new == {f"{base_file.name}.replaced-20261121T120000Z"}
    count = "SELECT count(*) FROM product WHERE name = 'Later'"
    for path, expected in ((base_file, 0), (base_file.with_name(new.pop()), 1)):
        with sqlite3.connect(path) as raw:
            assert raw.execute(count).fetchone() == (expected,)
        raw.close()
    assert base_file.stat().st_mode & 0o077 == 0


@pytest.mark.skipif(os.geteuid() != 0, reason="only root makes files for somebody else")
async def test_what_root_makes_belongs_to_the_folders_owner(tmp_path: Path) -> None:
    """An admin's backup and restore leave nothing that the service's user cannot open."""
    data, theirs = tmp_path / "data", 64_999
    data.mkdir()
    os.chown(data, theirs, theirs)
    settings = Settings(database=str(data / "base.sqlite3"))
    base = await open_base(settings)
    base.pseudonyms()
    await base.close()
    backup = await backups.make(settings, NOON)
    await backups.restore(settings, backup, NOON, lambda _: None)

    made = {path.name: path.stat().st_uid for path in data.rglob("*")}
    assert {"backups", "base.sqlite3", "base.sqlite3.key", "base.sqlite3.lock"} < made.keys()
    assert set(made.values()) == {theirs}, made


async def test_a_damaged_or_missing_backup_changes_nothing(base_file: Path) -> None:
    """The base is as it was, byte for byte."""
    settings = Settings(database=str(base_file))
    backup = await backups.make(settings, NOON)
    with backup.open("r+b") as file:
        file.seek(40_000)
        file.write(b"\xff" * 30_000)
    before = base_file.read_bytes()
    with pytest.raises(StoreDamaged):
        await backups.restore(settings, backup, NOON, lambda _: None)
    with pytest.raises(CommandError, match="no backup"):
        await backups.restore(settings, backup.with_name("none"), NOON, lambda _: None)

    assert base_file.read_bytes() == before
    assert not list(base_file.parent.glob("*restoring*"))


async def test_a_running_bot_is_not_restored_over(base_file: Path) -> None:
    """Who holds the base is named; the admin stops it first."""
    settings = Settings(database=str(base_file))
    backup = await backups.make(settings, NOON)
    base = await open_base(settings)
    with pytest.raises(StoreInUse, match="Stop it first"):
        await backups.restore(settings, backup, NOON, lambda _: None)
    await base.close()


async def test_a_backup_is_one_private_file(base_file: Path) -> None:
    """It needs nothing beside it, only its owner reads it, and half a one is never seen."""
    target = base_file.parent / "kept" / "copy.sqlite3"
    await back_up(base_file, target)

    assert [path.name for path in target.parent.iterdir()] == ["copy.sqlite3"]
    assert target.stat().st_mode & 0o077 == 0


async def test_only_the_newest_are_kept(base_file: Path) -> None:
    """Older ones go, files of others stay."""
    settings = Settings(database=str(base_file), backup_keep=2)
    other = backups.folder_of(settings) / "base.sqlite3.holiday.sqlite3"
    other.parent.mkdir()
    other.touch()
    for day in range(4):
        await backups.make(settings, NOON + timedelta(days=day))

    assert [made.day for made, _ in backups.listed(settings)] == [24, 23]
    assert other.exists()


async def test_the_schedule_keeps_to_its_interval(base_file: Path, clock: FakeClock) -> None:
    """One at once, then one a day; a failure is counted and tried again."""
    settings = Settings(database=str(base_file), backup_hours=24)
    metrics, looks = Metrics(), itertools.count()

    async def sleep(seconds: float) -> None:
        clock.step(seconds if next(looks) else 23 * 3600)
        if clock() > NOON + timedelta(hours=25):
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await schedule.keep(settings, clock, metrics, sleep)
    times = [made for made, _ in backups.listed(settings)]
    assert times == [NOON + timedelta(hours=24), NOON]
    assert metrics.backups == {"done": 2}


async def test_a_failing_schedule_goes_on(
    base_file: Path, clock: FakeClock, caplog: pytest.LogCaptureFixture
) -> None:
    """A folder that cannot be written is told in the log and tried again."""
    (base_file.parent / "backups").touch()
    metrics, slept = Metrics(), list[float]()

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 2:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await schedule.keep(Settings(database=str(base_file)), clock, metrics, sleep)
    assert metrics.backups == {"failed": 2}
    assert "the backup failed" in caplog.text
