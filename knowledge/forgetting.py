"""Forgetting a person: the link is destroyed everywhere, what they said stays as a number.

Everything of a person carries their pseudonym, in the tables and in the journal. All of it goes
to a fresh one that is made of chance, but for four bits: with them a person who was forgotten and
comes back cannot count twice, and one in sixteen people has the same (docs/decisions says why).
Words, prices and other things that could tell who spoke are dropped, from the journal as well.
"""

import json
import secrets
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from knowledge.community import Actor
from knowledge.headlines import make_stale, settle
from knowledge.journal import Journal
from knowledge.member import Member
from knowledge.store import tables
from knowledge.store.port import Store, Transaction, marks
from knowledge.store.table import Table

_FORGOTTEN = "z_"
_OLD = timedelta(days=90)  # a date before that is kept to the month only
_DROPPED = {
    "verdict": ("text", "paid", "alternative", "expertise"),
    "report": ("text",),
    "proposal": ("contact",),
}
_PEOPLE: tuple[Table[Any], ...] = (
    tables.VERDICTS,
    tables.VOTES,
    tables.REPORTS,
    tables.PROPOSALS,
    tables.WISHES,
    tables.CHOICES,
    tables.MEMBERS,
)
_GOING: tuple[Table[Any], ...] = (tables.VOTES, tables.WISHES, tables.CHOICES)  # they count nothing
FORGET = "forget"  # the operation's name in the journal; it cannot be undone


def forgotten_as(person: str) -> str:
    """Make the pseudonym under which a person's numbers stay."""
    return f"{_FORGOTTEN}{person[-1]}{secrets.token_hex(16)[1:]}"


def may_be(person: str) -> tuple[str, str]:
    """Return the least and the first larger pseudonym that a person may have been forgotten as."""
    return f"{_FORGOTTEN}{person[-1]}", f"{_FORGOTTEN}{person[-1]}g"


async def everything_of(store: Store, person: str) -> dict[str, list[dict[str, Any]]]:
    """Read every row that is a person's, by table, and every change that was theirs."""

    async def unit(tx: Transaction) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for table in _PEOPLE:
            sql = f"SELECT {table.columns} FROM {table.name} WHERE person = ?"
            rows = await tx.all(sql, person)
            found[table.name] = [json.loads(table.dump(table.entry(row))) for row in rows]
        changes = await tx.all(
            "SELECT j.at, j.operation, c.entries, c.before, c.after FROM change c"
            " JOIN journal j ON j.key = c.journal WHERE c.person = ? OR j.actor = ?"
            " ORDER BY c.journal, c.position",
            *(person, person),
        )
        found["journal"] = [
            {"at": at, "operation": name, "of": of, "before": _json(old), "after": _json(new)}
            for at, name, of, old, new in changes
        ]
        return found

    return await store.read(unit)


def _json(text: str | None) -> Any:
    return json.loads(text) if text is not None else None


async def forget(journal: Journal, store: Store, actor: Actor, now: datetime) -> int:
    """Destroy the link to a person in all communities; return how many entries were theirs.

    It is the one operation that rewrites the journal, and the one that cannot be undone. Entries
    and their changes are rewritten alike, so that undoing what others did works as before.
    """

    async def unit(tx: Transaction) -> int:
        forgetting = _Forgetting(tx, actor.id, now)
        await forgetting.look()
        await forgetting.rewrite_journal()
        count = await forgetting.rewrite_entries()
        await tx.run(
            "INSERT INTO journal (key, community, actor, operation, at) VALUES (?, ?, ?, ?, ?)",
            *(journal.keys.new(), actor.community, forgetting.new, FORGET),
            now.astimezone(UTC).isoformat(timespec="seconds"),
        )
        return count

    return await store.write(unit)


