"""Backups of the base: where they lie, making one, keeping the newest, and restoring one."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from bot.bootstrap import open_base
from bot.errors import CommandError
from bot.ops.packs import exported
from bot.settings import Settings
from knowledge.errors import StoreDamaged
from knowledge.store.backup import back_up, check, put_in_place
from knowledge.store.lock import Lock
from knowledge.store.sqlite_file import copy_base

Say = Callable[[str], None]
_STAMP = "%Y%m%dT%H%M%SZ"


def refuse_server(settings: Settings) -> None:
    """Raise CommandError when the base is on a server, with what to call instead."""
    if settings.database_url:
        raise CommandError(
            f"The base is on a server, {settings.database_name}: PostgreSQL's own programs copy it."
            " Back it up with pg_dump -Fc -f hypecheck.dump, also while the bot runs; with the bot"
            " stopped, put it back into an empty database with pg_restore --no-owner -d."
            f" The other half of a backup is the key {settings.key_path}."
        )


def folder_of(settings: Settings) -> Path:
    """Return where backups go: the setting, else `backups` beside the base."""
    if settings.backup_folder:
        return Path(settings.backup_folder).expanduser()
    return settings.database_path.parent / "backups"


def listed(settings: Settings) -> list[tuple[datetime, Path]]:
    """Return this base's scheduled backups with their times, the newest first."""
    if settings.database_url:
        return []  # they are the server's to make
    start = f"{settings.database_path.name}."
    found = []
    for path in folder_of(settings).glob(f"{start}*.sqlite3"):
        try:
            made = datetime.fromisoformat(path.name[len(start) : -len(".sqlite3")])
        except ValueError:
            continue  # somebody else's file
        found.append((made, path))
    return sorted(found, reverse=True)


async def make(settings: Settings, now: datetime) -> Path:
    """Make a backup, then let go of all but the newest; return the new one."""
    name = f"{settings.database_path.name}.{now.astimezone(UTC).strftime(_STAMP)}.sqlite3"
    target = folder_of(settings) / name
    await back_up(settings.database_path, target)
    for _, old in listed(settings)[settings.backup_keep :]:
        old.unlink(missing_ok=True)
    return target


async def restore(settings: Settings, backup: Path, now: datetime, say: Say) -> None:
    """Put a backup in the place of the base, after proving that it can be read to the end.

    The backup is copied, brought to this version's schema and exported before anything is
    switched; the base that was there is kept aside.
    """
    refuse_server(settings)
    if not backup.is_file():
        raise CommandError(f"There is no backup at {backup}.")
    base = settings.database_path
    lock = Lock.take(base)
    try:
        fresh = base.with_name(f"{base.name}.restoring")
        try:
            entries = await _prepared(settings, backup, fresh)
            aside = _free(base, now)
            await asyncio.to_thread(put_in_place, fresh, base, aside, lock)
        finally:
            _clear(fresh)
    finally:
        lock.release()
    say(f"Restored {backup}: {entries:,} entries, checked and exported.")
    if aside.exists():
        say(f"What was there before lies in {aside}; delete it when all is well.")
    if not settings.key_path.exists():
        say(
            f"There is no key at {settings.key_path}. Put back the key that belongs to this base"
            " before the bot runs: without it nobody's verdicts can be told to be theirs."
        )


async def _prepared(settings: Settings, backup: Path, fresh: Path) -> int:
    """Copy, check, migrate and export a backup; return how many entries it holds."""
    _clear(fresh)
    check(backup)
    await copy_base(backup, fresh)
    fresh.chmod(0o600)
    base = await open_base(replace(settings, database=str(fresh), key_file=""))
    try:
        entries = await exported(base)
    finally:
        await base.close()
    check(fresh)
    return entries


def _clear(fresh: Path) -> None:
    """Remove a copy with all that was made beside it, such as the copy before its upgrade."""
    for each in fresh.parent.glob(f"{fresh.name}*"):
        each.unlink(missing_ok=True)


def _free(base: Path, now: datetime) -> Path:
    """Return a name beside the base that nothing has yet."""
    stamp = now.astimezone(UTC).strftime(_STAMP)
    for number in range(1, 1000):
        tail = f"-{number}" if number > 1 else ""
        path = base.with_name(f"{base.name}.replaced-{stamp}{tail}")
        if not path.exists():
            return path
    raise StoreDamaged(f"Too many replaced bases beside {base}; move them away.")
