"""A person's accounts become one person, with one vote, and part again."""

import asyncio
import json
import logging
import random
from collections.abc import Coroutine
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from bot.bootstrap import Base
from knowledge.account import Joining
from knowledge.accounts import Accounts, NoSuchCode, Parted, member_of
from knowledge.change import Change
from knowledge.choosing import Choices
from knowledge.community import HOME, SHARED, Actor
from knowledge.consensus.report import day_of
from knowledge.consensus.tally import Tally, tally
from knowledge.contributing import Contributions, Contributor
from knowledge.contribution import Opinion, Proposal, ProposalKind, ReportKind
from knowledge.editing.products import Editor
from knowledge.errors import BadInput, Conflict, Missing
from knowledge.forgetting import everything_of, forget
from knowledge.headlines import read_tally
from knowledge.history import History, Wanted
from knowledge.journal import Operation
from knowledge.member import Grant, Member
from knowledge.product import Product
from knowledge.queue import Queue
from knowledge.said import own_verdict
from knowledge.store import tables
from knowledge.verdict import Stance, Standing, Verdict
from knowledge.voices import reports
from tests.databases import everything
from tests.factories import NOON, FakeClock, product, verdict

MOD = Actor("mod", HOME)
ELSEWHERE = HOME + 1
FIRST, SECOND, THIRD, OTHER = (f"p_{digit * 32}" for digit in "1234")


class _House:
    """Hold a base, and do in it what people do."""

    def __init__(self, base: Base) -> None:
        self.base, self.store = base, base.store
        self.accounts = Accounts(base.store, base.journal, base.clock)
        self.contributions = Contributions(base.journal, base.clock)
        self.products: list[Product] = []

    async def open(self) -> None:
        """Put products of two communities into the base."""
        editor = Editor(self.base.journal, self.base.clock)
        for community, name in ((HOME, "Airwrap"), (HOME, "Owala"), (ELSEWHERE, "Tangle")):
            made, _ = await editor.add(Actor("mod", community), product(name, community=community))
            self.products.append(made)

    async def says(self, who: str, number: int = 0, **more: Any) -> Verdict:
        of = self.products[number]
        said = replace(verdict(of, "", **{"community": of.community, **more}), key=0)
        return await self.contributions.save_verdict(_who(who, of.community), said)

    async def join(self, account: str = SECOND, person: str = FIRST) -> None:
        await self.accounts.join(account, await self.accounts.new_code(person, "sealed"))

    async def verdicts(self) -> dict[tuple[int, str], Verdict]:
        rows = await self._rows("verdict")
        return {(each.product, each.person): each for each in map(tables.VERDICTS.entry, rows)}

    async def counted(self, number: int = 0) -> int:
        return (await self.tally(number)).voices

    async def tally(self, number: int = 0) -> Tally:
        """Return a product's tally: as it is kept and as the rows say are the same."""
        of, now = self.products[number], self.base.clock()
        kept = await self.store.read(lambda tx: read_tally(tx, of.key, of.community, now))
        found = await self.store.read(lambda tx: reports(tx, of.key, of.community))
        assert not found or kept == tally(found, day_of(now))
        return kept

    async def member(self, account: str, community: int = HOME) -> Member | None:
        return await self.store.read(lambda tx: member_of(tx, community, account))

    async def keep(self, member: Member) -> None:
        async def work(change: Change) -> None:
            await change.put(tables.MEMBERS, member)

        await self.base.journal.apply(Actor("mod", member.community), "member bar", work)

    async def everything(self) -> str:
        """Write every row but the journal's, and those of tallies that wait to be computed."""
        but = ("journal", "change", "headline", "register", "stale", "voice")
        return json.dumps(await everything(self.store, but=but), indent=1)

    async def operations(self, communities: tuple[int, ...], limit: int) -> list[Operation]:
        return await History(self.store, self.base.journal).read(Wanted(communities), limit)

    async def _rows(self, table: str) -> list[Any]:
        sql = f"SELECT * FROM {table}"
        columns = {"verdict": tables.VERDICTS.columns}.get(table)
        return list(await self.store.read(lambda tx: tx.all(sql.replace("*", columns or "*"))))


