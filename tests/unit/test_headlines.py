"""Kept tallies follow the entries in their transaction, and time whenever somebody looks."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.bootstrap import Base
from bot.jobs.headlines import keep
from knowledge import headlines
from knowledge.change import Change
from knowledge.community import HOME, Actor, Community, Openness
from knowledge.consensus.answer import Label
from knowledge.consensus.report import day_of
from knowledge.consensus.tally import Tally, tally
from knowledge.handling import Handling
from knowledge.journal import Journal
from knowledge.listed import listed as rows_of_list
from knowledge.member import Member
from knowledge.product import Product
from knowledge.store import tables
from knowledge.store.port import Transaction
from knowledge.store.table import Table
from knowledge.verdict import Stance
from knowledge.voices import reports
from tests.factories import NOON, FakeClock, product, put, verdict, withdraw

ADA = Actor("ada", HOME)
CUP = product("Cup", brand="Kallax")
LAMP, CHAIR = product("Lamp", brand="Lumo"), product("Chair", brand="Sedia")


@pytest.fixture
async def journal(base: Base) -> Journal:
    """Open a base with three products of three brands."""
    journal = base.journal
    for each in (CUP, LAMP, CHAIR):
        await put(journal, ADA, each)
    return journal


async def kept(base: Base, of: Product = CUP) -> Tally:
    """Read a tally as an answer does; it is what the rows say."""

    async def unit(tx: Transaction) -> tuple[Tally, Tally]:
        anew = tally(await reports(tx, of.key, HOME), day_of(base.clock()))
        return await headlines.read_tally(tx, of.key, HOME, base.clock()), anew

    found, anew = await base.store.read(unit)
    assert found == anew
    return found


async def listed(base: Base) -> Label | None:
    """Return the label under which lists show the cup."""
    await base.library.refresh(HOME)
    rows = await base.store.read(lambda tx: rows_of_list(tx, HOME, [CUP.key]))
    assert isinstance(rows[0].lean, Label | None)
    return rows[0].lean


async def say(journal: Journal, person: str, of: Product = CUP, **more: Any) -> int | None:
    """Let somebody give a verdict; return the operation."""
    at = {"created_at": NOON} | more
    return (await put(journal, ADA, verdict(of, person, **at))).key


async def welcome(base: Base, person: str, days: int = 0, **more: Any) -> int | None:
    """Note a member who has been here for some days; return the operation."""
    return await change(
        base, tables.MEMBERS, Member(HOME, person, NOON - timedelta(days=days), **more)
    )


async def test_those_whom_an_import_brought_count(base: Base, journal: Journal) -> None:
    """An admin answers for what they import, so it is approved from the start."""
    for number in range(3):
        await say(journal, f"p_{number}")
    assert ((await kept(base)).label, await listed(base)) == (Label.SKIP, Label.SKIP)


async def test_newcomers_wait_and_come_of_age(
    base: Base, journal: Journal, clock: FakeClock
) -> None:
    """Fresh accounts are shown; two other brands and fourteen days later they count, untouched."""
    for number in range(3):
        await welcome(base, f"p_{number}")
        for of in (CUP, LAMP, CHAIR):
            await say(journal, f"p_{number}", of)
    found = await kept(base)
    assert (found.label, found.newcomers) == (Label.TOO_FEW, {Stance.SKIP: 3})
    assert await listed(base) is Label.TOO_FEW

    clock.step(13 * 86_400)
    assert (await kept(base)).voices == 0
    clock.step(2 * 86_400)
    assert (await kept(base)).label is Label.SKIP
    assert await listed(base) is Label.SKIP


async def test_the_first_words_on_other_brands_let_older_ones_count(
    base: Base, journal: Journal, clock: FakeClock
) -> None:
    """What a member does elsewhere reaches the products of which they spoke before."""
    await welcome(base, "p_1", days=100)
    await say(journal, "p_1")
    for of in (LAMP, CHAIR):
        await say(journal, "p_1", of, created_at=NOON - timedelta(days=20))
    assert (await kept(base)).voices == 1
    done = await withdraw(journal, ADA, await _key(base, "p_1", CHAIR))
    assert (await kept(base)).voices == 0
    assert done.key is not None
    await base.journal.undo(ADA, done.key)
    assert (await kept(base)).voices == 1


async def _key(base: Base, person: str, of: Product) -> int:
    query = "SELECT key FROM verdict WHERE person = ? AND product = ?"
    rows = await base.store.read(lambda tx: tx.all(query, person, of.key))
    return int(rows[0][0])


async def test_a_corrected_brand_moves_what_counts(base: Base, journal: Journal) -> None:
    """Who spoke of three brands spoke of two when moderators see that two are one."""
    await welcome(base, "p_1", days=100)
    for of in (CUP, LAMP, CHAIR):
        await say(journal, "p_1", of, created_at=NOON - timedelta(days=20))
    assert (await kept(base)).voices == 1
    await put(journal, ADA, replace(CHAIR, brand="Lumo"))
    for of in (CUP, LAMP, CHAIR):
        assert (await kept(base, of)).voices == 0


async def test_withdrawn_words_elsewhere_leave_older_ones_to_count(
    base: Base, journal: Journal
) -> None:
    """Of five brands two are withdrawn: with the third that stands, all three count."""
    await welcome(base, "p_1", days=100)
    for name in ("Sofa", "Rug"):
        gone = product(name, brand=name)
        await put(journal, ADA, gone)
        await say(journal, "p_1", gone)
        await withdraw(journal, ADA, await _key(base, "p_1", gone))
    for of in (CUP, LAMP, CHAIR):
        await say(journal, "p_1", of, created_at=NOON - timedelta(days=20))
        await listed(base)  # what is kept is brought up to date in between
    for of in (CUP, LAMP, CHAIR):
        assert (await kept(base, of)).voices == 1


@pytest.mark.parametrize("flag", ["trusted", "founding"])
async def test_who_is_vouched_for_counts_at_once_and_undo_restores(
    base: Base, journal: Journal, flag: str
) -> None:
    """A young community is not mute: those whom an admin names count from the start."""
    await welcome(base, "p_1")
    await say(journal, "p_1")
    before = await kept(base)
    assert before.voices == 0
    done = await welcome(base, "p_1", **{flag: True})
    assert (await kept(base)).voices == 1
    assert done is not None
    await base.journal.undo(ADA, done)
    assert await kept(base) == before


async def test_barring_removes_exactly(base: Base, journal: Journal) -> None:
    """A barred member's word is as if it had never been."""
    for number in range(3):
        await say(journal, f"p_{number}")
    before = await kept(base)
    await welcome(base, "p_9", founding=True)
    await say(journal, "p_9", stance=Stance.WORTH)
    assert (await kept(base)).voices == 4
    await welcome(base, "p_9", founding=True, barred=True)
    assert await kept(base) == before