class _Forgetting:
    """Turn one person's pseudonym into a fresh one, within a transaction."""

    def __init__(self, tx: Transaction, person: str, now: datetime) -> None:
        self.tx, self.person, self.new = tx, person, forgotten_as(person)
        self._now = now
        self._common: set[str] = set()
        self._tables = {table.name: table for table in _PEOPLE}

    async def look(self) -> None:
        """Find the alternatives that others name as well: who names the same may act as one."""
        rows = await self.tx.all(
            "SELECT DISTINCT v.alternative FROM verdict v JOIN verdict o ON o.product = v.product"
            " AND o.community = v.community AND o.person <> v.person"
            " AND lower(o.alternative) = lower(v.alternative) WHERE v.person = ?",
            self.person,
        )
        self._common = {alternative for (alternative,) in rows}

    async def rewrite_journal(self) -> None:
        going = [table.name for table in _GOING]
        await self.tx.run(
            f"DELETE FROM change WHERE person = ? AND entries IN ({marks(len(going))})",
            *(self.person, *going),
        )
        # What the person did to others' entries (a moderator's decisions) carries their pseudonym
        # as well, also where somebody else changed the same entry later.
        pattern = f"%{self.person}%"
        rows = await self.tx.all(
            "SELECT journal, position, entries, before, after FROM change WHERE person = ?"
            " UNION SELECT o.journal, o.position, o.entries, o.before, o.after FROM journal j"
            " JOIN change c ON c.journal = j.key"
            " JOIN change o ON o.entries = c.entries AND o.entry = c.entry"
            " WHERE j.actor = ? AND (o.before LIKE ? OR o.after LIKE ?)",
            *(self.person, self.person, pattern, pattern),
        )
        changed = [self._change(*row) for row in rows if row[2] in self._tables]
        await self.tx.many(
            "UPDATE change SET entry = ?, before = ?, after = ?, person = ?"
            " WHERE journal = ? AND position = ?",
            changed,
        )
        await self.tx.run("UPDATE journal SET actor = ? WHERE actor = ?", self.new, self.person)

    def _change(
        self, journal: int, position: int, name: str, before: str | None, after: str | None
    ) -> tuple[object, ...]:
        table = self._tables[name]
        old, new = (self._entry(table.load(each)) if each else None for each in (before, after))
        entry: Any = new if new is not None else old
        texts = (table.dump(each) if each is not None else None for each in (old, new))
        return (json.dumps(table.key_of(entry)), *texts, entry.person, journal, position)

    async def rewrite_entries(self) -> int:
        count = 0
        for table in _PEOPLE:
            decided = " OR decided_by = ?" if "decided_by" in table.columns else ""
            rows = await self.tx.all(
                f"SELECT {table.columns} FROM {table.name} WHERE person = ?{decided}",
                *[self.person] * (2 if decided else 1),
            )
            for entry in map(table.entry, rows):
                await table.delete(self.tx, *table.key_of(entry))
                if table not in _GOING:
                    await table.put(self.tx, self._entry(entry))
                if isinstance(entry, Member) and entry.barred:
                    await table.put(self.tx, _barred(entry))
                count += 1
        return count

    async def settle(self) -> None:
        """Let what was kept of the person's verdicts follow."""
        rows = await self.tx.all(
            "SELECT product, community FROM verdict WHERE person = ?", self.new
        )
        for touched in rows:
            await make_stale(self.tx, touched[1], person=self.new)
            await settle(self.tx, (touched[0], touched[1]), self._now)

    def _entry(self, entry: Any) -> Any:
        """Return an entry without the person: their pseudonym changed, and their words gone."""
        values: dict[str, Any] = {}
        if entry.person == self.person:
            values = dict.fromkeys(_DROPPED.get(self._name(entry), ()))
            if getattr(entry, "alternative", None) in self._common:
                del values["alternative"]
        if isinstance(entry, Member):
            values |= {"granted": None, "expertise": ()}  # what a barred account said stays out
            for name in ("first_seen_at", "joined_at", "account_created_at"):
                values[name] = _blurred(getattr(entry, name), self._now)
        for each in fields(entry):
            if getattr(entry, each.name) == self.person:
                values[each.name] = self.new
        return replace(entry, **values)

    def _name(self, entry: Any) -> str:
        return next(table.name for table in _PEOPLE if table.model is type(entry))


def _barred(member: Member) -> Member:
    """Keep that an account is barred, and nothing else of it: it would undo the bar otherwise."""
    first = member.first_seen_at.replace(day=1)
    return Member(member.community, member.person, first, barred=True)


def _blurred(moment: datetime | None, now: datetime) -> datetime | None:
    """Keep a date to the month, unless it is so late that it still says who is new."""
    if moment is None or now - moment < _OLD:
        return moment
    return moment.replace(day=1)
