"""What members add: once a person, their own only, and clean, whatever an adapter sends."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.bootstrap import Base
from knowledge import quotes
from knowledge.change import Change
from knowledge.community import HOME, Actor
from knowledge.consensus.tally import Tally
from knowledge.contributing import Contributions, Contributor
from knowledge.contribution import Opinion, Proposal, ProposalKind, ReportKind
from knowledge.errors import BadInput, Missing
from knowledge.forgetting import forget
from knowledge.headlines import read_tally
from knowledge.member import Member
from knowledge.product import Product
from knowledge.said import own_verdict
from knowledge.store import tables
from knowledge.store.port import Transaction
from knowledge.verdict import Acquired, Experience, Stance, Standing, Verdict
from tests.factories import FakeClock, operations, product, put, verdict

MODERATOR = Actor("mod", HOME)


def _who(number: int, community: int = HOME) -> Contributor:
    return Contributor(Actor(f"p_{number:032x}", community))


@pytest.fixture
async def airwrap(base: Base) -> Product:
    """Put one product into the base."""
    made = product()
    await put(base.journal, MODERATOR, made)
    return made


@pytest.fixture
def contributions(base: Base, clock: FakeClock) -> Contributions:
    """Let members contribute to the base."""
    return Contributions(base.journal, clock)


def _said(of: Product, **more: Any) -> Verdict:
    return replace(verdict(of, "", **more), key=0)


async def _count(base: Base, table: str) -> int:
    rows = await base.store.read(lambda tx: tx.all(f"SELECT count(*) FROM {table}"))
    return int(rows[0][0])


async def test_one_person_has_one_verdict_however_often_it_is_sent(
    base: Base, contributions: Contributions, airwrap: Product
) -> None:
    """Fifty forms sent at once, and sent again, leave one verdict and one journaled change."""
    same = [contributions.save_verdict(_who(1), _said(airwrap)) for _ in range(50)]
    kept = await asyncio.gather(*same)
    assert len({each.key for each in kept}) == 1
    assert await _count(base, "verdict") == 1
    history = await operations(base)
    assert [each.name for each in history].count("verdict save") == 1


async def test_the_last_of_different_forms_stands(
    base: Base, contributions: Contributions, airwrap: Product
) -> None:
    """Different forms of one person at once leave one of them, whole; others' stay apart."""
    forms = [_said(airwrap, text=f"words {n}", months=n) for n in range(20)]
    await asyncio.gather(*(contributions.save_verdict(_who(1), each) for each in forms))
    await contributions.save_verdict(_who(2), _said(airwrap))
    mine = await base.store.read(lambda tx: own_verdict(tx, _who(1).actor, airwrap.key))
    assert mine is not None
    assert mine.text == f"words {mine.months}"
    assert await _count(base, "verdict") == 2


async def test_nobody_touches_what_is_not_theirs(
    contributions: Contributions, airwrap: Product
) -> None:
    """Another's verdict cannot be withdrawn, one's own not judged, a strange one not reached."""
    kept = await contributions.save_verdict(_who(1), _said(airwrap))
    with pytest.raises(Missing):
        await contributions.withdraw_verdict(_who(2), kept.key)
    with pytest.raises(BadInput, match="your own"):
        await contributions.vote(_who(1), kept.key, Opinion.HELPFUL)
    for stranger in (_who(1, 7), _who(3, 7)):
        with pytest.raises(Missing):
            await contributions.withdraw_verdict(stranger, kept.key)
        with pytest.raises(Missing):
            await contributions.report(stranger, kept.key, ReportKind.SPAM)


