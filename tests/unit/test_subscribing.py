"""Packs between communities: what leaves one, and what another shows beside its own."""

import json
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.bootstrap import Base, build, open_base
from bot.chat.command import Role
from bot.chat.reply import Attachment, Breakdown, Note, Provenance, Reply
from bot.dispatcher import Dispatcher
from bot.settings import Settings
from knowledge.community import HOME, Actor
from knowledge.editing.products import Editor
from knowledge.errors import BadInput, BadPack, Missing
from knowledge.handling import Handling
from knowledge.headlines import read_tally
from knowledge.packs.exporting import as_jsonl, export_lines
from knowledge.packs.reading import read_jsonl
from knowledge.packs.sharing import Sharing
from knowledge.packs.subscribing import subscribe, subscriptions, unsubscribe
from knowledge.product import Price, Product
from knowledge.store import tables
from knowledge.store.port import Transaction
from knowledge.verdict import Reason, Stance
from tests.databases import Databases
from tests.factories import Everybody, FakeClock, ask, pack, product, put, verdict

ADA = Actor("ada", HOME)
THERE = 7
BEN = Actor("ben", THERE)
CUP = {"kind": "product", "id": "cup", "name": "Cup"}
SAID: dict[str, Any] = {
    "kind": "tally",
    "product": "cup",
    "as_of": "2026-10",
    "skip": 8,
    "worth": 3,
}


def _head(version: str = "2026-11-01", **more: Any) -> dict[str, Any]:
    head = {"kind": "pack", "id": "c_1", "title": "Gadget circle", "origin": "c_1"}
    return {**head, "version": version, **more}


async def _subscribe(base: Base, *lines: dict[str, Any], by: Actor = ADA, **options: Any) -> Any:
    reading = read_jsonl(pack(*lines))
    return await subscribe(base.journal, reading, by, base.pseudonyms(), base.clock(), **options)


async def _export(base: Base) -> str:
    return as_jsonl(await export_lines(base.store, HOME))


async def _save(base: Base, *products: Product) -> None:
    for each in products:
        await put(base.journal, Actor("ada", each.community), each)


async def _reported(base: Base, of: Product, people: int = 3, **more: Any) -> None:
    for number in range(people):
        said = verdict(of, f"p_{number:032x}", community=of.community, **more)
        await put(base.journal, Actor("ada", of.community), said)


async def _shared(base: Base, community: int = HOME, category: str = "") -> list[dict[str, Any]]:
    sharing = Sharing(base.store, base.pseudonyms())
    lines = await sharing.pack(community, base.clock(), category, "Gadget circle")
    return [json.loads(line) for line in as_jsonl(lines).splitlines()]


def _dispatcher(base: Base, role: Role = Role.ADMIN) -> Dispatcher:
    settings = Settings(person_per_minute=0, place_per_minute=0)
    return build(settings, base, {"test": Everybody(role)})


def _notes(reply: Reply) -> list[str]:
    return [block.text for block in reply.blocks if isinstance(block, Note)]


@pytest.fixture
async def other(tmp_path: Path, clock: FakeClock, databases: Databases) -> AsyncIterator[Base]:
    """Open the base of another bot."""
    opened = await open_base(databases.settings(tmp_path / "other.sqlite3"), clock=clock)
    yield opened
    await opened.close()


async def test_a_pack_says_whose_it_is_and_how_many_people_said_what(base: Base) -> None:
    """It begins with its community, and each tally is of a product in it."""
    cup = product("Cup", id="cup", category="mugs")
    await _save(base, cup, product("Mug", id="mug", category="jars"))
    await _reported(base, cup, reasons=(Reason.OVERPRICED,))

    head, *lines = await _shared(base)
    assert (head["title"], head["version"]) == ("Gadget circle", "2026-11-21T12:00:00+00:00")
    assert [line.get("id") for line in lines] == ["cup", "mug", None]
    assert lines[-1] == {
        "kind": "tally",
        "product": "cup",
        "as_of": "2026-05",
        "skip": 3,
        "reasons": [["overpriced", 3]],
    }
    assert [line.get("id") for line in await _shared(base, category="mugs")][1:] == ["cup", None]


