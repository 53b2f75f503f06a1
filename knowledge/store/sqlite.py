"""The embedded database: one writing connection with group commit, and readers.

Up to 64 waiting units share one `BEGIN IMMEDIATE ... COMMIT`, each in a savepoint; a unit's
caller hears of success only after the commit, which `synchronous=FULL` has put on the disk.
The one writing connection also does every checkpoint, so SQLite's WAL-reset fault (versions
before 3.51.3), which takes two connections that checkpoint and write, cannot happen here.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar, cast

import aiosqlite

from knowledge.errors import (
    SchemaOlder,
    StoreDamaged,
    StoreError,
    StoreFull,
    StoreInUse,
    StoreReadOnly,
)
from knowledge.store.lock import Lock
from knowledge.store.migrate import Migration, migrations, pending
from knowledge.store.port import Row, Unit

T = TypeVar("T")
GROUP = 64
READERS = 2
_STEPS = """CREATE TABLE IF NOT EXISTS schema_step
    (number INTEGER PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL, at TEXT NOT NULL)"""


class _Transaction:
    """Run statements on the connection's own thread; nothing here ever waits."""

    def __init__(self, raw: sqlite3.Connection) -> None:
        self._raw = raw

    async def all(self, sql: str, *values: object) -> Sequence[Row]:
        return cast(list[Row], self._raw.execute(sql, values).fetchall())

    async def run(self, sql: str, *values: object) -> int:
        return self._raw.execute(sql, values).rowcount

    async def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        self._raw.executemany(sql, rows)


@dataclass(slots=True)
class _Waiting:
    """Be a unit on its way through the writer, with where its outcome goes."""

    unit: Unit[Any]
    future: "asyncio.Future[Any]"
    result: Any = None
    error: BaseException | None = field(default=None)


class SqliteStore:
    """Keep a base in one file; see `open`."""

    def __init__(
        self,
        path: Path,
        writer: aiosqlite.Connection | None,
        readers: list[aiosqlite.Connection],
        lock: Lock | None,
    ) -> None:
        """Take open connections; `open` makes them."""
        self.path = path
        self._writer, self._lock = writer, lock
        self._readers: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        for reader in readers:
            self._readers.put_nowait(reader)
        self._all = readers
        self._waiting: asyncio.Queue[_Waiting | None] = asyncio.Queue()
        self._worker = asyncio.create_task(self._work()) if writer else None
        self._closed = False

    @classmethod
    async def open(
        cls, path: Path, *, read_only: bool = False, steps: Traversable | None = None
    ) -> "SqliteStore":
        """Open the file, made and migrated when needed; `read_only` takes no lock, writes nothing.

        Raises StoreInUse when another process has it, SchemaNewer, SchemaOlder (read only),
        StoreDamaged, StoreReadOnly or StoreFull.
        """
        known = migrations("sqlite", steps)
        if read_only:
            readers = [await _connect_reader(path) for _ in range(READERS)]
            try:
                await _hop(readers[0], lambda raw: _check_current(raw, path, known))
            except BaseException:
                await _close(readers)
                raise
            return cls(path, None, readers, None)
        lock = Lock.take(path)
        connections: list[aiosqlite.Connection] = []
        try:
            writer = await _connect(f"{path.absolute().as_uri()}?mode=rwc")
            connections.append(writer)
            await _hop(writer, lambda raw: _prepare(raw, path, known))
            connections.extend([await _connect_reader(path) for _ in range(READERS)])
        except BaseException:
            await _close(connections)
            lock.release()
            raise
        return cls(path, writer, connections[1:], lock)

    async def read(self, unit: Unit[T]) -> T:
        """Run a unit on one snapshot, on a reader's thread, in one hop."""
        if self._closed:
            raise StoreError("The base is closed.")
        reader = await self._readers.get()
        try:
            return await _hop(reader, lambda raw: _read(raw, unit))
        finally:
            self._readers.put_nowait(reader)

    async def write(self, unit: Unit[T]) -> T:
        """Run a unit on the writer; it is on the disk when this returns."""
        if self._closed:
            raise StoreError("The base is closed; nothing was changed.")
        if self._worker is None:
            raise StoreReadOnly("The base is open for reading only; nothing was changed.")
        waiting = _Waiting(unit, asyncio.get_running_loop().create_future())
        self._waiting.put_nowait(waiting)
        return cast(T, await waiting.future)

    async def close(self) -> None:
        """Commit what was accepted, close the connections, let go of the lock."""
        if self._closed:
            return
        self._closed = True
        if self._worker and self._writer:
            self._waiting.put_nowait(None)
            await self._worker
            await _close([*self._all, self._writer])  # the writer last: it checkpoints
        else:
            await _close(self._all)
        if self._lock:
            self._lock.release()

    async def _work(self) -> None:
        assert self._writer is not None  # noqa: S101  # only started with a writer
        open_for_more = True
        while open_for_more:
            group = [await self._waiting.get()]
            while len(group) < GROUP and not self._waiting.empty():
                group.append(self._waiting.get_nowait())
            open_for_more = None not in group
            units = [each for each in group if each is not None and not each.future.cancelled()]
            if units:
                try:
                    await _hop(self._writer, lambda raw, units=units: _commit(raw, units))  # type: ignore[misc]  # the default binds this round's units
                except Exception as error:
                    for each in units:
                        each.error = error
                _resolve(units)