async def test_a_barred_account_contributes_nothing(
    base: Base, contributions: Contributions, airwrap: Product
) -> None:
    """Each way of contributing refuses it, and leaves no trace."""
    other = await contributions.save_verdict(_who(2), _said(airwrap))
    bar = Member(HOME, _who(1).actor.id, datetime(2026, 1, 1, tzinfo=UTC), barred=True)

    async def work(change: Change) -> None:
        await change.put(tables.MEMBERS, bar)

    await base.journal.apply(MODERATOR, "bar", work)
    before = await _count(base, "change")
    proposal = Proposal(0, HOME, ProposalKind.PRODUCT, "x", "", bar.first_seen_at)
    for attempt in (
        contributions.save_verdict(_who(1), _said(airwrap)),
        contributions.vote(_who(1), other.key, Opinion.HELPFUL),
        contributions.report(_who(1), other.key, ReportKind.SPAM),
        contributions.propose(_who(1), proposal),
        contributions.wish(_who(1), "glowpop"),
    ):
        with pytest.raises(BadInput, match="barred"):
            await attempt
    assert await _count(base, "change") == before


async def test_an_account_is_noted_once_to_the_day(
    base: Base, contributions: Contributions, airwrap: Product, clock: FakeClock
) -> None:
    """The first contribution says since when it is known; later ones change nothing."""
    made = datetime(2019, 5, 4, 13, 7, 9, tzinfo=UTC)
    who = replace(_who(1), joined_at=None, account_created_at=made)
    await contributions.save_verdict(who, _said(airwrap))
    clock.step(86_400 * 3)
    await contributions.wish(_who(1), "glowpop")
    member = await base.store.read(lambda tx: tables.MEMBERS.get(tx, HOME, who.actor.id))
    assert member == Member(
        HOME, who.actor.id, datetime(2026, 11, 21, tzinfo=UTC), None,
        datetime(2019, 5, 4, tzinfo=UTC),
    )  # fmt: skip


async def test_votes_order_quotes_and_nothing_else(
    base: Base, contributions: Contributions, airwrap: Product
) -> None:
    """What is found helpful comes first; the tally does not move; a second press takes it back."""
    made = [
        await contributions.save_verdict(_who(n), _said(airwrap, text=f"words {n}"))
        for n in range(3)
    ]

    async def order() -> list[str | None]:
        found = await base.store.read(lambda tx: quotes.best(tx, HOME, airwrap.key))
        return [each.verdict.text for each in found]

    async def tally() -> Tally:
        return await base.store.read(lambda tx: read_tally(tx, airwrap.key, HOME, base.clock()))

    before, counted = await order(), await tally()
    last = next(each for each in made if each.text == before[-1])
    voters = (_who(7), _who(8))
    presses = [contributions.vote(who, last.key, Opinion.HELPFUL) for who in voters]
    assert await asyncio.gather(*presses) == [True, True]
    assert await order() == [before[2], before[0], before[1]]
    await contributions.vote(_who(7), last.key, Opinion.DISAGREE)
    await contributions.vote(_who(8), last.key, Opinion.DISAGREE)
    assert (await order())[-1] == last.text
    assert await tally() == counted
    for who in voters:
        assert await contributions.vote(who, last.key, Opinion.DISAGREE) is False
    assert await order() == before


async def test_a_report_is_one_a_person(
    base: Base, contributions: Contributions, airwrap: Product
) -> None:
    """Pressed often it is kept once; the first words stay."""
    said = await contributions.save_verdict(_who(1), _said(airwrap))
    sent = [contributions.report(_who(2), said.key, ReportKind.SPAM, "an ad") for _ in range(9)]
    assert sum(done.key is not None for done in await asyncio.gather(*sent)) == 1
    await contributions.report(_who(3), said.key, ReportKind.FALSE_CLAIM)
    assert await _count(base, "report") == 2