async def test_nothing_of_a_person_leaves(base: Base) -> None:
    """No pseudonym, no words, no price, no trade, no day, and no opinion of moderators."""
    cup = product("Cup", worth_if="quibblefrotz")
    await _save(base, cup)
    words = {"text": "quibblefrotz", "expertise": "quibblefrotz", "alternative": "quibblefrotz"}
    await _reported(base, cup, paid=Price(amount=4711), **words)  # type: ignore[arg-type]  # an int does

    text = json.dumps(await _shared(base))
    assert "quibblefrotz" not in text
    assert "4711" not in text
    assert "2026-05-03" not in text
    assert "p_0" not in text
    assert "ada" not in text


async def test_few_people_stay_at_home(base: Base) -> None:
    """A tally of two would tell who they are; the product goes without it."""
    cup = product("Cup", id="cup")
    await _save(base, cup)
    await _reported(base, cup, people=2)

    assert [line["kind"] for line in await _shared(base)] == ["pack", "product"]


async def test_what_moderators_hide_or_review_stays_at_home(base: Base) -> None:
    """A hidden product is left out, one under review goes without its tally."""
    hidden, held = product("Hidden", id="hidden"), product("Held", id="held")
    await _save(base, hidden, held)
    await _reported(base, held)
    editor = Editor(base.journal, base.clock)
    await editor.handle(ADA, hidden.key, "hide", lambda now: replace(now, hidden=True))

    def hold(now: Handling) -> Handling:
        return replace(now, held_at=base.clock())

    await editor.handle(ADA, held.key, "hold", hold)
    assert [line["id"] for line in (await _shared(base))[1:]] == ["held"]


async def test_what_others_counted_is_not_passed_on(base: Base) -> None:
    """Neither their tallies nor the products that came with them."""
    await _save(base, product("Mug", id="mug"))
    await _subscribe(base, _head(), CUP, SAID)

    assert [line.get("id") for line in (await _shared(base))[1:]] == ["mug"]


async def test_a_nameless_community_shares_nothing(base: Base) -> None:
    """A pack says whose it is."""
    with pytest.raises(BadInput, match="no name yet"):
        await Sharing(base.store, base.pseudonyms()).pack(HOME, base.clock())


async def test_our_own_answer_is_the_same_with_any_pack(base: Base) -> None:
    """The tally, the label and the export of one's own verdicts do not move."""
    cup = product("Cup", id="cup")
    await _save(base, cup)
    await _reported(base, cup, people=5, stance=Stance.WORTH)

    async def tallied() -> Any:
        return await base.store.read(lambda tx: read_tally(tx, cup.key, HOME, base.clock()))

    async def headline() -> Any:
        return await base.store.read(lambda tx: tx.all("SELECT * FROM headline"))

    before = await tallied(), await headline()
    await _subscribe(base, _head(), CUP, {**SAID, "skip": 10**9})
    assert (await tallied(), await headline()) == before
    page = await base.library.page(cup.key, HOME)
    assert page is not None
    assert [each.tally.people for each in page.elsewhere] == [10**9 + 3]


async def test_the_page_says_whose_count_it_is(base: Base) -> None:
    """In a line of its own, with counts and date; without own reports it says so plainly."""
    await _subscribe(base, _head(), CUP, {**SAID, "reasons": [["overpriced", 6]]})
    reply = await ask(_dispatcher(base), "worth", question="is the cup worth it?")

    assert _notes(reply) == [
        "Nobody here has reported on it yet.",
        "From “Gadget circle”, counted there and not here: of 11 people 3 say worth it, 0 depends,"
        " 8 skip. Why: overpriced (6). Last report Oct 2026.",
    ]
    (source,) = [block for block in reply.blocks if isinstance(block, Provenance)]
    assert source.text == "Nothing from this community: only what others counted"
    why = await ask(_dispatcher(base), "why", product="cup")
    assert _notes(why) == _notes(reply)


