"""Where the bases of tests lie: files, or databases of a PostgreSQL server."""

import asyncio
import os
from collections.abc import Collection, Coroutine
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import asyncpg

from bot.settings import Settings
from knowledge.store.port import Store, Transaction
from knowledge.store.postgres import PostgresStore
from knowledge.store.sqlite import SqliteStore

T = TypeVar("T")


class Databases:
    """Name and open a test's bases, each by the path of the file that it is or would be."""

    def __init__(self, server: "Server | None") -> None:
        """Take the server; without one the bases are files."""
        self._server = server
        self._taken: dict[Path, str] = {}

    @property
    def are_files(self) -> bool:
        """Say whether the bases are files."""
        return self._server is None

    def at(self, path: Path) -> str:
        """Name the base of a path, as the settings do."""
        if self._server is None:
            return str(path)
        if path not in self._taken:
            self._taken[path] = self._server.take()
        return self._taken[path]

    def settings(self, path: Path) -> Settings:
        """Make the settings of a bot with the base of a path, its key beside it."""
        return Settings(database=self.at(path), key_file=f"{path}.key")

    async def open(self, path: Path, *, read_only: bool = False) -> Store:
        """Open the base of a path."""
        if self._server is None:
            return await SqliteStore.open(path, read_only=read_only)
        return await PostgresStore.open(self.at(path), read_only=read_only)

    def give_back(self) -> None:
        """Let other tests have what was taken of the server."""
        for url in self._taken.values():
            assert self._server is not None
            self._server.put_back(url)


class Server:
    """Make databases with the schema in them; those that were used are emptied and used again."""

    def __init__(self, url: str) -> None:
        """Take the URL of a database of a server on which databases may be made."""
        self._url = url
        self._made: list[str] = []
        self._template = ""
        self._free: list[str] = []

    def take(self) -> str:
        """Return the URL of an empty base."""
        return self._free.pop() if self._free else self.make()

    def make(self, *, empty: bool = False) -> str:
        """Make a database with the schema, or one that has nothing in it; return its URL."""
        name = f"hypecheck_test_{os.getpid()}_{len(self._made)}"
        like = "template0" if empty or not self._template else self._template
        _alone(self._run(f'CREATE DATABASE "{name}" TEMPLATE "{like}"'))
        self._made.append(name)
        url = urlsplit(self._url)._replace(path=f"/{name}").geturl()
        if like == "template0" and not empty:
            _alone(_make_schema(url))
            self._template = name
            return self.make()  # this one stays as it is, for others to be made like it
        return url

    def put_back(self, url: str) -> None:
        """Empty a database that no test uses any more."""
        _alone(_empty(url))
        self._free.append(url)

    def drop(self) -> None:
        """Drop all that were made."""
        for name in self._made:
            _alone(self._run(f'DROP DATABASE "{name}" WITH (FORCE)'))

    async def _run(self, sql: str) -> None:
        raw = await asyncpg.connect(self._url)
        await raw.execute(sql)
        await raw.close()


async def _make_schema(url: str) -> None:
    await (await PostgresStore.open(url)).close()


async def _empty(url: str) -> None:
    raw = await asyncpg.connect(url)
    rows = await raw.fetch("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    kept = ("schema_step", "index_change")
    sql = [f"DELETE FROM {name};" for (name,) in rows if name not in kept]
    await raw.execute("".join(sql) + "UPDATE index_change SET number = 0")
    await raw.close()


async def columns(store: Store) -> dict[str, list[str]]:
    """Name the columns of every table of a base."""
    sql = "SELECT t.name, c.name FROM sqlite_schema t JOIN pragma_table_info(t.name) c"
    where = " WHERE t.type = 'table'"
    if isinstance(store, PostgresStore):
        sql = "SELECT table_name, column_name FROM information_schema.columns"
        where = " WHERE table_schema = current_schema()"
    found: dict[str, list[str]] = {}
    for table, column in await store.read(lambda tx: tx.all(f"{sql}{where} ORDER BY 1, 2")):
        found.setdefault(table, []).append(column)
    return found


async def everything(store: Store, *, but: Collection[str] = ()) -> dict[str, list[str]]:
    """Write every row of a base as text, but those of some tables."""
    names = [name for name in await columns(store) if name not in but]

    async def unit(tx: Transaction) -> dict[str, list[str]]:
        return {name: sorted(map(str, await tx.all(f"SELECT * FROM {name}"))) for name in names}

    return await store.read(unit)


def _alone(work: Coroutine[Any, Any, T]) -> T:
    """Run work on a loop of its own, also beneath a test's."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()
