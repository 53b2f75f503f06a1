"""The one door for change: each operation is recorded with the entries before and after.

The record is written in the operation's own transaction, so the journal and the base can never
disagree. Undo puts back what was before, is itself an operation, and can be undone. It refuses
(Conflict) when an entry has changed since, so that nothing is overwritten unseen.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from knowledge.account import acting
from knowledge.change import Change, Hooked
from knowledge.community import Actor
from knowledge.errors import Conflict, Missing
from knowledge.keys import Keys
from knowledge.store.port import Store, Transaction

T = TypeVar("T")
OPERATIONS = (
    "SELECT j.key, j.community, j.actor, j.operation, j.at, j.undoes,"
    " (SELECT count(*) FROM change c WHERE c.journal = j.key) FROM journal j"
)
NOT_UNDONE = (
    "NOT EXISTS (SELECT 1 FROM journal u WHERE u.undoes = j.key"
    " AND NOT EXISTS (SELECT 1 FROM journal r WHERE r.undoes = u.key))"
)


@dataclass(frozen=True, slots=True)
class Done:
    """Say what an operation did: its key in the journal (None if nothing changed), and how much."""

    key: int | None
    changes: int


@dataclass(frozen=True, slots=True)
class Operation:
    """Be one line of the journal: who did what when, and how many entries it touched."""

    key: int
    community: int
    actor: str
    name: str
    at: str
    undoes: int | None
    changes: int


class Journal:
    """Run operations and undo them."""

    def __init__(
        self, store: Store, tables: tuple[Hooked, ...], now: Callable[[], datetime]
    ) -> None:
        """Take the store, every table that may change, and the clock."""
        self._store, self._now = store, now
        self._tables = {hooked.table.name: hooked for hooked in tables}
        self.keys = Keys(now)

    async def apply(
        self,
        actor: Actor,
        operation: str,
        work: Callable[[Change], Awaitable[T]],
        undoes: int | None = None,
    ) -> tuple[T, Done]:
        """Run `work` as one named operation; all of it is durable when this returns."""

        async def unit(tx: Transaction) -> tuple[T, Done]:
            change = Change(tx, self._tables, self.keys)
            result = await work(change)
            key = self.keys.new()
            now = self._now()
            count = await change.record(key, now)
            if not count:
                return result, Done(None, 0)
            at = now.astimezone(UTC).isoformat(timespec="seconds")
            who = await acting(tx, actor)
            await tx.run(
                "INSERT INTO journal (key, community, actor, operation, at, undoes)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                *(key, actor.community, who.id, operation, at, undoes),
            )
            return result, Done(key, count)

        return await self._store.write(unit)

    async def undo(self, actor: Actor, key: int) -> Done:
        """Put back exactly what one operation changed.

        Raises Missing when there is no such operation in the actor's community, and Conflict
        when it is undone already or an entry has changed since; then nothing is changed.
        """

        async def work(change: Change) -> None:
            await take_back(change, actor, key)

        return (await self.apply(actor, "undo", work, undoes=key))[1]

    async def find(self, key: int) -> Operation | None:
        """Read one operation."""

        async def unit(tx: Transaction) -> Operation | None:
            rows = await tx.all(f"{OPERATIONS} WHERE j.key = ?", key)
            return Operation(*rows[0]) if rows else None

        return await self._store.read(unit)


async def take_back(change: Change, actor: Actor, key: int) -> None:
    """Put back within an operation what an earlier one changed; raises as `Journal.undo` does."""
    found = await change.tx.all(
        f"SELECT community, {NOT_UNDONE} FROM journal j WHERE j.key = ?", key
    )
    if not found or found[0][0] != actor.community:
        raise Missing("There is no such operation in this community's journal.")
    if not found[0][1]:
        raise Conflict("That operation is undone already.")
    rows = await change.tx.all(
        "SELECT entries, entry, before, after FROM change WHERE journal = ? ORDER BY position DESC",
        key,
    )
    if not rows:  # of those that cannot be taken back the changes are not kept
        raise Conflict("A person was forgotten; that cannot be taken back.")
    for entries, entry, before, after in rows:
        await change.restore(entries, entry, expected=after, target=before)