async def is_new(path: Path) -> bool:
    """Say whether nothing was ever done to a base: no file yet, or its making was cut short."""
    if not path.exists():
        return True
    reader = await _connect_reader(path)
    try:
        return await _hop(reader, lambda raw: not _applied(raw) or not _has_journal(raw))
    finally:
        await _close([reader])


async def pending_steps(path: Path) -> list[str]:
    """Name the schema steps that a file still lacks; all of them when there is no file yet."""
    known = migrations("sqlite")
    todo = known
    if path.exists():
        reader = await _connect_reader(path)
        try:
            todo = await _hop(reader, lambda raw: pending(known, _applied(raw)))
        finally:
            await _close([reader])
    return [f"{step.number:04d} {step.name}" for step in todo]


def _resolve(units: list[_Waiting]) -> None:
    for each in units:
        if each.future.cancelled():
            continue
        if each.error is not None:
            each.future.set_exception(each.error)
        else:
            each.future.set_result(each.result)


def _commit(raw: sqlite3.Connection, units: list[_Waiting]) -> None:
    """Run units in one transaction; a failed unit leaves the others whole."""
    raw.execute("BEGIN IMMEDIATE")
    try:
        for each in units:
            raw.execute("SAVEPOINT unit")
            try:
                each.result = _drive(each.unit, raw)
                if each.future.cancelled():  # whoever asked for it has left: Ctrl-C
                    raw.execute("ROLLBACK TO unit")
            except Exception as error:
                if not raw.in_transaction:  # the disk is full or failing: all of it is gone
                    raise
                raw.execute("ROLLBACK TO unit")
                each.error = _translate(error)
            raw.execute("RELEASE unit")
        raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raise


def _read(raw: sqlite3.Connection, unit: Unit[T]) -> T:
    raw.execute("BEGIN")
    try:
        return _drive(unit, raw)
    finally:
        raw.execute("ROLLBACK")


def _drive(unit: Unit[T], raw: sqlite3.Connection) -> T:
    """Run a unit to its end on this thread: its transaction never makes it wait."""
    steps = cast(Coroutine[Any, Any, T], unit(_Transaction(raw)))
    try:
        steps.send(None)
    except StopIteration as end:
        return cast(T, end.value)
    steps.close()
    raise RuntimeError("a unit of work may await nothing but its transaction")


