"""What moderators do to products in chat, and the way back."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.bootstrap import Base, build
from bot.chat.command import Role
from bot.chat.grammar import parse
from bot.chat.reply import Breakdown, Heading, Listing, Note, Quote, Reply, Status
from bot.chat.request import Author, Place, Request
from bot.dispatcher import Dispatcher
from bot.settings import Settings
from knowledge.change import Change
from knowledge.community import HOME, Actor
from knowledge.product import Product
from knowledge.store import tables
from knowledge.store.port import Row
from knowledge.verdict import Stance
from tests.factories import GROUP, MAYA, Everybody, FakeClock, ask, product, put, remove, verdict

ADA = Actor("ada", HOME)
BEN = replace(MAYA, id="2", name="ben")


def _dispatcher(base: Base, role: Role = Role.MODERATOR) -> Dispatcher:
    settings = Settings(person_per_minute=0, place_per_minute=0)
    return build(settings, base, {"test": Everybody(role)})


def _text(reply: Reply) -> str:
    found = [each.text for each in reply.blocks if isinstance(each, (Note, Heading, Status))]
    return " ".join(found)


async def _saved(base: Base, *products: Product) -> None:
    for each in products:
        await put(base.journal, ADA, each)


async def _rows(base: Base, sql: str, *values: object) -> list[Row]:
    return list(await base.store.read(lambda tx: tx.all(sql, *values)))


async def _undo_last(dispatcher: Dispatcher, count: int = 1) -> str:
    return _text(await ask(dispatcher, "undo", last=str(count)))


async def test_a_product_is_added_found_and_taken_back(base: Base) -> None:
    """From a command to an answer and back, without a restart."""
    dispatcher = _dispatcher(base)
    await ask(dispatcher, "kb add", name="Glow Pop 3000", brand="Glowpop", aliases="popper, gp")

    assert "Glowpop Glow Pop 3000" in _text(await ask(dispatcher, "worth", question="popper?"))
    assert "1 operation undone" in await _undo_last(dispatcher)
    assert "Nobody here" in _text(await ask(dispatcher, "worth", question="worth it popper?"))


async def test_without_a_name_it_is_asked_for_and_what_was_typed_is_kept(base: Base) -> None:
    """The form has every field, filled with what was given."""
    form = (await ask(_dispatcher(base), "kb add", brand="Glowpop")).form

    assert form is not None
    assert {field.name: field.value for field in form.fields} == {
        **dict.fromkeys(("name", "what", "category", "aliases"), ""),
        "brand": "Glowpop",
    }


async def test_a_product_is_not_added_twice(base: Base) -> None:
    """The one that is there is named."""
    dispatcher = _dispatcher(base)
    await ask(dispatcher, "kb add", name="Quencher")
    assert "here already" in _text(await ask(dispatcher, "kb add", name="quencher"))


async def test_an_edit_shows_what_is_there_and_changes_what_was_given(base: Base) -> None:
    """A hyphen empties a field; what was not given stays."""
    airwrap = product("Airwrap", brand="Dyson", what="styler", aliases=("wrap",))
    await _saved(base, airwrap)
    dispatcher = _dispatcher(base)
    form = (await ask(dispatcher, "kb edit", product="Dyson Airwrap")).form
    assert form is not None
    assert [field.value for field in form.fields] == ["Airwrap", "Dyson", "styler", "", "wrap"]

    await ask(dispatcher, "kb edit", product="Dyson Airwrap", what="-", skip_if="short hair")
    after = await base.store.read(lambda tx: tables.PRODUCTS.get(tx, airwrap.key))
    assert after == replace(airwrap, what=None, skip_if="short hair")


async def test_a_shared_product_becomes_the_communitys_own_when_it_is_changed(
    starter_base: Base,
) -> None:
    """Here the change shows, elsewhere the shared one is as it was, and undo leaves no trace."""
    dispatcher = _dispatcher(starter_base)
    sql = "SELECT * FROM product WHERE community = 0 ORDER BY key"
    shared = await _rows(starter_base, sql)
    question = {"question": "is the stanley cup worth it"}
    before = await ask(dispatcher, "worth", **question)
    await ask(dispatcher, "kb alias", product="stanley quencher", add="sippy tower")
    here = await ask(dispatcher, "worth", question="sippy tower?")
    elsewhere = Request("worth", MAYA, Place("test", "elsewhere"), {"question": "sippy tower?"})

    assert here.blocks == before.blocks == (await ask(dispatcher, "worth", **question)).blocks
    assert "Stanley" not in str((await dispatcher.handle(elsewhere)).blocks)
    assert await _rows(starter_base, sql) == shared
    await _undo_last(dispatcher)
    assert await _rows(starter_base, "SELECT * FROM product WHERE community <> 0") == []
    assert await _rows(starter_base, "SELECT * FROM handling") == []


async def test_of_a_persons_two_verdicts_the_newer_survives_a_merge(base: Base) -> None:
    """One person, one verdict; the older one is in the journal and comes back with the undo."""
    gone, kept = product("Air wrap"), product("Airwrap")
    await _saved(base, gone, kept)
    for each in (
        verdict(gone, "p_1", stance=Stance.WORTH, created_at=datetime(2026, 6, 1, tzinfo=UTC)),
        verdict(kept, "p_1", created_at=datetime(2026, 5, 1, tzinfo=UTC)),
        verdict(gone, "p_2", created_at=datetime(2026, 4, 1, tzinfo=UTC)),
        verdict(kept, "p_2", stance=Stance.WORTH, created_at=datetime(2026, 5, 1, tzinfo=UTC)),
        verdict(gone, "p_3"),
    ):
        await put(base.journal, ADA, each)
    sql = "SELECT * FROM verdict ORDER BY key"
    before = await _rows(base, sql)
    dispatcher = _dispatcher(base)
    reply = await ask(dispatcher, "kb merge", product=gone.id, into=kept.id)

    assert "2 verdicts moved" in _text(reply)
    assert "2 older ones" in _text(reply)
    left = "SELECT person, stance FROM verdict WHERE product = ? ORDER BY person"
    assert await _rows(base, left, kept.key) == [
        *(("p_1", "worth"), ("p_2", "worth"), ("p_3", "skip"))
    ]
    await _undo_last(dispatcher)
    assert await _rows(base, sql) == before


async def test_a_merged_products_names_lead_to_the_one_that_stays(base: Base) -> None:
    """Whoever asks by the old name gets the answer."""
    await _saved(base, product("Quencher", aliases=("stanley cup",)), product("Flowstate"))
    dispatcher = _dispatcher(base)
    await ask(dispatcher, "kb merge", product="Quencher", into="Flowstate")

    for name in ("quencher", "stanley cup", "flowstate"):
        answer = await ask(dispatcher, "worth", question=f"is the {name} worth it?")
        assert answer.blocks[0] == Heading("Flowstate")


async def test_a_split_takes_names_and_verdicts_along(base: Base) -> None:
    """By the words that stand in them, or by their codes."""
    prime = product("Prime", aliases=("prime drink", "prime video"))
    await _saved(base, prime)
    for number, text in enumerate(("great films", "too sweet", "Films and series")):
        await put(base.journal, ADA, verdict(prime, f"p_{number}", text=text))
    dispatcher = _dispatcher(base)
    reply = await ask(
        dispatcher,
        "kb split",
        product="Prime",
        name="Video",
        brand="Amazon",
        aliases="prime video",
        verdicts="films",
    )

    assert "2 verdicts moved" in _text(reply)
    answer = await ask(dispatcher, "worth", question="is prime video worth it?")
    assert answer.blocks[0] == Heading("Amazon Video")


async def test_what_is_hidden_is_in_no_answer_and_no_list(base: Base) -> None:
    """Nothing of it is lost: restored, it answers as before."""
    await _saved(base, product("Quencher", tags=("dupe",)))
    dispatcher = _dispatcher(base)
    before = await ask(dispatcher, "worth", question="quencher?")
    await ask(dispatcher, "kb hide", product="Quencher")

    assert "Nobody here" in _text(await ask(dispatcher, "worth", question="worth it quencher?"))
    assert "Nothing" in _text(await ask(dispatcher, "browse", tag="dupe"))
    await ask(dispatcher, "kb restore", product="Quencher")
    assert (await ask(dispatcher, "worth", question="quencher?")).blocks == before.blocks


async def test_under_review_no_words_of_members_are_shown(base: Base) -> None:
    """They are kept, and back when the review ends."""
    airwrap = product("Airwrap")
    await _saved(base, airwrap)
    await put(base.journal, ADA, verdict(airwrap, text="it burnt me"))
    dispatcher = _dispatcher(base)
    assert "burnt" in str(await ask(dispatcher, "why", product="Airwrap"))
    await ask(dispatcher, "kb hold", product="Airwrap")

    answer = await ask(dispatcher, "worth", question="is the airwrap worth it?")
    assert "Under review" in _text(answer)
    assert "it burnt" not in str([answer, await ask(dispatcher, "why", product="Airwrap")])
    await ask(dispatcher, "kb release", product="Airwrap")
    assert "it burnt" in str(await ask(dispatcher, "why", product="Airwrap"))


async def test_a_brands_reply_is_labelled_and_dated_and_counts_nothing(base: Base) -> None:
    """It stands under the verdict, and the numbers are as before."""
    airwrap = product("Airwrap")
    await _saved(base, airwrap)
    await put(base.journal, ADA, verdict(airwrap))
    dispatcher = _dispatcher(base)
    before = (await ask(dispatcher, "worth", question="airwrap?")).blocks
    await ask(dispatcher, "kb reply", product="Airwrap", text="We mend it for free")

    after = (await ask(dispatcher, "worth", question="airwrap?")).blocks
    (quote,) = [block for block in after if isinstance(block, Quote)]
    assert quote.disclosure == "The brand replies (Nov 21, 2026; this counts nothing)"
    assert tuple(block for block in after if block != quote) == before


async def test_a_status_stands_before_the_verdict_and_a_reformulation_begins_an_epoch(
    starter_base: Base,
) -> None:
    """Also for a shared product, here alone."""
    dispatcher = _dispatcher(starter_base)
    await ask(dispatcher, "kb status", product="stanley quencher", status="recalled")
    assert "RECALLED" in _text(await ask(dispatcher, "worth", question="stanley cup?"))

    await ask(dispatcher, "kb status", product="stanley quencher", status="changed")
    rows = await _rows(starter_base, "SELECT community, epoch_at FROM handling")
    assert rows == [(HOME, "2026-11-21T12:00:00Z")]


async def test_the_log_shows_who_did_what_before_and_after(base: Base) -> None:
    """A line an operation; opened, each field as it was and is."""
    await _saved(base, product("Airwrap", what="brush"))
    dispatcher = _dispatcher(base)
    await ask(dispatcher, "kb edit", product="Airwrap", what="styler")
    log = await ask(dispatcher, "log")
    listing = next(block for block in log.blocks if isinstance(block, Listing))
    first = listing.items[0]
    assert "product edit" in first.title
    assert base.pseudonyms().of("test", MAYA.id)[:8] in first.detail

    assert first.action is not None
    opened = await ask(dispatcher, "log", **first.action.arguments)
    rows = [row for block in opened.blocks if isinstance(block, Breakdown) for row in block.rows]
    assert ("what", "brush → styler") in rows


async def test_all_of_one_person_since_a_time_is_undone_and_nothing_else(
    base: Base, clock: FakeClock
) -> None:
    """What stands in the way is named, and left as it is."""
    dispatcher = _dispatcher(base)

    async def do(who: Author, command: str, **arguments: str) -> Reply:
        return await dispatcher.handle(Request(command, who, GROUP, arguments))

    await do(BEN, "kb add", name="Early")
    clock.step(3600)
    await do(BEN, "kb add", name="Late")
    await do(BEN, "kb add", name="Contested")
    await do(MAYA, "kb edit", product="Contested", what="mine")
    ben = base.pseudonyms().of("test", BEN.id)[:10]
    reply = await do(MAYA, "undo", by=ben, since="30m")

    assert "1 operation undone" in _text(reply)
    assert "changed since" in str(reply.blocks)
    assert await _rows(base, "SELECT name FROM product ORDER BY name") == [
        ("Contested",),
        ("Early",),
    ]


async def test_an_undo_is_undone_by_its_own_code(base: Base) -> None:
    """And what it brought back can be taken back again."""
    dispatcher = _dispatcher(base)
    added = await ask(dispatcher, "kb add", name="Quencher")
    for expected in (0, 1, 0):
        undo = next(button for button in added.actions if button.label == "Undo")
        added = await ask(dispatcher, "undo", **undo.action.arguments)
        assert len(await _rows(base, "SELECT 1 FROM product")) == expected


@pytest.mark.parametrize("role", [Role.MODERATOR, Role.ADMIN])
async def test_what_only_admins_may_do_only_they_undo(base: Base, role: Role) -> None:
    """Undo is no way around a role."""
    await ask(_dispatcher(base, Role.ADMIN), "settings set", name="locale", value="de")
    sql = "SELECT locale FROM space"
    assert await _rows(base, sql) == [("de",)]
    await ask(_dispatcher(base, role), "undo", last="1")

    assert await _rows(base, sql) == ([(None,)] if role is Role.ADMIN else [("de",)])


async def test_the_log_says_what_each_operation_was_about(base: Base) -> None:
    """A product's title, also of what hangs on it or is gone by now, or an account; no import's."""
    dispatcher = _dispatcher(base)
    await ask(dispatcher, "about")
    airwrap, gone = product("Airwrap", brand="Dyson"), product("Gone")
    await _saved(base, airwrap, gone)
    await put(base.journal, ADA, verdict(airwrap, "p_" + "a" * 32))
    await ask(dispatcher, "kb hold", product="Airwrap")
    await ask(dispatcher, "member trust", member="p_aaaaaa")
    await remove(base.journal, ADA, gone.key)

    async def many(change: Change) -> None:
        for number in range(30):
            await change.put(tables.PRODUCTS, product(f"Thing {number}"))

    await base.journal.apply(ADA, "import", many)
    listing = (await ask(dispatcher, "log")).blocks[1]
    assert isinstance(listing, Listing)
    about = [(each.title.split(" · ")[1], each.detail.split(" · ")[0]) for each in listing.items]
    assert about[1:7] == [
        ("product remove", "Gone"),
        ("member trust", "p_aaaaaa"),
        ("product hold", "Dyson Airwrap"),
        ("verdict save", "Dyson Airwrap"),
        ("product save", "Gone"),
        ("product save", "Dyson Airwrap"),
    ]
    assert "Thing" not in about[0][1]


async def test_the_journal_only_grows(base: Base) -> None:
    """Whatever a moderator does, no row of it goes or changes."""
    dispatcher = _dispatcher(base)
    tables = ("journal ORDER BY key", "change ORDER BY journal, position")
    kept: list[list[Row]] = [[], []]
    for command, arguments in (
        ("kb add", {"name": "One"}),
        ("kb add", {"name": "Two"}),
        ("kb merge", {"product": "One", "into": "Two"}),
        ("undo", {"last": "2"}),
        ("kb add", {"name": "Three"}),
        ("undo", {"by": base.pseudonyms().of("test", MAYA.id), "since": "1d"}),
    ):
        await ask(dispatcher, command, **arguments)
        now = [await _rows(base, f"SELECT * FROM {each}") for each in tables]
        for before, after in zip(kept, now, strict=True):
            assert after[: len(before)] == before
            assert len(after) > len(before), command
        kept = now


async def test_a_note_is_written_with_reasons_from_the_closed_list(base: Base) -> None:
    """Its words are shown, labelled as editorial; a reason that is none is named."""
    await _saved(base, product("Airwrap"))
    dispatcher = _dispatcher(base)
    wrong = await ask(dispatcher, "kb note", product="Airwrap", lean="skip", why="ugly: yes")
    assert "ugly is none of overpriced" in _text(wrong)
    await ask(
        dispatcher,
        "kb note",
        product="Airwrap",
        lean="skip",
        why="overpriced: costs a week's wage; hidden-cost: needs filters",
        sources="https://example.org/a",
    )

    answer = await ask(dispatcher, "worth", question="airwrap?")
    assert "costs a week's wage" in str(answer.blocks)
    assert "EDITORIAL NOTE" in str(answer.blocks)


async def test_a_note_is_asked_for_with_all_its_fields(base: Base) -> None:
    """Its lean, reasons, the other hand and the addresses, in one form that sends it off."""
    await _saved(base, product("Airwrap"))
    dispatcher = _dispatcher(base)
    form = (await ask(dispatcher, "kb note", product="Airwrap")).form
    assert form is not None
    assert [field.name for field in form.fields] == ["lean", "why", "counterpoint", "sources"]
    await ask(dispatcher, form.command, **form.known, lean="wait", why="unneeded")

    answer = await ask(dispatcher, "worth", question="airwrap?")
    assert "EDITORIAL NOTE" in str(answer.blocks)


async def test_a_note_of_a_lean_alone_takes_no_other_notes_place(base: Base) -> None:
    """Nothing is written: the form opens, with what was said and what is missing."""
    await _saved(base, product("Airwrap"))
    dispatcher = _dispatcher(base)
    why = "overpriced: costs a week's wage"
    await ask(dispatcher, "kb note", product="Airwrap", lean="skip", why=why)
    form = (await ask(dispatcher, "kb note", product="Airwrap", lean="worth")).form

    assert form is not None
    assert form.error == "A note needs a reason, or an address it rests on."
    assert form.fields[0].value == "worth"
    assert "costs a week's wage" in str((await ask(dispatcher, "worth", question="airwrap")).blocks)


async def test_a_name_that_fits_several_is_not_guessed(base: Base) -> None:
    """The moderator hears which there are."""
    await _saved(base, product("Prime Hydration"), product("Prime Energy"))
    reply = await ask(_dispatcher(base), "kb hide", product="prime")

    assert "may be" in _text(reply)
    assert await _rows(base, "SELECT * FROM handling") == []


async def test_an_option_that_a_command_does_not_have_is_named(base: Base) -> None:
    """Not taken for the price, and said together with those that there are."""
    await _saved(base, product("Airwrap"))
    dispatcher = _dispatcher(base)
    parsed = parse(dispatcher.catalogue, 'kb price product:"Airwrap" price:99')
    assert parsed is not None
    said = _text(await ask(dispatcher, parsed.command, **parsed.arguments))

    assert "no price here; known: product, amount, as_of, currency, per." in said


async def test_prices_and_categories_are_kept(base: Base) -> None:
    """A price has its month; a category its id and its line."""
    await _saved(base, product("Airwrap"))
    dispatcher = _dispatcher(base)
    await ask(dispatcher, "kb price", product="Airwrap", amount="499.90", currency="eur")
    await ask(dispatcher, "category", name="Hair tools", notice="health")

    answer = await ask(dispatcher, "worth", question="airwrap?")
    assert "€499.90 (as of Nov 2026)" in str(answer.blocks)
    assert await _rows(base, "SELECT community, id, name, notice FROM category") == [
        (HOME, "hair-tools", "Hair tools", "health")
    ]
