"""Forgetting a person: the link is destroyed everywhere, what they said stays as a number.

Everything of a person carries the pseudonym of an account of theirs, in the tables and in the
journal. All of it goes to a fresh one that is made of chance, but for four bits: with them a person
who was forgotten and comes back cannot count twice, and one in sixteen people has the same
(docs/decisions says why).
Words, prices and other things that could tell who spoke are dropped, from the journal as well.
"""

import json
import secrets
from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from knowledge.account import accounts_of, person_of
from knowledge.community import Actor
from knowledge.headlines import make_verdict_stale, settle
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
    tables.JOININGS,
    tables.ACCOUNT_CODES,
)
_GOING: tuple[Table[Any], ...] = (  # they count nothing
    *(tables.VOTES, tables.WISHES, tables.CHOICES, tables.JOININGS, tables.ACCOUNT_CODES),
)
FORGET = "forget"  # the operation's name in the journal; it cannot be undone


def forgotten_as(person: str) -> str:
    """Make the pseudonym under which a person's numbers stay."""
    return f"{_FORGOTTEN}{person[-1]}{secrets.token_hex(16)[1:]}"


def may_be(person: str) -> tuple[str, str]:
    """Return the least and the first larger pseudonym that a person may have been forgotten as."""
    return f"{_FORGOTTEN}{person[-1]}", f"{_FORGOTTEN}{person[-1]}g"