async def test_a_verdict_from_a_pack_counts_apart(base: Base, journal: Journal) -> None:
    """Another community's word is shown and does not make this one's answer."""
    for number in range(5):
        await say(journal, f"p_{number}", pack="elsewhere")
    found = await kept(base)
    assert (found.label, found.apart) == (Label.NONE, {Stance.SKIP: 5})


async def change(base: Base, table: Table[Any], entry: Any) -> int | None:
    """Write an entry; return the operation."""

    async def work(change: Change) -> None:
        await change.put(table, entry)

    return (await base.journal.apply(ADA, "change", work))[1].key


async def test_an_open_community_counts_newcomers_and_a_strict_one_nobody_unknown(
    base: Base, journal: Journal
) -> None:
    """How open a community is holds for all of its answers at once, and is undone at once."""
    for number in range(3):
        await welcome(base, f"p_{number}", days=100)
        await say(journal, f"p_{number}")
    guarded = await kept(base)
    assert guarded.voices == 0
    done = await change(base, tables.COMMUNITIES, Community(HOME, openness=Openness.OPEN))
    assert ((await kept(base)).voices, await listed(base)) == (3, Label.SKIP)
    assert done is not None
    await base.journal.undo(ADA, done)
    assert await kept(base) == guarded
    await change(base, tables.COMMUNITIES, Community(HOME, openness=Openness.STRICT))
    assert (await kept(base)).voices == 0