async def test_a_newer_pack_replaces_and_an_older_is_refused(base: Base) -> None:
    """One origin speaks once; what it no longer holds is gone."""
    mug = {"kind": "product", "id": "mug", "name": "Mug"}
    await _subscribe(base, _head("2026-10-01"), CUP, SAID, mug)
    await _subscribe(base, _head("2026-11-01"), CUP, {**SAID, "skip": 9})

    found = await _export(base)
    assert ('"skip":9' in found, '"skip":8' in found, "mug" in found) == (True, False, False)
    with pytest.raises(BadPack, match="a newer pack"):
        await _subscribe(base, _head("2026-10-01"), CUP, SAID)
    assert await _export(base) == found
    again = await _subscribe(base, _head("2026-11-01"), CUP, {**SAID, "skip": 9})
    assert again.operation is None


async def test_the_same_people_speak_once(base: Base) -> None:
    """Of a community's packs, whole and of one category, the newest one speaks."""
    await _subscribe(base, _head("2026-10-01"), CUP, SAID)
    await _subscribe(base, _head("2026-11-01", id="c_1.mugs"), CUP, {**SAID, "skip": 9})

    reply = await ask(_dispatcher(base), "worth", question="is the cup worth it?")
    assert len(_notes(reply)) == 2
    assert "9 skip" in _notes(reply)[1]


async def test_unsubscribing_takes_it_away_whole(base: Base) -> None:
    """The base is as it was; undoing brings the pack back, byte by byte."""
    await _save(base, product("Cup", id="cup"))
    before = await _export(base)
    done = await _subscribe(base, _head(), CUP, SAID, {"kind": "product", "id": "m", "name": "Mug"})
    with_it = await _export(base)
    gone = await unsubscribe(base.journal, base.store, ADA, "Gadget circle")
    assert await _export(base) == before

    await base.journal.undo(ADA, gone.operation or 0)
    assert await _export(base) == with_it
    await base.journal.undo(ADA, done.operation)
    assert await _export(base) == before
    with pytest.raises(Missing, match="Gadget circle"):
        await unsubscribe(base.journal, base.store, ADA, "Gadget circle")


async def test_a_product_in_use_stays_when_its_pack_goes(base: Base) -> None:
    """With members' verdicts it becomes the community's own; with another pack's tally, that's."""
    await _subscribe(base, _head(), CUP, SAID)
    second = _head(id="c_2", origin="c_2", title="Others")
    await _subscribe(base, second, CUP, SAID)
    await unsubscribe(base.journal, base.store, ADA, "Gadget circle")
    assert '"pack":"c_2"' in next(x for x in (await _export(base)).splitlines() if '"product"' in x)

    rows = await base.store.read(lambda tx: tx.all("SELECT key FROM product"))
    await _reported(base, product("Cup", key=rows[0][0]), people=1)
    await unsubscribe(base.journal, base.store, ADA, "Others")
    left = [json.loads(line) for line in (await _export(base)).splitlines()]
    assert [(line["kind"], line.get("pack")) for line in left] == [
        ("product", None),
        ("verdict", None),
    ]


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"name": "Cup"}, {"name": "Cup"}),
        ({"name": "Cup", "brand": "Acme"}, {"name": "Acme cup"}),
        ({"name": "Tumbler", "aliases": ("the cup",)}, {"name": "The Cup"}),
        ({"name": "Cup"}, {"name": "Tumbler", "aliases": ["cup"]}),
        ({"name": "Cup"}, {"name": "Cup", "brand": "Acme"}),
        ({"name": "Cup", "id": "cup"}, {"name": "Cup", "id": "cup"}),
    ],
)
async def test_a_product_that_is_here_is_found_and_left_as_it_is(
    base: Base, ours: dict[str, Any], theirs: dict[str, Any]
) -> None:
    """By its title or an alias, under whatever id."""
    own = product(**ours)
    await _save(base, own)
    line = {"kind": "product", "id": "x", "price": 99, **theirs}
    report = await _subscribe(base, _head(), line, {**SAID, "product": line["id"]})

    assert [each.number for each in report.matched] == [2]
    assert await base.store.read(lambda tx: tables.PRODUCTS.get(tx, own.key)) == own
    page = await base.library.page(own.key, HOME)
    assert page is not None
    assert len(page.elsewhere) == 1


