"""The embedded database's file: opening, preparing, copying it, and what its errors mean."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar, cast

import aiosqlite

from knowledge.errors import (
    SchemaOlder,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreInUse,
    StoreReadOnly,
)
from knowledge.matching.words import fold, terms
from knowledge.store.migrate import Migration, migrations, pending
from knowledge.store.owner import hand_over
from knowledge.store.packing import Packer

T = TypeVar("T")
_STEPS = """CREATE TABLE IF NOT EXISTS schema_step
    (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, at TEXT NOT NULL)"""


async def hop(
    connection: aiosqlite.Connection, work: Callable[[sqlite3.Connection], T], lost: str = ""
) -> T:
    """Do all of some work in one visit to the connection's thread; `lost` ends an error's words.

    aiosqlite's public methods cost a visit for each statement. `_execute` and `_conn` are
    private: they stand here only, the version is pinned, and a test watches them.
    """
    try:
        return cast(T, await connection._execute(lambda: work(connection._conn)))  # type: ignore[no-untyped-call]  # noqa: SLF001  # see above
    except sqlite3.Error as error:
        raise translate(error, lost) from error


def here(connection: aiosqlite.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    """Do brief work at once, on a connection that nobody visits: a visit costs many times that."""
    try:
        return work(connection._conn)  # noqa: SLF001  # see `hop`
    except sqlite3.Error as error:
        raise translate(error) from error


def make(path: Path) -> None:
    """Create the file when there is none, readable by its owner only: it holds people's words."""
    if path.is_dir():
        raise StoreDamaged(f"{path} is a folder; name a file in it.")
    with suppress(OSError):  # opening it says what is wrong, in the database's words
        os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o600))
        hand_over(path)


async def connect(uri: str) -> aiosqlite.Connection:
    # One reader's connection is used on the caller's thread and never on its own (see `here`).
    connection = aiosqlite.connect(
        uri, uri=True, isolation_level=None, timeout=5, check_same_thread=False
    )
    # Whoever leaves without closing (a second Ctrl-C) must not wait for this thread for ever;
    # what it has not committed is taken back when the file is next opened.
    connection._thread.daemon = True  # noqa: SLF001  # private as in `hop`
    try:
        return await connection
    except sqlite3.Error as error:
        connection._thread.join()  # noqa: SLF001  # or it might speak to a loop that has ended
        raise translate(error) from error


async def connect_reader(path: Path) -> aiosqlite.Connection:
    """Open a connection that cannot write and never checkpoints."""
    if path.is_dir():
        raise StoreDamaged(f"{path} is a folder; name a file in it.")
    reader = await connect(f"{path.absolute().as_uri()}?mode=ro")
    try:
        await hop(reader, _prepare_reader)
    except StoreError:
        await close_all([reader])
        wal = path.with_name(path.name + "-wal")
        if not path.is_file() or (wal.exists() and wal.stat().st_size):
            raise
        # On a read-only medium SQLite cannot make its shared memory; with nothing in the
        # write-ahead log the file alone is whole and may be read as it lies.
        reader = await connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1")
        try:
            await hop(reader, _prepare_reader)
        except BaseException:
            await close_all([reader])
            raise
    return reader


async def close_all(connections: list[aiosqlite.Connection]) -> None:
    for connection in connections:
        await connection.close()


def _prepare_reader(raw: sqlite3.Connection) -> None:
    raw.execute("PRAGMA query_only = 1")
    raw.execute("PRAGMA wal_autocheckpoint = 0")
    raw.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def prepare(raw: sqlite3.Connection, path: Path, known: tuple[Migration, ...]) -> None:
    """Set the writer up and bring the schema to this version, a copy of the old file beside it."""
    todo = pending(known, _applied(raw))  # before the first change: the file may be another's
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    if not todo:
        return
    # For schema steps that bring what finding reads into another shape.
    raw.create_aggregate("packed_list", 2, Packer)  # type: ignore[arg-type]  # the stubs lack bytes
    raw.create_function("folded_terms", 1, lambda text: " ".join(terms(fold(text or ""))))
    if todo[0].number > 1:
        _copy(raw, path.with_name(f"{path.name}.before-{todo[0].number:04d}"))
    raw.execute("BEGIN IMMEDIATE")
    try:
        raw.execute(_STEPS)
        for migration in todo:
            for statement in migration.statements():
                raw.execute(statement)
            raw.execute(
                "INSERT INTO schema_step VALUES (?, ?, ?, ?)",
                (migration.number, migration.name, migration.checksum, _now()),
            )
        raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raise