async def _hop(connection: aiosqlite.Connection, work: Callable[[sqlite3.Connection], T]) -> T:
    """Do all of some work in one visit to the connection's thread.

    aiosqlite's public methods cost a visit for each statement. `_execute` and `_conn` are
    private: they stand here only, the version is pinned, and a test watches them.
    """
    try:
        return cast(T, await connection._execute(lambda: work(connection._conn)))  # type: ignore[no-untyped-call]  # noqa: SLF001  # see above
    except sqlite3.Error as error:
        raise _translate(error) from error


async def _connect(uri: str) -> aiosqlite.Connection:
    connection = aiosqlite.connect(uri, uri=True, isolation_level=None, timeout=5)
    # Whoever leaves without closing (a second Ctrl-C) must not wait for this thread for ever;
    # what it has not committed is taken back when the file is next opened.
    connection._thread.daemon = True  # noqa: SLF001  # private as in `_hop`
    try:
        return await connection
    except sqlite3.Error as error:
        connection._thread.join()  # noqa: SLF001  # or it might speak to a loop that has ended
        raise _translate(error) from error


async def _connect_reader(path: Path) -> aiosqlite.Connection:
    """Open a connection that cannot write and never checkpoints."""
    reader = await _connect(f"{path.absolute().as_uri()}?mode=ro")
    try:
        await _hop(reader, _prepare_reader)
    except StoreError:
        await _close([reader])
        wal = path.with_name(path.name + "-wal")
        if not path.is_file() or (wal.exists() and wal.stat().st_size):
            raise
        # On a read-only medium SQLite cannot make its shared memory; with nothing in the
        # write-ahead log the file alone is whole and may be read as it lies.
        reader = await _connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1")
        try:
            await _hop(reader, _prepare_reader)
        except BaseException:
            await _close([reader])
            raise
    return reader


async def _close(connections: list[aiosqlite.Connection]) -> None:
    for connection in connections:
        await connection.close()


def _prepare_reader(raw: sqlite3.Connection) -> None:
    raw.execute("PRAGMA query_only = 1")
    raw.execute("PRAGMA wal_autocheckpoint = 0")
    raw.execute("SELECT count(*) FROM sqlite_schema").fetchone()


def _prepare(raw: sqlite3.Connection, path: Path, known: tuple[Migration, ...]) -> None:
    """Set the writer up and bring the schema to this version, a copy of the old file beside it."""
    todo = pending(known, _applied(raw))  # before the first change: the file may be another's
    raw.execute("PRAGMA journal_mode = WAL")
    raw.execute("PRAGMA synchronous = FULL")
    if not todo:
        return
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


def _check_current(raw: sqlite3.Connection, path: Path, known: tuple[Migration, ...]) -> None:
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
    path.unlink(missing_ok=True)
    raw.execute("VACUUM INTO ?", (str(path),))


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


_MEANINGS: tuple[tuple[int, type[StoreError], str], ...] = (
    (sqlite3.SQLITE_FULL, StoreFull, "The disk is full"),
    (
        sqlite3.SQLITE_READONLY,
        StoreReadOnly,
        "The base cannot be written: read-only file or folder",
    ),
    (sqlite3.SQLITE_CANTOPEN, StoreReadOnly, "The base cannot be opened: is the path right?"),
    (sqlite3.SQLITE_NOTADB, StoreDamaged, "The file is not a Hypecheck base"),
    (sqlite3.SQLITE_CORRUPT, StoreDamaged, "The base is damaged; restore a backup"),
    (sqlite3.SQLITE_BUSY, StoreInUse, "Another process has the base"),
    (sqlite3.SQLITE_LOCKED, StoreInUse, "Another process has the base"),
)


def _translate(error: Exception) -> Exception:
    """Turn a database's error into one of ours, by its code; leave others as they are."""
    if not isinstance(error, sqlite3.Error):
        return error
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    for known, kind, meaning in _MEANINGS:
        if code == known:
            return kind(f"{meaning}. Nothing of this was saved. ({error})")
    return StoreError(f"The database failed; nothing of this was saved. ({error})")