@pytest.mark.parametrize(
    ("ours", "theirs", "name"),
    [
        (
            {"name": "Water", "aliases": ("prime",)},
            {"name": "Video", "aliases": ["prime"]},
            "Water",
        ),
        ({"name": "Cup", "id": "x"}, {"name": "Kettle"}, "Cup"),
        ({"name": "Cup", "model": "C1"}, {"name": "Cup", "model": "C2"}, "Cup"),
    ],
)
async def test_a_doubtful_product_is_named_and_left_out(
    base: Base, ours: dict[str, Any], theirs: dict[str, Any], name: str
) -> None:
    """The dry run says what it may be; neither it nor its tally is taken."""
    await _save(base, product(**ours))
    lines = (_head(), {"kind": "product", "id": "x", **theirs}, {**SAID, "product": "x"})
    tried = await _subscribe(base, *lines, dry_run=True)
    assert [each.problem for each in tried.warnings] == [
        f"'{theirs['name']}' may be {name}: left out"
    ]

    await _subscribe(base, *lines)
    assert '"tally"' not in await _export(base)


async def test_two_that_it_may_be_are_both_named(base: Base) -> None:
    """Nothing is guessed."""
    await _save(base, product("Cup", brand="Acme"), product("Cup", brand="Bolt"))
    report = await _subscribe(base, _head(), CUP, SAID)

    assert [each.problem for each in report.warnings] == [
        "'Cup' may be Acme Cup, Bolt Cup: left out"
    ]


async def test_other_brands_are_other_products(base: Base) -> None:
    """An alias that both have makes no doubt then."""
    await _save(base, product("Water", brand="Prime", aliases=("prime",)))
    theirs = {
        "kind": "product",
        "id": "v",
        "name": "Video",
        "brand": "Amazon",
        "aliases": ["prime"],
    }
    report = await _subscribe(base, _head(), theirs, {**SAID, "product": "v"})

    assert (report.warnings, report.matched) == ([], [])


async def test_a_dry_run_changes_nothing(base: Base) -> None:
    """It says what would be."""
    report = await _subscribe(base, _head(), CUP, SAID, dry_run=True)

    assert report.added == {"pack": 1, "product": 1, "pack_tally": 1}
    assert await _export(base) == ""


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ([CUP, SAID], "no pack of another community"),
        ([_head(origin=None), CUP], "no pack of another community"),
        ([_head(shared=True), CUP], "no pack of another community"),
        ([_head("soon"), CUP], "is not a date"),
        ([_head("2027-11-01"), CUP], "in the future"),
        ([_head(), {**CUP, "shared": True}], "products and tallies only"),
        ([_head(), _head(id="own")], "products and tallies only"),
        ([_head(), CUP, {"kind": "note", "product": "cup", "lean": "skip"}], "tallies only"),
        ([_head(), {**SAID, "product": "kettle"}], "is not in this file"),
        ([_head(), CUP, {**SAID, "skip": 0, "worth": 0}], "nobody was counted"),
        ([_head(), CUP, {**SAID, "skip": -1}], "int"),
        ([_head(), CUP, SAID, SAID], "already"),
        ([_head(), {**CUP, "aliases": ["see https://bit.ly/x"]}], "hides where it leads"),
    ],
)
async def test_what_is_no_such_pack_is_refused_whole(
    base: Base, lines: list[dict[str, Any]], problem: str
) -> None:
    """Nothing of it is taken; an own product of the same id is out of reach, too."""
    await _save(base, product("Kettle", id="kettle"))
    before = await _export(base)
    with pytest.raises(BadInput, match=problem):
        await _subscribe(base, *lines)
    assert await _export(base) == before


async def test_ones_own_pack_is_refused(base: Base, other: Base) -> None:
    """Its people would be shown twice; another community may take it, of another bot as well."""
    cup = product("Cup", id="cup")
    await _save(base, cup)
    await _reported(base, cup)
    lines = await _shared(base)

    with pytest.raises(BadInput, match="this community's own"):
        await _subscribe(base, *lines)
    await _subscribe(base, *lines, by=BEN)
    await _subscribe(other, *lines)
    (found,) = await subscriptions(other.store, HOME)
    assert (found.pack.title, found.products) == ("Gadget circle", 1)
    assert await subscriptions(base.store, HOME) == []


