"""Capture the statements that a piece of work runs, to run the bare SQL again without it."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from knowledge.store.port import Row, Store, Transaction, Unit

T = TypeVar("T")
Statement = tuple[str, tuple[object, ...]]


@dataclass(slots=True)
class Recording:
    """Pass units on to a store and keep the reading ones' statements, unit by unit."""

    store: Store
    units: list[list[Statement]] = field(default_factory=list)

    async def read(self, unit: Unit[T], *, brief: bool = False) -> T:
        """Run a unit and keep its statements."""
        statements: list[Statement] = []
        self.units.append(statements)
        return await self.store.read(lambda tx: unit(_Recorder(tx, statements)), brief=brief)

    async def write(self, unit: Unit[T]) -> T:
        """Pass a unit on."""
        return await self.store.write(unit)

    async def close(self) -> None:
        """Leave the store open: it is somebody else's."""

    def take(self) -> list[list[Statement]]:
        """Return what was kept and begin anew."""
        units, self.units = self.units, []
        return units


@dataclass(frozen=True, slots=True)
class _Recorder:
    tx: Transaction
    statements: list[Statement]

    async def all(self, sql: str, *values: object) -> Sequence[Row]:
        self.statements.append((sql, values))
        return await self.tx.all(sql, *values)

    async def run(self, sql: str, *values: object) -> int:
        return await self.tx.run(sql, *values)

    async def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        await self.tx.many(sql, rows)

    async def version(self) -> object:
        return await self.tx.version()


def connect(path: Path) -> sqlite3.Connection:
    """Open a base for reading as the store's readers do."""
    raw = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
    raw.execute("PRAGMA query_only = 1")
    return raw


def replay(raw: sqlite3.Connection, units: Sequence[Sequence[Statement]]) -> None:
    """Run statements bare, each unit on one snapshot, and fetch every row."""
    for statements in units:
        raw.execute("BEGIN")
        for sql, values in statements:
            raw.execute(sql, values).fetchall()
        raw.execute("ROLLBACK")


async def through(store: Store, units: Sequence[Sequence[Statement]]) -> None:
    """Run the same statements through a store: what the visit to its thread adds."""
    for statements in units:

        async def unit(tx: Transaction, statements: Sequence[Statement] = statements) -> None:
            for sql, values in statements:
                await tx.all(sql, *values)

        await store.read(unit, brief=True)