def check_current(raw: sqlite3.Connection, path: Path, known: tuple[Migration, ...]) -> None:
    if pending(known, _applied(raw)):
        raise SchemaOlder(f"{path} is of an older version. Run `hypecheck migrate` first.")


def _applied(raw: sqlite3.Connection) -> list[tuple[int, str]]:
    tables = {name for (name,) in raw.execute("SELECT name FROM sqlite_schema")}
    if "schema_step" not in tables:
        if tables:
            raise StoreDamaged("The file is a database of some other program. Name another file.")
        return []
    return raw.execute("SELECT number, checksum FROM schema_step ORDER BY number").fetchall()


def _has_journal(raw: sqlite3.Connection) -> bool:
    return raw.execute("SELECT 1 FROM journal LIMIT 1").fetchone() is not None


def _copy(raw: sqlite3.Connection, path: Path) -> None:
    """Copy the file, readable by its owner only; the name appears once the copy is whole."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    raw.execute("VACUUM INTO ?", (str(part),))
    part.chmod(0o600)
    hand_over(part)
    with part.open("rb") as file:
        os.fsync(file.fileno())
    part.replace(path)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


_MEANINGS: tuple[tuple[int, type[StoreError], str], ...] = (
    (sqlite3.SQLITE_FULL, StoreFull, "The disk is full"),
    (
        sqlite3.SQLITE_READONLY,
        StoreReadOnly,
        "The base cannot be written: read-only file or folder",
    ),
    (
        sqlite3.SQLITE_CANTOPEN,
        StoreReadOnly,
        "The base cannot be opened: is the path right, and may this user read it?",
    ),
    (sqlite3.SQLITE_NOTADB, StoreDamaged, "The file is not a Hypecheck base"),
    (sqlite3.SQLITE_CORRUPT, StoreDamaged, "The base is damaged; restore a backup"),
    (sqlite3.SQLITE_BUSY, StoreInUse, "Another process has the base"),
    (sqlite3.SQLITE_LOCKED, StoreInUse, "Another process has the base"),
)


def translate(error: Exception, lost: str = "") -> Exception:
    """Turn a database's error into one of ours, by its code; leave others as they are."""
    if not isinstance(error, sqlite3.Error):
        return error
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    for known, kind, meaning in _MEANINGS:
        if code == known:
            end = "" if meaning.endswith("?") else "."
            return kind(f"{meaning}{end}{lost} ({error})")
    return StoreError(f"The database failed.{lost} ({error})")


async def is_new(path: Path) -> bool:
    """Say whether nothing was ever done to a base: no file yet, or its making was cut short."""
    try:
        if not path.exists():
            return True
    except PermissionError:
        return True  # the lock says whose the folder is
    reader = await connect_reader(path)
    try:
        return await hop(reader, lambda raw: not _applied(raw) or not _has_journal(raw))
    finally:
        await close_all([reader])


async def pending_steps(path: Path) -> list[str]:
    """Name the schema steps that a file still lacks; all of them when there is no file yet."""
    known = migrations("sqlite")
    todo = known
    if path.exists():
        reader = await connect_reader(path)
        try:
            todo = await hop(reader, lambda raw: pending(known, _applied(raw)))
        finally:
            await close_all([reader])
    return [f"{step.number:04d} {step.name}" for step in todo]


async def copy_base(source: Path, target: Path) -> None:
    """Copy a base as it is now, also while it is written to."""

    def copy(raw: sqlite3.Connection) -> None:
        with closing(sqlite3.connect(target)) as other:
            raw.backup(other)

    reader = await connect_reader(source)
    try:
        await hop(reader, copy)
    finally:
        await close_all([reader])
