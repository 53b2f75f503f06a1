"""What members do, each a named operation of the journal: verdicts, votes, reports, proposals.

What must hold whatever an adapter sends is checked here: the tie is answered (a Verdict has one),
one entry a person, only one's own, no link by which somebody earns, nothing from a barred account.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TypeVar

from knowledge.account import acting
from knowledge.change import Change
from knowledge.community import Actor
from knowledge.contribution import (
    Opinion,
    Proposal,
    ProposalState,
    Report,
    ReportKind,
    Vote,
    Wish,
)
from knowledge.errors import BadInput, Missing
from knowledge.journal import Done, Journal
from knowledge.matching.words import fold
from knowledge.member import Member
from knowledge.said import checked_verdict, cleaned, keep_verdict, words
from knowledge.store import tables
from knowledge.store.table import Table
from knowledge.verdict import HELD, Standing, Verdict

E = TypeVar("E")
MAX_OPEN = 20  # proposals of one person that wait, and what one person asks verdicts for


@dataclass(frozen=True, slots=True)
class Contributor:
    """Name who contributes, and what their platform says of the account, if it says anything."""

    actor: Actor
    joined_at: datetime | None = None
    account_created_at: datetime | None = None


class Contributions:
    """Change the base as a member, who may touch nothing but their own."""

    def __init__(self, journal: Journal, now: Callable[[], datetime]) -> None:
        """Take the journal, the one door for change, and the clock."""
        self._journal, self.now = journal, now

    async def save_verdict(self, who: Contributor, verdict: Verdict) -> Verdict:
        """Keep the person's one verdict on the product, in place of an earlier one; return it."""
        checked = checked_verdict(verdict)

        async def work(change: Change) -> Verdict:
            person = await self._welcome(change, who)
            return await keep_verdict(change, replace(checked, person=person.id))

        return (await self._journal.apply(who.actor, "verdict save", work))[0]

    async def withdraw_verdict(self, who: Contributor, key: int) -> Done:
        """Take one's own verdict out of every answer and count."""

        async def work(change: Change) -> None:
            verdict = await change.get(tables.VERDICTS, key)
            person = await acting(change.tx, who.actor)
            if verdict is None or (verdict.community, verdict.person) != _own(person):
                raise Missing("You have no such verdict; it may be withdrawn already.")
            if verdict.standing in HELD:  # it could come back published otherwise
                raise BadInput("It is under review, neither shown nor counted, and stays so.")
            await change.put(tables.VERDICTS, replace(verdict, standing=Standing.WITHDRAWN))

        return (await self._journal.apply(who.actor, "verdict withdraw", work))[1]

    async def vote(self, who: Contributor, verdict: int, value: Opinion) -> bool:
        """Keep the person's one opinion of another's verdict; the same again takes it back.

        Returns whether there is one now.
        """

        async def work(change: Change) -> bool:
            person = await self._welcome(change, who)
            await _others_verdict(change, person, verdict)
            now = await _of_person(change, tables.VOTES, person, verdict)
            if now is not None and now.value is value:
                await change.delete(tables.VOTES, now.key)
                return False
            key = now.key if now else change.keys.new()
            entry = Vote(key, person.community, verdict, person.id, value)
            await change.put(tables.VOTES, entry)
            return True

        return (await self._journal.apply(who.actor, "verdict vote", work))[0]

    async def report(
        self, who: Contributor, verdict: int, kind: ReportKind, text: str | None = None
    ) -> Done:
        """Keep the person's one report of another's verdict; a decided one stays as it is."""

        async def work(change: Change) -> None:
            person = await self._welcome(change, who)
            await _others_verdict(change, person, verdict)
            if await _of_person(change, tables.REPORTS, person, verdict) is None:
                own = (change.keys.new(), person.community, verdict, person.id)
                await change.put(tables.REPORTS, Report(*own, kind, self.now(), words(text)))

        return (await self._journal.apply(who.actor, "verdict report", work))[1]

    async def propose(self, who: Contributor, proposal: Proposal) -> Done:
        """Keep a proposal until moderators decide; the same again is no second one."""
        clean = cleaned(proposal, "name", "brand", "what")
        if not clean.name:
            raise BadInput("A proposal needs a name.")

        async def work(change: Change) -> None:
            person = await self._welcome(change, who)
            where = "community = ? AND person = ? AND state = 'open'"
            mine = await change.find(tables.PROPOSALS, where, *_own(person))
            if any(_same(each, clean) for each in mine):
                return
            if len(mine) >= MAX_OPEN:
                raise BadInput("Many of your proposals wait already; give moderators some time.")
            key = change.keys.new()
            entry = replace(
                clean, key=key, community=person.community, person=person.id,
                created_at=self.now(), state=ProposalState.OPEN,
            )  # fmt: skip
            await change.put(tables.PROPOSALS, entry)

        return (await self._journal.apply(who.actor, "proposal save", work))[1]

    async def wish(self, who: Contributor, text: str) -> Done:
        """Count that the person asks for verdicts on something, once."""
        said = words(text)
        phrase = fold(said or "")
        if not phrase:
            raise BadInput("Name the product that you ask verdicts for.")

        async def work(change: Change) -> None:
            person = await self._welcome(change, who)
            where = "community = ? AND person = ?"
            mine = await change.find(tables.WISHES, where, *_own(person))
            if any(each.phrase == phrase for each in mine):
                return
            if len(mine) >= MAX_OPEN:
                oldest = min(mine, key=lambda each: each.created_at)
                await change.delete(tables.WISHES, *tables.WISHES.key_of(oldest))
            entry = Wish(person.community, phrase, person.id, said or "", self.now())
            await change.put(tables.WISHES, entry)

        return (await self._journal.apply(who.actor, "verdict wish", work))[1]

    async def _welcome(self, change: Change, who: Contributor) -> Actor:
        """Note a person at their first contribution, refuse one who is barred; return them."""
        person = await acting(change.tx, who.actor)
        member = await change.get(tables.MEMBERS, *_own(person))
        if member is not None and member.barred:
            raise BadInput("A moderator has barred you from contributing here.")
        if member is None:
            joined, made = _day(who.joined_at), _day(who.account_created_at)
            entry = Member(*_own(person), _midnight(self.now()), joined, made)
            await change.put(tables.MEMBERS, entry)
        return person


def _own(person: Actor) -> tuple[int, str]:
    return person.community, person.id


def _midnight(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def _day(moment: datetime | None) -> datetime | None:
    return _midnight(moment) if moment is not None else None


async def _of_person(change: Change, table: Table[E], person: Actor, verdict: int) -> E | None:
    found = await change.find(table, "verdict = ? AND person = ?", verdict, person.id)
    return found[0] if found else None


async def _others_verdict(change: Change, person: Actor, key: int) -> None:
    """Refuse to judge what is not there, or one's own."""
    verdict = await change.get(tables.VERDICTS, key)
    if verdict is None or verdict.community != person.community:
        raise Missing("That verdict is no longer there.")
    if verdict.person == person.id:
        raise BadInput("That is your own verdict.")


def _same(one: Proposal, other: Proposal) -> bool:
    names = fold(one.name) == fold(other.name)
    return names and (one.kind, one.product) == (other.kind, other.product)