def _who(account: str, community: int = HOME) -> Contributor:
    return Contributor(Actor(account, community))


@pytest.fixture
async def house(base: Base) -> _House:
    """Open a house with three products."""
    opened = _House(base)
    await opened.open()
    return opened


async def test_two_accounts_have_one_vote(house: _House, clock: FakeClock) -> None:
    """Of two verdicts on a product the newer stays, and whatever either account says is one's."""
    await house.says(OTHER)
    await house.says(FIRST, stance=Stance.SKIP, created_at=NOON)
    clock.step(60)
    newer = await house.says(SECOND, stance=Stance.WORTH, text="newer", created_at=clock())
    await house.says(SECOND, 1)
    await house.says(SECOND, 2)
    assert (await house.tally()).reports == 3
    await house.join()

    found = await house.verdicts()
    airwrap, owala, tangle = house.products
    assert set(found) == {
        *((airwrap.key, OTHER), (airwrap.key, FIRST)),
        *((owala.key, FIRST), (tangle.key, FIRST)),
    }
    assert found[airwrap.key, FIRST].key == newer.key
    assert (await house.tally()).reports == 2
    for account in (FIRST, SECOND):
        kept = await house.says(account, stance=Stance.DEPENDS, text=account)
        assert (kept.key, kept.person) == (newer.key, FIRST)
        mine = await house.store.read(partial(own_verdict, who=Actor(account), product=airwrap.key))
        assert mine is not None
        assert mine.text == account
    assert len(await house.verdicts()) == 4
    await house.contributions.withdraw_verdict(_who(SECOND), newer.key)
    assert (await house.tally()).reports == 1


async def test_votes_reports_and_the_rest_are_one_a_person(house: _House, base: Base) -> None:
    """Where both accounts had one, one stays; nobody votes on what is their own verdict now."""
    said = await house.says(OTHER)
    own = await house.says(FIRST, 1)
    choices = Choices(base.store, base.journal, base.clock)
    asked = await choices.ask(HOME, "the thing")
    for account in (FIRST, SECOND):
        who = _who(account)
        await house.contributions.vote(who, said.key, Opinion.HELPFUL)
        await house.contributions.report(who, said.key, ReportKind.SPAM)
        await house.contributions.wish(who, "glowpop")
        new = Proposal(0, HOME, ProposalKind.PRODUCT, "Glowpop", "", NOON)
        await house.contributions.propose(who, new)
        await choices.choose(Actor(account), asked or 0, house.products[0].key)
    await house.contributions.vote(_who(SECOND), own.key, Opinion.HELPFUL)
    await house.contributions.report(_who(SECOND), own.key, ReportKind.FALSE_CLAIM)
    await house.join()

    found = await everything_of(base.store, SECOND)
    counts = {name: len(rows) for name, rows in found.items()}
    assert counts.pop("journal") > 10
    assert counts == {
        "verdict": 1,
        "vote": 1,
        "report": 1,
        "proposal": 1,
        "wish": 1,
        "choice": 1,
        "member": 2,
        "joining": 1,
        "account_code": 0,
    }
    assert {row["person"] for name in ("vote", "report", "wish") for row in found[name]} == {FIRST}
    assert await house.contributions.vote(_who(SECOND), said.key, Opinion.HELPFUL) is False
    with pytest.raises(BadInput, match="your own"):
        await house.contributions.vote(_who(SECOND), own.key, Opinion.HELPFUL)


async def test_joining_is_no_way_out_of_a_report_or_a_hold(house: _House, clock: FakeClock) -> None:
    """What waits about the older verdict waits about the newer one, and what is held stays so."""
    older = await house.says(SECOND, created_at=NOON)
    clock.step(60)
    newer = await house.says(FIRST, created_at=clock())
    await house.contributions.report(_who(OTHER), older.key, ReportKind.UNDISCLOSED_TIE)

    async def hold(change: Change) -> None:
        now = await change.get(tables.VERDICTS, older.key)
        assert now is not None
        await change.put(tables.VERDICTS, replace(now, standing=Standing.QUARANTINED))

    await house.base.journal.apply(MOD, "verdict quarantine", hold)
    await house.join()
    found = (await house.verdicts())[house.products[0].key, FIRST]
    assert (found.key, found.standing) == (newer.key, Standing.QUARANTINED)
    item = await Queue(house.store, house.base.journal, clock).next(HOME)
    assert item is not None
    assert item.verdict is not None
    assert item.verdict.key == newer.key


