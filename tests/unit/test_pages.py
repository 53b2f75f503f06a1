"""A page is remembered by the rows it was made of: what changed is seen by the next reader."""

from dataclasses import fields, replace
from typing import Any

import pytest

from bot.bootstrap import Base, build, open_base
from bot.chat.request import Request
from bot.settings import Settings
from knowledge import pages
from knowledge.change import Change
from knowledge.community import HOME, SHARED, Actor, Pack
from knowledge.consensus.answer import Label
from knowledge.handling import Handling
from knowledge.member import Member
from knowledge.note import Alternative, Lean, Note, PackTally, Rank
from knowledge.pages import Page, Pages
from knowledge.product import Category, Status
from knowledge.store import tables
from knowledge.verdict import Stance
from tests.databases import Databases
from tests.factories import GROUP, MAYA, NOON, FakeClock, product, verdict

ADA = Actor("ada", HOME)
CUP = product("Cup", brand="Kallax", category="cups")
MUG = product("Mug", brand="Kallax")
GIFT = product("Kettle", community=SHARED)
INSTEAD = Alternative(71, HOME, CUP.key, Rank.CHEAPER, other=MUG.key)
TALLY = PackTally(75, HOME, CUP.key, "north", 3, 2, 1, "2026-05")
CHANGES: dict[str, tuple[Any, Any]] = {
    "a new name": (tables.PRODUCTS, replace(CUP, name="Beaker")),
    "a first note": (tables.NOTES, Note(72, HOME, CUP.key, Lean.WAIT)),
    "a first verdict": (tables.VERDICTS, verdict(CUP)),
    "another alternative": (tables.ALTERNATIVES, replace(INSTEAD, key=73, other=None, text="tap")),
    "an alternative's verdict": (tables.VERDICTS, verdict(MUG, "p_2")),
    "an alternative's note": (tables.NOTES, Note(74, HOME, MUG.key, Lean.SKIP)),
    "an alternative hidden": (tables.HANDLINGS, Handling(HOME, MUG.key, hidden=True)),
    "a recall": (tables.HANDLINGS, Handling(HOME, CUP.key, status=Status.RECALLED)),
    "a merger": (tables.HANDLINGS, Handling(HOME, CUP.key, hidden=True, instead=MUG.key)),
    "hidden": (tables.HANDLINGS, Handling(HOME, CUP.key, hidden=True)),
    "a tally of another community": (tables.PACK_TALLIES, TALLY),
    "a notice": (tables.CATEGORIES, Category(HOME, "cups", "Cups", "health")),
}


@pytest.fixture
async def shop(base: Base) -> Base:
    """Open a base with a cup, and a mug that would do instead."""
    for table, entry in ((tables.PRODUCTS, CUP), (tables.PRODUCTS, MUG)):
        await put(base, table, entry)
    await put(base, tables.ALTERNATIVES, INSTEAD)
    await put(base, tables.PACKS, Pack(HOME, "north", "North", "1", origin="north"))
    return base


async def put(base: Base, table: Any, entry: Any) -> int | None:
    """Write an entry as one operation; return it."""

    async def work(change: Change) -> None:
        await change.put(table, entry)

    return (await base.journal.apply(ADA, "test", work))[1].key


async def read(base: Base, known: Pages, key: int = CUP.key) -> Page | None:
    """Read a page as an answer does."""
    return await base.store.read(lambda tx: known.read(tx, HOME, key, base.clock()), brief=True)


def parts(page: Page | None) -> list[Any]:
    """Return all that a page holds, since pages equal only themselves."""
    return [] if page is None else [getattr(page, each.name) for each in fields(page)]


async def test_an_unchanged_page_is_the_same_page(shop: Base) -> None:
    """Reading the same rows again makes nothing anew, whatever else was written meanwhile."""
    known = Pages()
    first = await read(shop, known)
    await put(shop, tables.PRODUCTS, product("Lamp"))
    assert first is not None
    assert await read(shop, known) is first


@pytest.mark.parametrize("change", CHANGES)
async def test_each_change_is_seen_at_once_and_its_undo_as_well(shop: Base, change: str) -> None:
    """What was remembered never stands in the way of what is so now."""
    known = Pages()
    before = await read(shop, known)
    operation = await put(shop, *CHANGES[change])
    assert operation is not None
    after = await read(shop, known)
    assert parts(after) == parts(await read(shop, Pages()))
    assert parts(after) != parts(before)
    await shop.journal.undo(ADA, operation)
    assert parts(await read(shop, known)) == parts(before)


