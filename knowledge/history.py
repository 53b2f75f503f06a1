"""Reading the journal, and undoing several operations of it: nothing is ever taken out of it."""

import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from knowledge.community import SHARED, Actor
from knowledge.errors import Conflict, KnowledgeError, Missing
from knowledge.journal import NOT_UNDONE, OPERATIONS, Journal, Operation
from knowledge.product import title_of
from knowledge.store import tables
from knowledge.store.port import Store, Transaction, marks

May = Callable[[Operation], Awaitable[bool]]
_MOST_NAMED = 20  # entries of an operation that one of them can stand for
MOST_UNDONE = 500  # operations undone by one command; the rest take another one


@dataclass(frozen=True, slots=True)
class Wanted:
    """Choose operations: of some communities, by a person, about a product, before a key."""

    communities: tuple[int, ...]
    actor: str | None = None
    product: int | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class EntryChange:
    """Say how one entry was before and is after an operation; None where it was not there."""

    entries: str
    before: dict[str, Any] | None
    after: dict[str, Any] | None


@dataclass(frozen=True, slots=True)
class Undone:
    """Say what undoing several operations came to: done, and what stood in the way of others."""

    done: tuple[Operation, ...]
    conflicts: tuple[tuple[Operation, KnowledgeError], ...]


class History:
    """Read what was changed, and take it back."""

    def __init__(self, store: Store, journal: Journal) -> None:
        """Take the store and the journal."""
        self._store, self._journal = store, journal

    async def read(self, wanted: Wanted, limit: int) -> list[Operation]:
        """Read the newest operations that fit."""
        conditions, values = _conditions(wanted)

        async def unit(tx: Transaction) -> list[Operation]:
            rows = await tx.all(
                f"{OPERATIONS} WHERE {conditions} ORDER BY j.key DESC LIMIT ?", *values, limit
            )
            return [Operation(*row) for row in rows]

        return await self._store.read(unit)

    async def changes(self, key: int, limit: int) -> list[EntryChange]:
        """Read how an operation's first entries were before and after it."""

        async def unit(tx: Transaction) -> list[EntryChange]:
            rows = await tx.all(
                "SELECT entries, before, after FROM change WHERE journal = ?"
                " ORDER BY position LIMIT ?",
                *(key, limit),
            )
            return [
                EntryChange(entries, *(json.loads(each) if each else None for each in pair))
                for entries, *pair in rows
            ]

        return await self._store.read(unit)

    async def subjects(self, operations: Sequence[Operation]) -> dict[int, str]:
        """Name what each operation was about: the first product it touched, or an account.

        One that touched many entries, as an import does, is about none of them.
        """
        keys = [each.key for each in operations if each.changes <= _MOST_NAMED]
        if not keys:
            return {}

        async def unit(tx: Transaction) -> dict[int, str]:
            rows = await tx.all(
                "SELECT journal, entries, coalesce(after, before) FROM change"
                f" WHERE journal IN ({marks(len(keys))}) ORDER BY journal, position DESC",
                *keys,
            )
            found: dict[int, str] = {}
            for journal, entries, text in rows:
                about = await _about(tx, entries, json.loads(text))
                found |= {journal: about} if about else {}
            return found

        return await self._store.read(unit)

    async def root(self, operation: Operation) -> tuple[Operation, int]:
        """Follow undos back to what was done first; return that and how many undos lie between."""
        steps = 0
        while operation.undoes is not None:
            before = await self._journal.find(operation.undoes)
            if before is None:
                break
            operation, steps = before, steps + 1
        return operation, steps

    async def touched_shared(self, key: int) -> bool:
        """Say whether an operation changed what lies beneath every community."""

        async def unit(tx: Transaction) -> bool:
            rows = await tx.all(
                "SELECT 1 FROM change WHERE journal = ? AND coalesce(after, before) LIKE ? LIMIT 1",
                *(key, f'%"community":{SHARED},%'),  # in a member's words the quotes are escaped
            )
            return bool(rows)

        return await self._store.read(unit)

    async def holds_verdicts(self, key: int) -> bool:
        """Say whether an operation changed verdicts."""

        async def unit(tx: Transaction) -> bool:
            rows = await tx.all(
                "SELECT 1 FROM change WHERE journal = ? AND entries = 'verdict' LIMIT 1", key
            )
            return bool(rows)

        return await self._store.read(unit)

    async def standing(self, wanted: Wanted, since: datetime | None, limit: int) -> list[Operation]:
        """Read the newest operations that are neither undone nor undos themselves."""
        conditions, values = _conditions(wanted)
        if since is not None:
            conditions += " AND j.at >= ?"
            values.append(since.astimezone(UTC).isoformat(timespec="seconds"))

        async def unit(tx: Transaction) -> list[Operation]:
            rows = await tx.all(
                f"{OPERATIONS} WHERE {conditions} AND j.undoes IS NULL AND {NOT_UNDONE}"
                " ORDER BY j.key DESC LIMIT ?",
                *(*values, limit),
            )
            return [Operation(*row) for row in rows]

        return await self._store.read(unit)

    async def undo_all(self, actor: Actor, operations: list[Operation], may: May) -> Undone:
        """Undo operations one by one, the newest first; what cannot be is named and left."""
        done: list[Operation] = []
        conflicts: list[tuple[Operation, KnowledgeError]] = []
        for operation in operations:
            if not await may(operation):
                conflicts.append((operation, Conflict("It takes a higher role to undo that.")))
                continue
            try:
                await self._journal.undo(Actor(actor.id, operation.community), operation.key)
                done.append(operation)
            except (Conflict, Missing) as error:
                conflicts.append((operation, error))
        return Undone(tuple(done), tuple(conflicts))


async def _about(tx: Transaction, entries: str, entry: dict[str, Any]) -> str | None:
    """Name an entry's product, which may be gone by now, or the account that it is about."""
    if entry.get("name"):
        return title_of(entry.get("brand"), entry["name"])
    if entries == tables.MEMBERS.name:
        return str(entry["person"])
    product = entry.get("product")
    if product is None and "verdict" in entry:
        rows = await tx.all("SELECT product FROM verdict WHERE key = ?", entry["verdict"])
        product = rows[0][0] if rows else None
    found = await tables.PRODUCTS.get(tx, product) if product is not None else None
    return found.title if found else None


def _conditions(wanted: Wanted) -> tuple[str, list[object]]:
    text = f"j.community IN ({marks(len(wanted.communities))})"
    values: list[object] = [*wanted.communities]
    if wanted.actor is not None:
        text += " AND j.actor IN (SELECT ? UNION ALL SELECT account FROM joining WHERE person = ?)"
        values += [wanted.actor, wanted.actor]
    if wanted.before is not None:
        text += " AND j.key < ?"
        values.append(wanted.before)
    if wanted.product is not None:
        handled = [f"[{each}, {wanted.product}]" for each in wanted.communities]
        text += (
            " AND j.key IN (SELECT c.journal FROM change c"
            " WHERE c.entries = 'product' AND c.entry = ?"
            " UNION SELECT c.journal FROM change c"
            f" WHERE c.entries = 'handling' AND c.entry IN ({marks(len(handled))})"
            " UNION SELECT c.journal FROM change c JOIN note n ON n.product = ?"
            " WHERE c.entries = 'note' AND c.entry = '[' || n.key || ']')"
        )
        values += [f"[{wanted.product}]", *handled, wanted.product]
    return text, values