async def everything_of(store: Store, account: str) -> dict[str, list[dict[str, Any]]]:
    """Read every row that is a person's, by table, and every change that was theirs."""

    async def unit(tx: Transaction) -> dict[str, list[dict[str, Any]]]:
        people = await accounts_of(tx, await person_of(tx, account))
        some = marks(len(people))
        found: dict[str, list[dict[str, Any]]] = {}
        for table in _PEOPLE:
            sql = f"SELECT {table.columns} FROM {table.name} WHERE person IN ({some})"
            rows = await tx.all(sql, *people)
            found[table.name] = [json.loads(table.dump(table.entry(row))) for row in rows]
        changes = await tx.all(
            "SELECT j.at, j.operation, c.entries, c.before, c.after FROM change c"
            f" JOIN journal j ON j.key = c.journal WHERE c.person IN ({some})"
            f" OR j.actor IN ({some}) ORDER BY c.journal, c.position",
            *(*people, *people),
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
        people = await accounts_of(tx, await person_of(tx, actor.id))
        forgetting = _Forgetting(tx, people, now)
        await forgetting.look()
        await forgetting.rewrite_journal()
        count = await forgetting.rewrite_entries()
        await forgetting.settle()
        await tx.run(
            "INSERT INTO journal (key, community, actor, operation, at) VALUES (?, ?, ?, ?, ?)",
            *(journal.keys.new(), actor.community, forgetting.new, FORGET),
            now.astimezone(UTC).isoformat(timespec="seconds"),
        )
        return count

    return await store.write(unit)


class _Forgetting:
    """Turn the pseudonyms of a person's accounts into one fresh one, within a transaction."""

    def __init__(self, tx: Transaction, people: tuple[str, ...], now: datetime) -> None:
        self.tx, self.people, self.new = tx, people, forgotten_as(people[0])
        self._now, self._some = now, marks(len(people))
        self._common: set[str] = set()
        self._tables = {table.name: table for table in _PEOPLE}

    async def look(self) -> None:
        """Find the alternatives that others name as well: who names the same may act as one."""
        rows = await self.tx.all(
            "SELECT DISTINCT v.alternative FROM verdict v JOIN verdict o ON o.product = v.product"
            " AND o.community = v.community AND o.person <> v.person"
            f" AND lower(o.alternative) = lower(v.alternative) WHERE v.person IN ({self._some})",
            *self.people,
        )
        self._common = {alternative for (alternative,) in rows}

    async def rewrite_journal(self) -> None:
        # Joining and parting accounts is taken back no more: there are none.
        joined = [json.dumps([each]) for each in self.people]
        await self.tx.run(
            "DELETE FROM change WHERE journal IN (SELECT journal FROM change WHERE entries = ?"
            f" AND (person IN ({self._some}) OR entry IN ({self._some})))",
            *(tables.JOININGS.name, *self.people, *joined),
        )
        going = [table.name for table in _GOING]
        await self.tx.run(
            f"DELETE FROM change WHERE person IN ({self._some})"
            f" AND entries IN ({marks(len(going))})",
            *(*self.people, *going),
        )
        # What the person did to others' entries (a moderator's decisions) carries their pseudonym
        # as well, also where somebody else changed the same entry later.
        like = " OR ".join(["o.before LIKE ? OR o.after LIKE ?"] * len(self.people))
        patterns = [f"%{each}%" for each in self.people for _ in "ba"]
        rows = await self.tx.all(
            "SELECT journal, position, entries, before, after FROM change"
            f" WHERE person IN ({self._some})"
            " UNION SELECT o.journal, o.position, o.entries, o.before, o.after FROM journal j"
            " JOIN change c ON c.journal = j.key"
            " JOIN change o ON o.entries = c.entries AND o.entry = c.entry"
            f" WHERE j.actor IN ({self._some}) AND ({like})",
            *(*self.people, *self.people, *patterns),
        )
        changed = [self._change(*row) for row in rows if row[2] in self._tables]
        await self.tx.many(
            "UPDATE change SET entry = ?, before = ?, after = ?, person = ?"
            " WHERE journal = ? AND position = ?",
            changed,
        )
        sql = f"UPDATE journal SET actor = ? WHERE actor IN ({self._some})"
        await self.tx.run(sql, self.new, *self.people)

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
            fields_ = [each for each in ("person", "decided_by") if each in table.columns]
            where = " OR ".join(f"{each} IN ({self._some})" for each in fields_)
            rows = await self.tx.all(
                f"SELECT {table.columns} FROM {table.name} WHERE {where}",
                *self.people * len(fields_),
            )
            entries = sorted(map(table.entry, rows), key=self._is_first)
            for entry in entries:
                await table.delete(self.tx, *table.key_of(entry))
                if table not in _GOING:
                    await table.put(self.tx, self._entry(entry))
                count += 1
            for barred in (each for each in entries if isinstance(each, Member) and each.barred):
                for each in self.people if barred.person == self.people[0] else (barred.person,):
                    await table.put(self.tx, _barred(barred, each))
        return count

    async def settle(self) -> None:
        """Let what was kept of the person's verdicts follow."""
        rows = await self.tx.all(
            "SELECT product, community, key FROM verdict WHERE person = ? ORDER BY key", self.new
        )
        for product, community, key in rows:
            await make_verdict_stale(self.tx, community, product, key)
        for touched in dict.fromkeys((product, community) for product, community, _ in rows):
            await settle(self.tx, touched, self._now)

    def _entry(self, entry: Any) -> Any:
        """Return an entry without the person: their pseudonym changed, and their words gone."""
        values: dict[str, Any] = {}
        if entry.person in self.people:
            values = dict.fromkeys(_DROPPED.get(self._name(entry), ()))
            if getattr(entry, "alternative", None) in self._common:
                del values["alternative"]
        if isinstance(entry, Member):
            values |= {"granted": None, "expertise": ()}  # what a barred account said stays out
            for name in ("first_seen_at", "joined_at", "account_created_at"):
                values[name] = _blurred(getattr(entry, name), self._now)
        for each in fields(entry):
            if getattr(entry, each.name) in self.people:
                values[each.name] = self.new
        return replace(entry, **values)

    def _is_first(self, entry: Any) -> bool:
        """Say whether it is of the account that stands for all; what is the same in all is its."""
        return bool(entry.person == self.people[0])

    def _name(self, entry: Any) -> str:
        return next(table.name for table in _PEOPLE if table.model is type(entry))


def _barred(member: Member, account: str) -> Member:
    """Keep that an account is barred, and nothing else of it: it would undo the bar otherwise."""
    return Member(member.community, account, member.first_seen_at.replace(day=1), barred=True)


def _blurred(moment: datetime | None, now: datetime) -> datetime | None:
    """Keep a date to the month, unless it is so late that it still says who is new."""
    if moment is None or now - moment < _OLD:
        return moment
    return moment.replace(day=1)