async def test_a_reformulated_product_starts_anew(base: Base, journal: Journal) -> None:
    """What was said of the product before is told apart, and is back when that is undone."""
    for number in range(3):
        await say(journal, f"p_{number}", created_at=NOON - timedelta(days=90))
    await say(journal, "p_9", stance=Stance.WORTH)
    before = await kept(base)
    since = NOON - timedelta(days=30)
    done = await change(base, tables.HANDLINGS, Handling(HOME, CUP.key, epoch_at=since))
    found = await kept(base)
    assert (found.label, found.voices) == (Label.TOO_FEW, 1)
    assert found.earlier == {Stance.SKIP: 3}
    assert done is not None
    await base.journal.undo(ADA, done)
    assert await kept(base) == before


@pytest.mark.parametrize(
    "change", ["counts = NULL", "counts = replace(counts, '\"way\":', '\"way\":9')", "until = 0"]
)
async def test_a_tally_kept_in_another_way_is_computed_anew(
    base: Base, journal: Journal, change: str
) -> None:
    """A base of an older version answers as a new one does."""
    await say(journal, "p_1")
    await base.store.write(lambda tx: tx.run(f"UPDATE headline SET {change}"))
    assert (await kept(base)).voices == 1


async def test_a_page_computes_nothing_here_and_keeps_what_was_stale(
    base: Base, journal: Journal, clock: FakeClock
) -> None:
    """Who reads a stale page has it settled by the writer, so the next one finds it kept."""
    await say(journal, "p_1")
    clock.step(40 * 86_400)

    async def brief(tx: Transaction) -> Tally:
        return await headlines.read_tally(tx, CUP.key, HOME, clock(), compute=False)

    with pytest.raises(headlines.Overdue):
        await base.store.read(brief)
    page = await base.library.page(CUP.key, HOME)
    assert page is not None
    assert page.tally == await base.store.read(brief) == await kept(base)


async def test_only_what_changed_is_read_again(base: Base, journal: Journal) -> None:
    """A verdict more leaves what the others were counted as, to the row."""
    for number in range(3):
        await say(journal, f"p_{number}")
    query = "UPDATE verdict SET stance = 'worth' WHERE person = 'p_0'"
    await base.store.write(lambda tx: tx.run(query))  # unseen by the journal, so by the register
    await say(journal, "p_3")
    assert await listed(base) is Label.SKIP
    page = await base.library.page(CUP.key, HOME)
    assert page is not None
    assert page.tally.counted == {Stance.WORTH: 0, Stance.DEPENDS: 0, Stance.SKIP: 4}


async def test_headlines_follow_time_unasked(
    base: Base, journal: Journal, clock: FakeClock
) -> None:
    """While nobody reads, the job brings every headline up to date and then looks again later."""
    for of in (CUP, LAMP, CHAIR):
        await say(journal, "p_1", of)
    clock.step(40 * 86_400)
    pauses: list[float] = []

    async def sleep(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 2:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await keep(base, sleep)
    assert pauses[0] < pauses[1]
    assert await base.store.read(lambda tx: headlines.stale(tx, clock())) == []


async def test_the_job_counts_anew_what_an_earlier_program_counted(
    base: Base, journal: Journal
) -> None:
    """After an upgrade that counts in another way, lists do not wait for somebody's question."""
    for number in range(3):
        await say(journal, f"p_{number}")
    earlier = "UPDATE headline SET label = 'worth', counts = '{\"way\":1,\"tally\":{}}'"
    await base.store.write(lambda tx: tx.run(earlier))

    async def sleep(_seconds: float) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await keep(base, sleep)
    rows = await base.store.read(lambda tx: rows_of_list(tx, HOME, [CUP.key]))
    assert rows[0].lean is Label.SKIP
    assert (await kept(base)).label is Label.SKIP