async def test_another_process_sees_a_change_at_once(shop: Base, databases: Databases) -> None:
    """A reader beside the bot remembers too, and is not told of anything."""
    settings = databases.settings(shop.key_file.with_suffix(""))
    beside = await open_base(settings, read_only=True, clock=shop.clock)
    try:
        known = Pages()
        before = await read(beside, known)
        await put(shop, *CHANGES["a first verdict"])
        after = await read(beside, known)
    finally:
        await beside.close()
    assert before is not None
    assert after is not None
    assert (before.tally.label, after.tally.label) == (Label.NONE, Label.TOO_FEW)


async def test_a_day_that_has_come_is_seen_though_nothing_was_written(
    shop: Base, clock: FakeClock
) -> None:
    """A newcomer comes of age while nobody writes anything; who asks then is told so."""
    await put(shop, tables.MEMBERS, Member(HOME, "p_1", NOON))
    for each in (CUP, MUG, product("Lamp", brand="Lumo"), product("Chair", brand="Sedia")):
        await put(shop, tables.PRODUCTS, each)
        await put(shop, tables.VERDICTS, verdict(each, "p_1", created_at=NOON))
    young = await shop.library.page(CUP.key, HOME)
    assert young is await shop.library.page(CUP.key, HOME)
    clock.step(40 * 86_400)
    grown = await shop.library.page(CUP.key, HOME)
    assert young is not None
    assert grown is not None
    assert (young.tally.voices, young.tally.newcomers) == (0, {Stance.SKIP: 1})
    assert (grown.tally.voices, grown.tally.newcomers) == (1, {})


async def test_a_strangers_product_has_no_page(shop: Base) -> None:
    """A page is of the community or of the base beneath all."""
    stranger = product("Vase", community=HOME + 1)
    await put(shop, tables.PRODUCTS, stranger)
    assert await read(shop, Pages(), stranger.key) is None


async def test_what_is_the_communitys_own_stands_before_what_is_shared(shop: Base) -> None:
    """Of two notes and two categories the community's own is shown, and all alternatives."""
    await put(shop, tables.PRODUCTS, replace(GIFT, category="cups"))
    for number, community in enumerate((SHARED, HOME)):
        await put(shop, tables.CATEGORIES, Category(community, "cups", f"Cups {community}"))
        await put(shop, tables.NOTES, Note(80 + number, community, GIFT.key, Lean.WAIT))
        rank = (Rank.BETTER, Rank.OWN)[number]
        await put(
            shop, tables.ALTERNATIVES, Alternative(90 + number, community, GIFT.key, rank, text="x")
        )
    page = await read(shop, Pages(), GIFT.key)
    assert page is not None
    assert page.note is not None
    assert page.category is not None
    assert (page.note.community, page.category.community) == (HOME, HOME)
    assert [each.alternative.rank for each in page.options] == [Rank.OWN, Rank.BETTER]


async def test_the_oldest_pages_are_forgotten(shop: Base, monkeypatch: pytest.MonkeyPatch) -> None:
    """Memory has a bound; who is asked about often stays in it."""
    monkeypatch.setattr(pages, "_REMEMBERED", 1)
    known = Pages()
    cup = await read(shop, known)
    assert await read(shop, known) is cup
    await read(shop, known, MUG.key)
    assert await read(shop, known) is not cup


async def test_an_answer_changes_at_once_when_a_verdict_lands(shop: Base) -> None:
    """Who asks again after a verdict hears of it, in every language that was asked in."""
    core = build(Settings(), shop, {})

    async def ask(locale: str) -> str:
        asked = {"question": "is the kallax cup worth it"}
        return repr((await core.handle(Request("worth", MAYA, GROUP, asked, locale))).blocks)

    before = [await ask(locale) for locale in ("en", "de", "en")]
    assert before[0] == before[2] != before[1]
    await put(shop, tables.VERDICTS, verdict(CUP, "p_9"))
    after = [await ask(locale) for locale in ("en", "de")]
    assert "1 report so far" in after[0]
    assert set(before).isdisjoint(after)
