"""A PostgreSQL database, for a bot that has outgrown one machine: see `PostgresStore.open`.

A unit that reads has one snapshot (REPEATABLE READ). A unit that writes is SERIALIZABLE and is
run again from the start when the database asks for that, as it does when another process changed
what the unit read; writers of one process go one after another, and so never ask it of each other.
No LISTEN/NOTIFY, no advisory locks, no triggers: what speaks the same dialect can serve as well.
"""

import asyncio
import random
import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from functools import lru_cache
from importlib.resources.abc import Traversable
from typing import Any, TypeVar

import asyncpg

from knowledge.errors import StoreError, StoreReadOnly
from knowledge.store.migrate import migrations
from knowledge.store.port import Row, Unit
from knowledge.store.postgres_server import (
    FOREIGN,
    LOST,
    Connections,
    check_current,
    prepare,
    translate,
)

T = TypeVar("T")
_READ = {"isolation": "repeatable_read", "readonly": True}
_WRITE = {"isolation": "serializable"}
_AGAIN = frozenset({"40001", "40P01"})  # another's change came between, or each waited for another
_TRIES = 8
_UNSAVED = " Nothing of this was saved."
_UNKNOWN = " Whether this was saved is not known: look before doing it again."
_MARK = re.compile(r"'[^']*'|\"[^\"]*\"|\?")

Pause = Callable[[int], Awaitable[None]]


class _Transaction:
    """Run statements on one connection, in its transaction."""

    def __init__(self, raw: Any, age: int | None) -> None:
        self._raw, self._age = raw, age
        self._version: tuple[int, str] | None = None

    async def all(self, sql: str, *values: object) -> Sequence[Row]:
        return [tuple(row) for row in await self._raw.fetch(numbered(sql), *values)]

    async def version(self) -> object:
        if self._age is None:
            return object()  # a writing unit sees more than its snapshot: what it wrote itself
        if self._version is None:
            # Which transactions it sees says all, among connections that no failover came between.
            seen = await self._raw.fetchval("SELECT pg_current_snapshot()::text")
            self._version = self._age, seen
        return self._version

    async def run(self, sql: str, *values: object) -> int:
        status: str = await self._raw.execute(numbered(sql), *values)
        return int(status.rpartition(" ")[2])

    async def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        await self._raw.executemany(numbered(sql), rows)


class PostgresStore:
    """Keep a base in a PostgreSQL database."""

    def __init__(self, connections: Connections, *, read_only: bool, pause: Pause) -> None:
        """Take connections to a prepared database; `open` makes them."""
        self._connections, self._pool = connections, connections.pool
        self._read_only, self._pause = read_only, pause
        self._alone = asyncio.Lock()
        self._closed = False

    @classmethod
    async def open(
        cls,
        url: str,
        *,
        read_only: bool = False,
        steps: Traversable | None = None,
        pause: Pause | None = None,
    ) -> "PostgresStore":
        """Connect, and make or migrate the schema when needed; `read_only` writes nothing.

        `pause` waits before a unit's next try. Raises StoreError when the server cannot be
        reached or refuses, SchemaNewer, SchemaOlder (read only) or StoreDamaged.
        """
        known = migrations("postgres", steps)
        connections = await Connections.open(url)
        try:
            async with connections.pool.acquire() as raw:
                if read_only:
                    await check_current(raw, url, known)
                else:
                    await prepare(raw, known)
        except BaseException as error:
            connections.pool.terminate()
            raise translate(error, _UNSAVED) from None
        return cls(connections, read_only=read_only, pause=pause or _wait)

    async def read(self, unit: Unit[T], *, brief: bool = False) -> T:  # noqa: ARG002  # all are alike here
        """Run a unit on one snapshot; once more when the connection was lost."""
        if self._closed:
            raise StoreError("The base is closed.")
        try:
            try:
                return await self._once(unit, _READ)
            except LOST:
                await self._pool.expire_connections()  # the others are lost as well, or soon
                return await self._once(unit, _READ)
        except FOREIGN as error:
            raise translate(error) from None

    async def write(self, unit: Unit[T]) -> T:
        """Run a unit as if alone; the server has it on its disk when this returns."""
        if self._closed:
            raise StoreError("The base is closed; nothing was changed.")
        if self._read_only:
            raise StoreReadOnly("The base is open for reading only; nothing was changed.")
        async with self._alone:
            for tries in range(1, _TRIES + 1):
                try:
                    return await self._once(unit, _WRITE)
                except _CommitLost as error:
                    raise translate(error.why, _UNKNOWN) from None
                except LOST as error:
                    if tries > 1:
                        raise translate(error, _UNSAVED) from None
                    await self._pool.expire_connections()
                except FOREIGN as error:
                    if getattr(error, "sqlstate", None) not in _AGAIN:
                        raise translate(error, _UNSAVED) from None
                    if tries < _TRIES:
                        await self._pause(tries)
        raise StoreError(
            f"Others changed the same things at the same time, {_TRIES} times over.{_UNSAVED}"
            " Try again in a moment."
        )

    async def close(self) -> None:
        """Finish the writes that were accepted, and let go of the connections."""
        if self._closed:
            return
        self._closed = True
        async with self._alone:  # whoever waits for it came before
            await self._pool.close()

    async def _once(self, unit: Unit[T], kind: dict[str, Any]) -> T:
        """Run a unit in a transaction; raise what asyncpg raises, or _CommitLost."""
        ended = False
        async with self._pool.acquire() as raw:
            age = self._connections.opened if kind is _READ else None
            try:
                async with raw.transaction(**kind):
                    result = await unit(_Transaction(raw, age))
                    ended = True
            except FOREIGN as error:
                refused = isinstance(error, asyncpg.PostgresError) and not isinstance(error, LOST)
                if ended and kind is _WRITE and not refused:
                    raise _CommitLost(error) from None
                raise
            return result


class _CommitLost(Exception):
    """Say that the connection was lost while a commit was under way."""

    def __init__(self, why: BaseException) -> None:
        super().__init__()
        self.why = why


@lru_cache(maxsize=2048)
def numbered(sql: str) -> str:
    """Number a statement's marks, as PostgreSQL wants them: `?` becomes `$1`, `$2` and so on."""
    numbers = iter(range(1, sql.count("?") + 1))
    return _MARK.sub(lambda found: f"${next(numbers)}" if found[0] == "?" else found[0], sql)


async def _wait(tries: int) -> None:
    """Wait a little, longer each time, and by lot, so that the same two do not meet again."""
    await asyncio.sleep(random.uniform(0.2, 1) * 0.005 * 2**tries)  # noqa: S311  # no secret
