"""The embedded database: one writing connection with group commit, and readers.

Up to 64 waiting units share one `BEGIN IMMEDIATE ... COMMIT`, each in a savepoint; a unit's
caller hears of success only after the commit, which `synchronous=FULL` has put on the disk.
The one writing connection also does every checkpoint, so SQLite's WAL-reset fault (versions
before 3.51.3), which takes two connections that checkpoint and write, cannot happen here.
"""

import asyncio
import sqlite3
from collections.abc import Coroutine, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any, TypeVar, cast

import aiosqlite

from knowledge.errors import StoreError, StoreReadOnly
from knowledge.store.lock import Lock
from knowledge.store.migrate import migrations
from knowledge.store.port import Row, Unit
from knowledge.store.sqlite_file import (
    check_current,
    close_all,
    connect,
    connect_reader,
    here,
    hop,
    make,
    prepare,
    translate,
)

T = TypeVar("T")
GROUP = 64
READERS = 2
_UNSAVED = " Nothing of this was saved."


class _Transaction:
    """Run statements on the connection's own thread; nothing here ever waits."""

    def __init__(self, raw: sqlite3.Connection, *, reads: bool) -> None:
        self._raw, self._reads = raw, reads
        self._version: tuple[int, int] | None = None

    async def all(self, sql: str, *values: object) -> Sequence[Row]:
        return cast(list[Row], self._raw.execute(sql, values).fetchall())

    async def version(self) -> object:
        if not self._reads:
            return object()  # the number tells of every commit but this connection's own
        if self._version is None:  # its snapshot is the same to the end
            ((number,),) = self._raw.execute("PRAGMA data_version").fetchall()
            self._version = id(self._raw), number
        return self._version

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
        """Take open connections, the last reader for brief reads; `open` makes them."""
        self.path = path
        self._writer, self._lock = writer, lock
        self._readers: asyncio.Queue[aiosqlite.Connection] = asyncio.Queue()
        *others, self._brief = readers
        for reader in others:
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
            readers = [await connect_reader(path) for _ in range(READERS + 1)]
            try:
                await hop(readers[0], lambda raw: check_current(raw, path, known))
            except BaseException:
                await close_all(readers)
                raise
            return cls(path, None, readers, None)
        lock = Lock.take(path)
        connections: list[aiosqlite.Connection] = []
        try:
            make(path)
            writer = await connect(f"{path.absolute().as_uri()}?mode=rwc")
            connections.append(writer)
            await hop(writer, lambda raw: prepare(raw, path, known), _UNSAVED)
            connections.extend([await connect_reader(path) for _ in range(READERS + 1)])
        except BaseException:
            await close_all(connections)
            lock.release()
            raise
        return cls(path, writer, connections[1:], lock)

    async def read(self, unit: Unit[T], *, brief: bool = False) -> T:
        """Run a unit on one snapshot: a brief one here and now, others on a reader's thread."""
        if self._closed:
            raise StoreError("The base is closed.")
        if brief:
            return here(self._brief, lambda raw: _read(raw, unit))
        reader = await self._readers.get()
        try:
            return await hop(reader, lambda raw: _read(raw, unit))
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
            await close_all([*self._all, self._writer])  # the writer last: it checkpoints
        else:
            await close_all(self._all)
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
                    await hop(self._writer, partial(_commit, units), _UNSAVED)
                except Exception as error:
                    for each in units:
                        each.error = error
                _resolve(units)


def _resolve(units: list[_Waiting]) -> None:
    for each in units:
        if each.future.cancelled():
            continue
        if each.error is not None:
            each.future.set_exception(each.error)
        else:
            each.future.set_result(each.result)


def _commit(units: list[_Waiting], raw: sqlite3.Connection) -> None:
    """Run units in one transaction; a failed unit leaves the others whole."""
    raw.execute("BEGIN IMMEDIATE")
    try:
        for each in units:
            raw.execute("SAVEPOINT unit")
            try:
                each.result = _drive(each.unit, raw, reads=False)
                if each.future.cancelled():  # whoever asked for it has left: Ctrl-C
                    raw.execute("ROLLBACK TO unit")
            except Exception as error:
                if not raw.in_transaction:  # the disk is full or failing: all of it is gone
                    raise
                raw.execute("ROLLBACK TO unit")
                each.error = translate(error, _UNSAVED)
            raw.execute("RELEASE unit")
        raw.execute("COMMIT")
    except BaseException:
        if raw.in_transaction:
            raw.execute("ROLLBACK")
        raise


def _read(raw: sqlite3.Connection, unit: Unit[T]) -> T:
    raw.execute("BEGIN")
    try:
        return _drive(unit, raw, reads=True)
    finally:
        raw.execute("ROLLBACK")


def _drive(unit: Unit[T], raw: sqlite3.Connection, *, reads: bool) -> T:
    """Run a unit to its end on this thread: its transaction never makes it wait."""
    steps = cast(Coroutine[Any, Any, T], unit(_Transaction(raw, reads=reads)))
    try:
        steps.send(None)
    except StopIteration as end:
        return cast(T, end.value)
    steps.close()
    raise RuntimeError("a unit of work may await nothing but its transaction")