async def test_who_is_barred_is_not_quoted(
    base: Base, contributions: Contributions, airwrap: Product
) -> None:
    """Neither under the answer, nor where its words are looked for, nor by an old button."""
    for number in (1, 2):
        await contributions.save_verdict(_who(number), _said(airwrap, text="it broke at once"))

    async def work(change: Change) -> None:
        member = await change.get(tables.MEMBERS, HOME, _who(1).actor.id)
        assert member is not None
        await change.put(tables.MEMBERS, replace(member, barred=True))

    await base.journal.apply(MODERATOR, "bar", work)

    async def read(tx: Transaction) -> list[list[str]]:
        quoted = await quotes.best(tx, HOME, airwrap.key)
        found = await quotes.mentioning(tx, HOME, airwrap.key, ["broke"])
        rows = await tx.all("SELECT key FROM verdict")
        single = [await quotes.one(tx, HOME, key) for (key,) in rows]
        people = ([each[1] for each in single if each], quoted, found)
        return [[said.verdict.person for said in each] for each in people]

    assert await base.store.read(read) == [[_who(2).actor.id]] * 3


@pytest.mark.parametrize("standing", [Standing.PENDING, Standing.QUARANTINED])
async def test_what_waits_or_is_held_stays_so_when_it_is_edited(
    base: Base, contributions: Contributions, airwrap: Product, standing: Standing
) -> None:
    """Neither editing nor withdrawing and adding anew is a way out of quarantine."""
    kept = await contributions.save_verdict(_who(1), _said(airwrap))

    async def work(change: Change) -> None:
        await change.put(tables.VERDICTS, replace(kept, standing=standing))

    await base.journal.apply(MODERATOR, "hold", work)
    again = await contributions.save_verdict(_who(1), _said(airwrap, stance=Stance.WORTH))
    assert (again.standing, again.stance) == (standing, Stance.WORTH)
    with pytest.raises(BadInput, match="under review"):
        await contributions.withdraw_verdict(_who(1), again.key)
    await forget(base.journal, base.store, _who(1).actor, contributions.now())
    anew = await contributions.save_verdict(_who(1), _said(airwrap))
    assert anew.standing is standing
    assert await _count(base, "verdict") == 1


async def test_words_are_cleaned_of_what_pays_and_what_is_unseen(
    contributions: Contributions, airwrap: Product
) -> None:
    """A link that can be cleaned is; one that cannot is refused with the reason."""
    text = "see\u200b https://shop.net/p?ref=me\u202e now"
    kept = await contributions.save_verdict(_who(1), _said(airwrap, text=text))
    assert kept.text == "see https://shop.net/p now"
    with pytest.raises(BadInput, match=r"short link"):
        await contributions.save_verdict(_who(1), _said(airwrap, text="https://bit.ly/x"))


async def test_what_was_only_read_about_was_neither_got_nor_used(
    contributions: Contributions, airwrap: Product
) -> None:
    """Months and the way it was got do not go with it, whatever was typed."""
    said = _said(airwrap, experience=Experience.RESEARCHED, months=8, again=True)
    kept = await contributions.save_verdict(_who(1), said)
    assert (kept.acquired, kept.months, kept.again) == (Acquired.UNSAID, None, None)


async def test_wishes_and_proposals_are_counted_once_and_bounded(
    base: Base, contributions: Contributions
) -> None:
    """The same in other spelling is the same; the oldest wish gives way, proposals wait."""
    for text in ("GlowPop 3000", "glowpop  3000!", "Glowpop 3000"):
        await contributions.wish(_who(1), text)
    assert await _count(base, "wish") == 1
    for number in range(25):
        await contributions.wish(_who(1), f"thing {number}")
    assert await _count(base, "wish") == 20
    day = datetime(2026, 1, 1, tzinfo=UTC)
    for number in range(20):
        for spelling in (f"Thing {number}", f"THING {number}"):
            new = Proposal(0, HOME, ProposalKind.PRODUCT, spelling, "", day)
            await contributions.propose(_who(1), new)
    assert await _count(base, "proposal") == 20
    more = Proposal(0, HOME, ProposalKind.PRODUCT, "one more", "", day)
    with pytest.raises(BadInput, match="wait already"):
        await contributions.propose(_who(1), more)
