"""What every view keeps to: the order of facts, the same for praise and criticism."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from bot.chat.reply import (
    Alternatives,
    Block,
    Button,
    Heading,
    Item,
    Listing,
    Meter,
    Money,
    Note,
    Quote,
    Reply,
    Status,
    Tone,
    VerdictLine,
)
from bot.i18n.translator import translator
from bot.views import answer, bought, choices, lists, why, words
from knowledge.browsing import Listing as Found
from knowledge.consensus.answer import STATING, Label, Sureness
from knowledge.consensus.tally import tally
from knowledge.keys import from_short, short
from knowledge.listed import Listed, Shown
from knowledge.matching.question import Why
from knowledge.note import Alternative, Counterpoint, Ground, Lean, Rank, Reference
from knowledge.note import Note as Editorial
from knowledge.pages import Option, Page
from knowledge.product import Per, Price
from knowledge.product import Status as Life
from knowledge.quotes import Said
from knowledge.verdict import Acquired, Experience, Reason, Stance, Tie
from tests.factories import TODAY, product, report, verdict

T = translator("en")


def _page(stance: Stance | None = Stance.SKIP, count: int = 5, **more: object) -> Page:
    said = [report(stance, reasons=(Reason.OVERPRICED,)) for _ in range(count) if stance]
    return Page(
        product=product("Airwrap", brand="Dyson", what="hair styler", **more),
        category=None,
        tally=tally(said, TODAY),
        note=None,
        options=(),
    )


def _kinds(reply: Reply) -> list[type[Block]]:
    return [type(block) for block in reply.blocks]


def test_praise_and_criticism_have_the_same_layout() -> None:
    """Only words and tone differ between a skip and a worth it."""
    skip, worth = (answer.answer(T, _page(stance)) for stance in (Stance.SKIP, Stance.WORTH))

    assert _kinds(skip) == _kinds(worth)
    assert [button.label for button in skip.actions] == [button.label for button in worth.actions]


def test_the_first_two_lines_fit_a_notification() -> None:
    """Name, verdict word and count come first and are short, without colour."""
    first, second, *_ = answer.answer(T, _page()).blocks

    assert first == Heading("Dyson Airwrap", "hair styler")
    assert isinstance(second, VerdictLine)
    assert (second.word, second.detail) == ("SKIP", "5 of 5 owners, very sure")
    assert second.tone is Tone.BAD
    assert len(f"{first.text} {second.word} {second.detail}") < 120


def test_a_recall_stands_before_the_verdict() -> None:
    """What matters for safety is read first."""
    kinds = _kinds(answer.answer(T, _page(status=Life.RECALLED)))

    assert kinds.index(Status) < kinds.index(VerdictLine)


def test_a_colour_is_said_to_count_with_the_others() -> None:
    """Who asks about one colour or size is told that the verdict is of all of them."""
    told = "All colours and sizes are counted together, “pink” too."

    assert Note(told) in answer.answer(T, _page(), variant="pink").blocks
    assert Note(told) not in answer.answer(T, _page()).blocks


@pytest.mark.parametrize("count", [1, 2])
def test_below_the_floor_there_is_no_verdict_word(count: int) -> None:
    """Too few is said, with the number."""
    reply = answer.answer(T, _page(count=count))
    line = next(block for block in reply.blocks if isinstance(block, VerdictLine))

    assert line.word == "TOO FEW TO CALL"
    assert line.detail.startswith(f"{count} report")
    assert Meter not in _kinds(reply)


NOTE = Editorial(
    *(1, 0, 1, Lean.SKIP),
    reasons=(Ground(Reason.OVERPRICED, "costs several times what others do"),),
    counterpoint=Counterpoint("it is kind to hair"),
    sources=(Reference("https://example.org/airwrap"),),
)


def _texts(reply: Reply) -> str:
    return " ".join(str(block) for block in reply.blocks)


@pytest.mark.parametrize(
    "uncounted",
    [
        {"since": TODAY + 1},
        {"experience": Experience.RESEARCHED},
        {"quarantined": True},
    ],
)
def test_a_report_that_does_not_count_leaves_the_note(uncounted: dict[str, Any]) -> None:
    """One new account takes nothing away: the note and its reasons stand under the report."""
    said = report(Stance.WORTH, **uncounted)
    page = replace(_page(None), tally=tally([said], TODAY), note=NOTE)
    reply = answer.answer(T, page)
    first, second = (block for block in reply.blocks if isinstance(block, VerdictLine))

    assert (first.word, first.detail) == ("TOO FEW TO CALL", "1 report so far")
    assert second.word == "EDITORIAL NOTE"
    assert second.detail == "leans “skip”, until the first report counts"
    for told in ("costs several times what others do", "it is kind to hair", "no member votes"):
        assert told in _texts(reply), told


@pytest.mark.parametrize(
    ("sources", "pack", "told"),
    [
        ((Reference("https://example.org/a"),), "starter", "summary of one page, no member votes"),
        ((Reference("https://example.org/a", "shop"),), "starter", "of one page (shop), no member"),
        ((Reference("https://example.org/a"),) * 2, None, "summary of 2 pages, no member votes"),
        ((), None, "Written by this community's moderators, no source"),
        ((), "somebody's", "An editor's words, no source"),
    ],
)
def test_a_note_says_what_it_rests_on(
    sources: tuple[Reference, ...], pack: str | None, told: str
) -> None:
    """One page is called one page, and a note without a source has none."""
    page = replace(_page(None), note=replace(NOTE, sources=sources, pack=pack))

    assert told in _texts(answer.answer(T, page))


def test_the_first_report_that_counts_takes_the_notes_place() -> None:
    """Who is counted speaks instead of the editor; the note is under "Why?"."""
    reply = answer.answer(T, replace(_page(count=1), note=NOTE))

    assert "TOO FEW TO CALL" in _texts(reply)
    assert "EDITORIAL" not in _texts(reply)
    assert "costs several times" not in _texts(reply)
    assert "costs several times" in _texts(why.why(T, replace(_page(count=1), note=NOTE), []))


def test_why_says_by_what_an_answer_stays() -> None:
    """An answer below the limit that stood before names the chance that it had."""
    page = _page()
    kept = replace(page.tally.answer, probability=0.66, stood=0.8)
    told = _texts(why.why(T, replace(page, tally=replace(page.tally, answer=kept)), []))

    assert "chance before the latest reports" in told
    assert "80%, so it stays from 60% on" in told
    assert "latest reports" not in _texts(why.why(T, page, []))
    silent = replace(kept, label=Label.UNSURE)
    told = _texts(why.why(T, replace(page, tally=replace(page.tally, answer=silent)), []))
    assert "latest reports" not in told


def test_a_product_with_nothing_says_so() -> None:
    """No verdict, no note: it is said once, and verdicts can be asked for."""
    reply = answer.answer(T, _page(None))

    assert _kinds(reply) == [Heading, Note]
    assert [(each.label, each.action.command) for each in reply.actions] == [
        ("Ask for verdicts", "wanted"),
        ("Add mine", "verdict add"),
    ]
    assert dict(reply.actions[0].action.arguments) == {"product": "Dyson Airwrap"}


def test_no_spending_comes_before_spending() -> None:
    """Alternatives keep the order of the page, and one that leans skip is marked."""
    owned = Alternative(1, 1, 1, Rank.OWN, text="the dryer you own")
    other = Alternative(2, 1, 1, Rank.CHEAPER, other=9, price=Price(Decimal(60)))
    listed = Listed(9, "Revlon One-Step", None, Lean.SKIP, Shown.EDITORIAL, 0)
    (block,) = answer.instead(T, (Option(owned, None), Option(other, listed)))

    assert isinstance(block, Alternatives)
    assert block.items == ("the dryer you own", "Revlon One-Step ($60) (itself leans skip)")


def test_the_disclosure_stands_before_the_words() -> None:
    """Who was paid is read before what they say."""
    said = verdict(
        product(), tie=Tie.PAID, acquired=Acquired.GIFTED, months=3, text="Love it", again=True
    )
    quote = answer.quote(T, Said(said))

    assert isinstance(quote, Quote)
    assert quote.disclosure == "skip – owned it, gifted, 3 months of use, paid by the brand"
    assert quote.text == "Love it"


@pytest.mark.parametrize(
    ("price", "text"),
    [
        (Price(Decimal(45), as_of="2026-10"), "$45 (as of Oct 2026)"),
        (Price(Decimal("0.60"), per=Per.PIECE), "$0.60 apiece (no date on record)"),
        (Price(Decimal(79), per=Per.MONTH, as_of="2024"), "$79 a month, $948 a year (as of 2024)"),
        (
            Price(Decimal("49.99"), per=Per.MONTH),
            "$49.99 a month, $599.88 a year (no date on record)",
        ),
        (Price(Decimal(460), "GBP", note="for 100 ml"), "£460 (no date on record) · for 100 ml"),
        (Price(Decimal(0)), "Free (no date on record)"),
        (Price(Decimal(5), as_of="2026-02-30"), "$5 (as of 2026-02-30)"),
    ],
)
def test_a_price_says_its_date_and_what_a_year_comes_to(price: Price, text: str) -> None:
    """Amounts are decimal, dates as exact as they are known."""
    assert words.price(T, price) == text
    reply = answer.answer(T, _page(count=2, price=price))
    assert Money(text) in reply.blocks


def test_asking_which_offers_four_and_none_of_these() -> None:
    """Buttons fit a phone and carry keys, not names."""
    found = tuple(
        Listed(key, "A product name that no phone shows whole", None, None, Shown.NOTHING, 0)
        for key in range(1, 7)
    )
    reply = choices.which(T, found, "worth")

    assert len(reply.actions) == 5
    assert all(len(button.label) <= 34 for button in reply.actions)
    assert reply.actions[0].action.arguments == {"p": "1"}
    assert reply.actions[-1] == Button("None of these", reply.actions[-1].action)


def test_one_choice_is_a_yes_or_no() -> None:
    """With a single product to offer nobody is asked which of several."""
    found = (Listed(1, "Glowpop 3000", None, None, Shown.NOTHING, 0),)
    reply = choices.which(T, found, "worth")

    assert reply.blocks == (Note("Do you mean Glowpop 3000?"),)
    assert [button.label for button in reply.actions] == ["Yes, Glowpop 3000", "No, another one"]
    assert [button.action.arguments["p"] for button in reply.actions] == ["1", choices.NEITHER]


@pytest.mark.parametrize("why", list(Why))
def test_every_kind_of_no_question_has_its_sentence(why: Why) -> None:
    """Whatever was not asked, the person learns what can be."""
    (block,) = choices.not_a_question(T, why).blocks

    assert isinstance(block, Note)
    assert block.text


@pytest.mark.parametrize(
    ("lean", "basis", "text"),
    [
        (Label.SKIP, Shown.VERDICTS, "SKIP (11 counted)"),
        (Label.TOO_FEW, Shown.VERDICTS, "TOO FEW TO CALL (11 counted)"),
        (Lean.WAIT, Shown.EDITORIAL, "editorial: leans “wait”"),
        (None, Shown.NOTHING, "no reports yet"),
    ],
)
def test_a_list_says_on_whose_word_a_product_leans(
    lean: Label | Lean | None, basis: Shown, text: str
) -> None:
    """An editor's lean never looks like a community's verdict."""
    assert lists.lean(T, Listed(1, "x", None, lean, basis, 11)) == text


def test_a_list_with_more_pages_turns_in_place() -> None:
    """Both directions are offered where there is one, with the conditions kept."""
    row = Listed(1, "Airwrap", None, None, Shown.NOTHING, 0)
    reply = lists.products(T, Found((row,), 2, 3, 20), "kitchen", {"category": "kitchen"})

    assert [b.action.arguments["page"] for b in reply.actions] == ["1", "3"]
    listing = next(block for block in reply.blocks if isinstance(block, Listing))
    assert listing.page == "2/3"
    assert isinstance(listing.items[0], Item)


def test_every_code_has_its_words() -> None:
    """No answer can meet a code without words."""
    assert set(words.REASONS) == set(Reason)
    assert set(words.TIES) == set(Tie)
    assert set(words.RANKS) == set(Rank)
    assert set(words.LEANS) == set(Lean)
    assert set(words.SURENESS) == set(Sureness)
    assert set(words.HEADLINES) == set(Label) - {Label.NONE}
    assert set(words.BEFORE) == set(STATING)
    assert set(words.STATUSES) == set(Life) - {Life.ACTIVE}


def test_a_key_comes_back_from_a_button() -> None:
    """The largest key fits thirteen characters."""
    for key in (0, 35, 36, 2**63 - 1):
        assert from_short(short(key)) == key
    assert len(short(2**63 - 1)) <= 13
    assert from_short("!") is None
    assert from_short("z" * 20) is None


def test_worth_the_money_is_said_by_those_who_paid() -> None:
    """Beside the price, from three who paid on; without a price or with fewer it is not said."""
    price = Price(Decimal(45))

    def money(page: Page) -> str:
        return "".join(block.text for block in answer.facts(T, page) if isinstance(block, Money))

    assert "worth it to 0 of 5 who paid" in money(_page(Stance.SKIP, price=price))
    assert "worth it to 5 of 5 who paid" in money(_page(Stance.WORTH, price=price))
    assert "who paid" not in money(_page(Stance.WORTH, 2, price=price))
    assert "who paid" not in money(_page(Stance.WORTH, price=Price(Decimal(0))))
    assert money(_page(Stance.WORTH)) == ""


@pytest.mark.parametrize("stance", [Stance.SKIP, Stance.WORTH])
def test_whoever_has_it_already_finds_help(stance: Stance) -> None:
    """Under praise as under criticism, before one's own verdict is asked for."""
    labels = [button.label for button in answer.answer(T, _page(stance)).actions]
    assert labels[-3:] == ["Already bought it", "Add mine", "Report"]
    assert "Already bought it" not in [b.label for b in answer.answer(T, _page(None)).actions]


@pytest.mark.parametrize("tag", ["en", "de"])
def test_help_for_owners_pushes_nothing_and_shames_nobody(tag: str) -> None:
    """No price, nothing to buy instead, no reproach; a recall is said first and in the ways out."""
    options = (Option(Alternative(1, 1, 1, Rank.CHEAPER, text="a cheaper one"), None),)
    recalled = _page(Stance.SKIP, price=Price(Decimal(45)), status=Life.RECALLED)
    reply = bought.bought(translator(tag), replace(recalled, options=options), [])

    text = str(reply.blocks).casefold()
    assert "a cheaper one" not in text
    assert "45" not in text
    shaming = ("told you", "should have", "mistake", "regret", "waste", "fehler", "hättest")
    assert not [each for each in shaming if each in text]
    assert isinstance(reply.blocks[1], Status)
    assert ("recalled" in text) or ("rückruf" in text) or ("zurückgerufen" in text)