async def test_links_that_pay_are_cleaned_both_ways(base: Base) -> None:
    """Whoever exports and whoever subscribes."""
    link = "https://www.amazon.com/dp/B000000000?tag=me-20"
    await _save(base, product("Cup", id="cup", what=link))
    assert "me-20" not in json.dumps(await _shared(base))

    await _subscribe(base, _head(), {"kind": "product", "id": "mug", "name": "Mug", "what": link})
    rows = await base.store.read(lambda tx: tx.all("SELECT what FROM product WHERE id = 'mug'"))
    assert rows == [("https://www.amazon.com/dp/B000000000",)]


async def test_a_tally_follows_its_product(base: Base) -> None:
    """When moderators merge it, and back when they undo that."""
    own = product("Beaker")
    await _save(base, own)
    await _subscribe(base, _head(), CUP, SAID)

    async def key(tx: Transaction) -> int:
        return int((await tx.all("SELECT key FROM product WHERE id = 'cup'"))[0][0])

    _, done = await Editor(base.journal, base.clock).merge(ADA, await base.store.read(key), own.key)
    page = await base.library.page(own.key, HOME)
    assert page is not None
    assert len(page.elsewhere) == 1
    await base.journal.undo(ADA, done.key or 0)
    page = await base.library.page(own.key, HOME)
    assert page is not None
    assert page.elsewhere == ()


async def test_a_product_that_moderators_changed_is_theirs(base: Base) -> None:
    """A newer pack leaves it as they made it."""
    await _subscribe(base, _head("2026-10-01"), CUP, SAID)
    rows = await base.store.read(lambda tx: tx.all("SELECT key FROM product"))
    editor = Editor(base.journal, base.clock)
    await editor.edit(ADA, rows[0][0], lambda now: replace(now, what="for tea"))
    await _subscribe(base, _head("2026-11-01"), {**CUP, "what": "for mud"}, SAID)

    found = await base.store.read(lambda tx: tables.PRODUCTS.get(tx, rows[0][0]))
    assert found is not None
    assert (found.what, found.pack) == ("for tea", None)


async def test_an_export_with_subscriptions_comes_back(base: Base, other: Base) -> None:
    """The base's own file holds them, with whose they are."""
    await _subscribe(base, _head(), CUP, SAID)
    text = await _export(base)
    dispatcher = _dispatcher(other, Role.OWNER)
    await ask(dispatcher, "import", file=text, mode="import")

    assert await _export(other) == text


async def test_by_chat_from_one_community_to_another(base: Base, other: Base) -> None:
    """Exported as a file, tried, subscribed to, listed, and ended by a press."""
    cup = product("Cup", id="cup")
    await _save(base, cup)
    await _reported(base, cup)
    refused = await ask(_dispatcher(base), "export")
    assert "no name yet" in _notes(refused)[0]
    await ask(_dispatcher(base), "community set", name="Gadget circle")
    tried = await ask(_dispatcher(base), "export", mode="try")
    assert not [block for block in tried.blocks if isinstance(block, Attachment)]
    exported = await ask(_dispatcher(base), "export")
    (file,) = [block for block in exported.blocks if isinstance(block, Attachment)]

    there, text = _dispatcher(other), file.content.decode()
    await ask(there, "subscribe", file=text, mode="try")
    assert await _export(other) == ""
    await ask(there, "subscribe", file=text, mode="import")
    listed = await ask(there, "unsubscribe")
    (rows,) = [block.rows for block in listed.blocks if isinstance(block, Breakdown)]
    assert rows == (("Gadget circle", "1 product, made Nov 21, 2026"),)
    (button,) = listed.actions
    gone = await ask(there, button.action.command, **button.action.arguments)
    assert await _export(other) == ""
    moderator = build(Settings(), other, {"test": Everybody(Role.MODERATOR)})
    for chosen in ({"operation": gone.actions[0].action.arguments["o"]}, {"last": "1"}):
        await ask(moderator, "undo", **chosen)
        assert await _export(other) == ""
    await ask(there, "undo", operation=gone.actions[0].action.arguments["o"])
    assert '"tally"' in await _export(other)


async def test_another_communitys_pack_is_not_imported_as_ones_own(base: Base) -> None:
    """It is said what takes it."""
    reply = await ask(_dispatcher(base), "import", file=pack(_head(), CUP).decode(), mode="import")

    assert "/subscribe takes it" in _notes(reply)[0]
    assert await _export(base) == ""
