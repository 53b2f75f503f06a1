"""Changing entries within one operation: each is kept as it was before and as it is after."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Any, TypeVar

from knowledge.account import person_of
from knowledge.errors import Conflict, Missing
from knowledge.keys import Keys
from knowledge.store.port import Transaction
from knowledge.store.table import Derive, Table

E = TypeVar("E")
_GATHERED = 2_000


@dataclass(frozen=True, slots=True)
class Hooked:
    """Pair a table with what must follow from its changes.

    `derive` runs at each change. `gather` runs at the end of the operation with the entries that
    it changed, before and after, some thousands at a time. `settle` does, too, once for each key
    that `touches` names, so that a thousand verdicts on a product cost one new headline.
    """

    table: Table[Any]
    derive: Derive[Any] | None = None
    gather: Callable[[Transaction, list[tuple[Any, Any]]], Awaitable[None]] | None = None
    touches: Callable[[Any], tuple[int, int]] | None = None
    settle: Callable[[Transaction, tuple[int, int], datetime], Awaitable[None]] | None = None


class Put(Enum):
    """Say what writing an entry came to."""

    ADDED = "added"
    CHANGED = "changed"
    SAME = "same"


class Change:
    """Change entries within one operation, keeping each one's before and after."""

    def __init__(self, tx: Transaction, tables: Mapping[str, Hooked], keys: Keys) -> None:
        """Take the transaction, every table by name, and where new keys come from."""
        self.tx, self.keys = tx, keys
        self._tables = tables
        self._rows: list[tuple[str, str, str | None, str | None, str | None]] = []
        self._touched: dict[tuple[str, tuple[int, int]], None] = {}
        self._gathered: dict[str, dict[tuple[int | str, ...], tuple[Any, Any]]] = {}

    async def get(self, table: Table[E], *key: object) -> E | None:
        """Return an entry as it is now."""
        return await table.get(self.tx, *key)

    async def find(self, table: Table[E], where: str, *values: object) -> list[E]:
        """Return the entries that a condition on their columns names, as they are now."""
        sql = f"SELECT {table.columns} FROM {table.name} WHERE {where}"
        return [table.entry(row) for row in await self.tx.all(sql, *values)]

    async def put(self, table: Table[E], entry: E, *, is_new: bool = False) -> Put:
        """Write an entry over what is under its key; nothing is recorded when nothing changes.

        `is_new` says that the key was made for it, so that nothing can be under it.
        """
        key = table.key_of(entry)
        before = None if is_new else await table.get(self.tx, *key)
        await self._set(table, key, before, entry)
        if before is None:
            return Put.ADDED
        return Put.SAME if before == entry else Put.CHANGED

    async def delete(self, table: Table[E], *key: int | str) -> None:
        """Take away an entry; raise Missing when it is not there."""
        before = await table.get(self.tx, *key)
        if before is None:
            raise Missing("There is no such entry; it may be gone already.")
        await self._set(table, key, before, None)

    async def restore(self, name: str, key: str, expected: str | None, target: str | None) -> None:
        """Bring an entry back to `target`; raise Conflict unless it is as `expected` now."""
        table = self._tables[name].table
        parts = tuple(json.loads(key))
        now = await table.get(self.tx, *parts)
        wanted = await self._read(table, expected)
        if now != wanted:
            raise Conflict(
                "What this changed has been changed since, so undoing would overwrite that."
                " Undo the later change first."
            )
        after = await self._read(table, target)
        if now is None and after != (target and table.load(target)):
            raise Conflict("Whose it was has joined two accounts since, so it may be there twice.")
        await self._set(table, parts, now, after)

    async def _read(self, table: Table[Any], text: str | None) -> Any:
        """Read a recorded entry; what was said by an account that was joined is its person's."""
        entry = table.load(text) if text is not None else None
        if entry is None or "person" in table.key or not hasattr(entry, "person"):
            return entry
        return replace(entry, person=await person_of(self.tx, entry.person))

    async def _set(
        self, table: Table[E], key: tuple[int | str, ...], before: E | None, after: E | None
    ) -> None:
        if before == after:
            return
        if after is None:
            await table.delete(self.tx, *key)
        else:
            await table.put(self.tx, after)
        hooked = self._tables[table.name]
        if hooked.derive is not None:
            await hooked.derive(self.tx, before, after)
        if hooked.gather is not None:
            gathered = self._gathered.setdefault(table.name, {})
            gathered[key] = gathered.get(key, (before,))[0], after
            if len(gathered) == _GATHERED:
                await self._gather(table.name)
        if hooked.touches is not None:
            for each in (before, after):
                if each is not None:
                    self._touched[table.name, hooked.touches(each)] = None
        old, new = (table.dump(each) if each is not None else None for each in (before, after))
        person = getattr(before if after is None else after, "person", None)
        self._rows.append((table.name, json.dumps(key), old, new, person))

    async def _gather(self, name: str) -> None:
        gather = self._tables[name].gather
        changed = self._gathered.pop(name)
        if gather is not None:
            await gather(self.tx, list(changed.values()))

    async def record(self, key: int, now: datetime) -> int:
        """Settle and write what was changed under an operation's key; return how many entries."""
        for name in list(self._gathered):
            await self._gather(name)
        for name, touched in self._touched:
            settle = self._tables[name].settle
            if settle is not None:
                await settle(self.tx, touched, now)
        await self.tx.many(
            "INSERT INTO change (journal, position, entries, entry, before, after, person)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            [(key, position, *row) for position, row in enumerate(self._rows)],
        )
        return len(self._rows)