async def test_parting_brings_everything_back_exactly(house: _House, clock: FakeClock) -> None:
    """Every row is as it was, in both communities, whatever had been merged."""
    said = await house.says(OTHER)
    for number, account in enumerate((FIRST, SECOND, SECOND)):
        await house.says(account, number)
        clock.step(60)
        await house.says(account, 0, created_at=clock())
        await house.contributions.vote(_who(account), said.key, Opinion.HELPFUL)
        await house.contributions.vote(_who(account), said.key, Opinion.DISAGREE)
        await house.contributions.wish(_who(account), "glowpop")
    before = await house.everything(), [await house.tally(number) for number in range(3)]
    await house.join()
    assert await house.everything() != before[0]
    assert await house.accounts.part(random.choice((FIRST, SECOND))) == Parted(1, given_back=True)
    after = await house.everything(), [await house.tally(number) for number in range(3)]
    assert after == before
    with pytest.raises(BadInput, match="joined to no other"):
        await house.accounts.part(SECOND)


async def test_parting_works_whatever_has_changed_since(house: _House) -> None:
    """All that was said stays with the account that made the code then, and the other is free."""
    await house.says(FIRST)
    await house.says(SECOND, 1)
    await house.join()
    await house.says(SECOND, 1, text="as one person")
    assert await house.accounts.part(FIRST) == Parted(1, given_back=False)
    assert {person for _, person in await house.verdicts()} == {FIRST}
    await house.says(SECOND, 1, text="on my own")
    assert await house.accounts.of(SECOND) == (SECOND,)
    assert len(await house.verdicts()) == 3


@pytest.mark.parametrize("barred", [FIRST, SECOND])
async def test_a_bar_holds_for_both_and_parting_lifts_none(house: _House, barred: str) -> None:
    """Barred before or after, from either account nothing is said, and not after parting."""
    await house.says(FIRST)
    await house.says(SECOND, 1)
    for when in ("before", "after"):
        if when == "before":
            await house.keep(Member(HOME, barred, NOON, barred=True))
            await house.join()
        for account in (FIRST, SECOND):
            member = await house.member(account)
            assert member is not None
            assert member.barred
            with pytest.raises(BadInput, match="barred"):
                await house.says(account, 1)
        if when == "before":
            await house.accounts.part(SECOND)
            bar = await house.member(SECOND)
            assert bar is not None
            assert bar.barred
            assert bar.person == SECOND


async def test_a_role_is_the_accounts_alone(house: _House) -> None:
    """Neither the first account's role nor the joined one's goes over to the other."""
    await house.keep(Member(HOME, FIRST, NOON, granted=Grant.ADMIN))
    early = datetime(2020, 1, 1, tzinfo=UTC)
    await house.keep(Member(HOME, SECOND, early, granted=Grant.MODERATOR, trusted=True))
    await house.join()
    roles = {account: await house.member(account) for account in (FIRST, SECOND)}
    assert roles[FIRST] == Member(HOME, FIRST, early, granted=Grant.ADMIN)
    assert roles[SECOND] == Member(HOME, FIRST, early, granted=Grant.MODERATOR)
    assert await house.member(SECOND, ELSEWHERE) is None


