"""Copies of a base that are whole: made while it is written to, checked, and put in its place."""

import asyncio
import os
import sqlite3
from contextlib import closing, suppress
from pathlib import Path

from knowledge.errors import StoreDamaged, StoreReadOnly
from knowledge.store.lock import Lock
from knowledge.store.owner import hand_over
from knowledge.store.sqlite_file import copy_base, translate

_BESIDE = ("-wal", "-shm")


async def back_up(source: Path, target: Path) -> None:
    """Copy a base as it is at one moment into one file, checked and on the disk when it appears."""
    part = target.with_name(f"{target.name}.part")
    try:
        if not target.parent.exists():
            target.parent.mkdir(parents=True, mode=0o700)
            hand_over(target.parent)
        part.unlink(missing_ok=True)
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        hand_over(part)
        await copy_base(source, part)
        await asyncio.to_thread(_finish, part)
        part.replace(target)
        _flush_folder(target.parent)
    except OSError as error:
        raise StoreReadOnly(f"Cannot write {target}: {error.strerror}.") from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)


def put_in_place(copy: Path, base: Path, aside: Path, lock: Lock) -> None:
    """Put a whole copy in the place of a base whose lock is held; the old one is kept aside.

    The old file gets its second name before the first is taken, and the new one takes the first
    name in one step, so that a crash leaves the old base or the new one and loses neither.
    """
    assert lock.held  # noqa: S101  # nobody may write meanwhile
    if base.exists():
        _fold_in(base)
        os.link(base, aside)
        for ending in _BESIDE:
            beside = base.with_name(base.name + ending)
            if beside.exists():
                os.link(beside, aside.with_name(aside.name + ending))
    for ending in _BESIDE:
        base.with_name(base.name + ending).unlink(missing_ok=True)
    hand_over(copy)
    copy.replace(base)
    _flush_folder(base.parent)


def check(path: Path) -> None:
    """Raise StoreDamaged when the file's own checks find anything."""
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as raw:
            found = raw.execute("PRAGMA integrity_check(3)").fetchall()
    except sqlite3.Error as error:
        raise translate(error) from error
    if found != [("ok",)]:
        raise StoreDamaged(f"{path} is damaged: {'; '.join(str(line) for (line,) in found)}.")


def _finish(path: Path) -> None:
    """Make the copy one file without a write-ahead log, check it, and flush it."""
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
    check(path)
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _fold_in(base: Path) -> None:
    """Bring the write-ahead log into the file, where that still works; a damaged one stays."""
    with suppress(sqlite3.Error), closing(sqlite3.connect(base)) as raw:
        raw.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _flush_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