async def test_nothing_is_joined_twice(house: _House) -> None:
    """No chains: what is joined cannot be joined again, whichever account says so."""
    codes = {each: await house.accounts.new_code(each, "") for each in (FIRST, SECOND, THIRD)}
    with pytest.raises(BadInput, match="own"):
        await house.accounts.join(FIRST, codes[FIRST])
    await house.accounts.join(SECOND, codes[FIRST])
    with pytest.raises(NoSuchCode):
        await house.accounts.join(THIRD, codes[SECOND])  # a code of what is joined now
    with pytest.raises(BadInput, match="make the code there"):
        await house.accounts.new_code(SECOND, "")
    for account in (FIRST, SECOND):
        with pytest.raises(BadInput, match="part it first"):
            await house.accounts.join(account, codes[THIRD])
    await house.join(THIRD)
    assert await house.accounts.of(THIRD) == (FIRST, SECOND, THIRD)
    assert await house.accounts.part(THIRD) == Parted(1, given_back=True)
    assert await house.accounts.of(SECOND) == (FIRST, SECOND)


async def test_a_code_is_short_lived_and_used_once(house: _House, clock: FakeClock) -> None:
    """After 15 minutes, after a newer one, or once used, it is as if it had never been."""
    old = await house.accounts.new_code(FIRST, "")
    code = await house.accounts.new_code(FIRST, "")
    assert old not in await house.everything()
    assert code not in await house.everything()
    clock.step(15 * 60)
    await house.accounts.check(SECOND, f" {code[:4].upper()}-{code[4:]} ")
    clock.step(1)
    fresh = await house.accounts.new_code(THIRD, "")
    await house.accounts.join(OTHER, fresh)
    for wrong in (old, code, fresh, "", "abc", "🙃"):
        with pytest.raises(NoSuchCode):
            await house.accounts.join(SECOND, wrong)


async def test_moderators_undo_what_they_did_to_a_joined_account(house: _House) -> None:
    """A decision from before is taken back on the person's verdict; a second one never comes."""
    said = await house.says(SECOND)
    journal, queue = house.base.journal, Queue(house.store, house.base.journal, house.base.clock)
    cleared = await queue.clear(MOD, SECOND)
    await house.join()
    await journal.undo(MOD, cleared.key or 0)
    found = await house.verdicts()
    assert found[house.products[0].key, FIRST] == replace(said, person=FIRST)

    other = await house.says(OTHER)
    made = (await house.operations((HOME,), 1))[0]
    undone = await journal.undo(MOD, made.key)
    await house.join(OTHER)
    before = await house.everything()
    with pytest.raises(Conflict, match="joined two accounts"):
        await journal.undo(MOD, undone.key or 0)
    assert await house.everything() == before
    assert other.key not in {each.key for each in (await house.verdicts()).values()}


async def test_no_community_may_undo_a_joining(house: _House) -> None:
    """It stands in no community's journal, so its moderators neither see nor undo it."""
    await house.says(SECOND)
    await house.join()
    (joined,) = await house.operations((SHARED,), 5)
    assert (joined.name, joined.actor) == ("account join", FIRST)
    assert "account join" not in [
        each.name for each in await house.operations((HOME, ELSEWHERE), 50)
    ]
    with pytest.raises(Missing):
        await house.base.journal.undo(MOD, joined.key)


@pytest.mark.parametrize("account", [FIRST, SECOND])
async def test_forgetting_takes_both_accounts(
    house: _House, account: str, caplog: pytest.LogCaptureFixture
) -> None:
    """From either, no row and no log line holds a trace of one of them; the tallies stay."""
    caplog.set_level(logging.DEBUG)
    said = await house.says(OTHER, text="another")
    await house.says(FIRST, text="quibble")
    await house.says(SECOND, text="quibble as well")
    await house.says(SECOND, 1, text="more quibble")
    await house.contributions.report(_who(SECOND), said.key, ReportKind.SPAM, "quibble")
    await house.keep(Member(HOME, SECOND, NOON, granted=Grant.MODERATOR))
    await Queue(house.store, house.base.journal, house.base.clock).clear(Actor(SECOND), OTHER)
    await house.join()
    await house.accounts.new_code(FIRST, "")
    await house.says(SECOND, 1, text="and quibble")
    before = [await house.tally(number) for number in (0, 1)]
    await forget(house.base.journal, house.store, Actor(account), house.base.clock())

    rows = str(await everything(house.store))
    for trace in (FIRST, SECOND, FIRST[2:], SECOND[2:], "quibble"):
        assert trace not in rows
        assert trace not in caplog.text
    assert OTHER in rows
    assert [await house.tally(number) for number in (0, 1)] == before
    for each in (FIRST, SECOND):
        assert not any((await everything_of(house.store, each)).values())
    (joined,) = [
        each for each in await house.operations((SHARED,), 5) if each.name == "account join"
    ]
    with pytest.raises(Conflict, match="forgotten"):
        await house.base.journal.undo(Actor("cli", SHARED), joined.key)


async def test_forgetting_after_parting_leaves_no_trace_of_either(house: _House) -> None:
    """What joining and parting wrote into the journal goes with whichever account is forgotten."""
    await house.says(FIRST)
    await house.says(SECOND)
    await house.join()
    await house.accounts.part(FIRST)
    await forget(house.base.journal, house.store, Actor(SECOND), house.base.clock())

    rows = str(await everything(house.store))
    assert SECOND not in rows
    assert FIRST in rows


async def test_a_bar_outlives_forgetting_on_both_accounts(house: _House) -> None:
    """Neither account gets rid of it, and nothing else of them is kept."""
    await house.says(FIRST)
    await house.says(SECOND)
    await house.join()
    await house.keep(Member(HOME, FIRST, NOON, barred=True))
    await forget(house.base.journal, house.store, Actor(SECOND), house.base.clock())
    for account in (FIRST, SECOND):
        with pytest.raises(BadInput, match="barred"):
            await house.says(account)


async def test_one_code_joins_one_account_however_many_come_at_once(house: _House) -> None:
    """Twenty accounts with the same code: one is joined, the others are told it does not work."""
    code = await house.accounts.new_code(FIRST, "")
    many = [f"p_{number:032x}" for number in range(20)]
    found = await asyncio.gather(
        *(house.accounts.join(each, code) for each in many), return_exceptions=True
    )
    assert sum(isinstance(each, NoSuchCode) for each in found) == 19
    assert len(await house.accounts.of(FIRST)) == 2


async def test_two_accounts_that_join_one_another_make_no_circle(house: _House) -> None:
    """Of two joins in opposite directions one is done."""
    codes = [await house.accounts.new_code(each, "") for each in (FIRST, SECOND)]
    found = await asyncio.gather(
        house.accounts.join(SECOND, codes[0]),
        house.accounts.join(FIRST, codes[1]),
        return_exceptions=True,
    )
    assert sum(isinstance(each, BadInput) for each in found) == 1
    people = [await house.accounts.of(each) for each in (FIRST, SECOND)]
    assert people[0] == people[1]


@pytest.mark.parametrize("seed", range(8))
async def test_whatever_is_sent_while_accounts_are_joined_there_is_one_vote(
    house: _House, seed: int
) -> None:
    """Verdicts from both accounts, joining and forgetting, in any order: never two of a person."""
    chance = random.Random(seed)
    code = await house.accounts.new_code(FIRST, "")
    sent: list[Coroutine[Any, Any, Any]] = [
        *(house.says(each, n) for each in (FIRST, SECOND) for n in (0, 1, 0)),
        house.accounts.join(SECOND, code),
    ]
    if seed % 2:
        sent.append(forget(house.base.journal, house.store, Actor(FIRST), NOON))
    chance.shuffle(sent)
    found = await asyncio.gather(*sent, return_exceptions=True)
    assert all(each is None or not isinstance(each, Exception) or isinstance(each, NoSuchCode)
               for each in found)  # fmt: skip
    joined = await house.accounts.of(FIRST)
    people = [person for key, person in await house.verdicts() if key == house.products[0].key]
    assert len(people) == len(set(people))
    if len(joined) == 2:
        assert SECOND not in people
        assert len([each for each in people if each in joined]) <= 1


async def test_the_row_is_all_that_is_kept(house: _House) -> None:
    """Two keyed hashes: no id, no name, no platform."""
    await house.join()
    kept = await house.store.read(lambda tx: tables.JOININGS.get(tx, SECOND))
    assert kept == Joining(SECOND, FIRST)
