"""Replies as lines of a terminal."""

import pytest
from rich.cells import cell_len

from adapters.terminal.outbound import Look, render
from adapters.terminal.text import harmless
from bot.chat.action import Action
from bot.chat.reply import (
    Alternatives,
    Block,
    Breakdown,
    Button,
    Fit,
    Heading,
    Item,
    Listing,
    Meter,
    Money,
    Note,
    Picture,
    Portion,
    Provenance,
    Quote,
    Reasons,
    Reply,
    Status,
    Tone,
    VerdictLine,
)
from bot.i18n.translator import translator

T = translator("en")
METER = Meter(
    (
        Portion("skip", 70, Tone.BAD),
        Portion("depends", 1, Tone.MIXED),
        Portion("worth it", 29, Tone.GOOD),
        Portion("unsure", 0, Tone.NEUTRAL),
    ),
    "70 skip · 1 depends · 29 worth it",
)
ANSWER = Reply(
    (
        Heading("Stanley Quencher H2.0", "40 oz insulated tumbler"),
        VerdictLine("SKIP", "8 of 11 owners, fairly sure", Tone.BAD),
        METER,
        Reasons("Why", ("overpriced (7)", "unneeded (5)")),
        Fit((("Worth it if", "you drink a litre a day"), ("Skip if", "you own any bottle"))),
        Money("$45 (as of Oct 2026) · about $0.12 a use over a year of daily use"),
        Alternatives("Instead", ("the bottle you have", "second-hand", "Ozark Trail 40 oz ($15)")),
        Provenance("9 bought, 2 gifted · median 8 months of use · last report May 2026"),
    ),
    (Button("Why?", Action("why")), Button("Alternatives", Action("alternatives"))),
)
EVERYTHING = (
    *ANSWER.blocks,
    Status("Recalled in January 2026, see what the maker says about it on its own page"),
    Quote("gifted by the brand", "I use it every day and it has never once leaked on me"),
    Note("Praise and criticism have the same layout, and nothing here is an advertisement."),
    Listing((Item("Yeti", "worth it, 5 of 6", Tone.GOOD, Action("worth")), Item("Row")), "2/5"),
    Breakdown("Numbers", (("owned", "9"), ("set aside because of the same person as above", "1"))),
    Picture(b"", "eight red parts of eleven"),
)


def _plain(*blocks: Block, width: int = 60) -> str:
    page = render(Reply(blocks), T, Look(width))
    return "\n".join(line.plain for line in page.lines)


def test_the_answer_reads_top_down() -> None:
    """The name is first, the verdict second, then the reasons and where they come from."""
    page = render(ANSWER, T, Look(60))
    assert [line.plain for line in page.lines] == [
        "Stanley Quencher H2.0 (40 oz insulated tumbler)",
        "SKIP – 8 of 11 owners, fairly sure",
        "70 skip · 1 depends · 29 worth it",
        "Why: overpriced (7), unneeded (5)",
        "Worth it if: you drink a litre a day",
        "Skip if: you own any bottle",
        "$45 (as of Oct 2026) · about $0.12 a use over a year of",
        "  daily use",
        "Instead: the bottle you have → second-hand → Ozark Trail 40",
        "  oz ($15)",
        "9 bought, 2 gifted · median 8 months of use · last report",
        "  May 2026",
        "[1] Why?  [2] Alternatives",
    ]
    assert page.choices == (Action("why"), Action("alternatives"))


def test_a_wide_screen_has_the_fit_on_one_line() -> None:
    """Where there is room, for whom it is and for whom not stand side by side."""
    fit = Fit((("Worth it if", "a"), ("Skip if", "b")))
    assert _plain(fit) == "Worth it if: a · Skip if: b"


def test_every_block_says_its_words() -> None:
    """No block is dropped: each one's words are in the plain text."""
    shown = " ".join(_plain(*EVERYTHING).split())
    for words in (
        "Recalled in January",
        "gifted by the brand: “I use it every day",
        "[1] Yeti – worth it, 5 of 6 - Row Page 2/5",
        "Numbers owned 9 set aside because of the same person as above: 1",
        "[Picture: eight red parts of eleven]",
    ):
        assert words in shown


@pytest.mark.parametrize("width", [20, 37, 60, 100])
@pytest.mark.parametrize("bars", [True, False])
def test_no_line_is_wider_than_the_screen(width: int, bars: bool) -> None:
    """Lines are wrapped with room to spare, wide characters and long words included."""
    blocks = (*EVERYTHING, Note("質量がとても良い" * 12), Note("Donau" + "dampfschiff" * 15))
    page = render(Reply(blocks, ANSWER.actions), T, Look(width, bars))
    assert max(cell_len(line.plain) for line in page.lines) <= width


def test_a_link_is_never_broken() -> None:
    """A link longer than the screen stays in one piece, so that it can be opened."""
    link = "https://example.org/" + "x" * 80
    assert _plain(Note(f"See {link} there")) == f"See\n  {link}\n  there"
    rows = Breakdown("Sources", (("a", "1"), ("paper", link)))
    assert _plain(rows) == f"Sources\n  a      1\n  paper:\n    {link}"


def test_a_second_heading_stands_apart() -> None:
    """Two products in one reply are parted by a blank line."""
    assert _plain(Heading("One"), Note("a"), Heading("Two")) == "One\na\n\nTwo"


def test_the_meter_draws_everybody_in_colour_and_says_it_in_words() -> None:
    """The bar has a cell for each who counts and none for nobody; plainly, the words stay."""
    (line,) = render(Reply((METER,)), T, Look(80, bars=True)).lines
    bar, _, words = line.plain.partition("  ")
    assert (len(bar), words) == (24, METER.text)
    assert bar.count("▓") == 1
    assert bar.count("▒") > bar.count("█") > 1
    assert "░" not in bar
    assert _plain(METER) == METER.text


def test_an_empty_meter_is_its_words() -> None:
    """Nobody counted gives no bar."""
    nobody = Meter((Portion("skip", 0, Tone.BAD),), "nobody yet")
    (line,) = render(Reply((nobody,)), T, Look(80, bars=True)).lines
    assert line.plain == "nobody yet"


def test_plain_text_has_no_box_drawing() -> None:
    """Without colours there are no blocks, boxes or escapes."""
    shown = _plain(*EVERYTHING)
    assert not [c for c in shown if "\u2500" <= c <= "\u259f" or c == "\x1b"]


def test_members_text_is_never_markup_and_cannot_steer_the_terminal() -> None:
    """Markup stays visible; escapes, line breaks and direction overrides lose their effect."""
    hostile = (
        "a [bold]b[/bold] \x1b[31mred\x1b]0;title\x07\u202ereversed\u2066\r\nnext\x9b2J\u200b!"
    )
    assert (
        _plain(Note(hostile), width=100)
        == "a [bold]b[/bold] \ufffd[31mred\ufffd]0;title\ufffdreversed next\ufffd2J!"
    )


def test_every_part_of_every_block_is_neutralised() -> None:
    """No place in a reply lets a control character through."""
    bad = "x\x1b\u202e\ny"
    blocks: tuple[Block, ...] = (
        Heading(bad, bad),
        Status(bad),
        VerdictLine(bad, bad),
        Meter((Portion(bad, 1, Tone.BAD),), bad),
        Reasons(bad, (bad,)),
        Fit(((bad, bad),)),
        Money(bad),
        Alternatives(bad, (bad,)),
        Provenance(bad),
        Quote(bad, bad),
        Note(bad),
        Listing((Item(bad, bad), Item(bad, bad, action=Action("why"))), bad),
        Breakdown(bad, ((bad, bad),)),
        Picture(b"", bad),
    )
    page = render(Reply(blocks, (Button(bad, Action("why")),)), T, Look(60, bars=True))
    text = "".join(line.plain for line in page.lines)
    assert not {"\x1b", "\u202e", "\n"} & set(text)


def test_joined_emoji_and_hard_spaces_survive() -> None:
    """What scripts and typography need is kept."""
    assert harmless("👩‍🔬 45\u00a0€ می‌خواهم") == "👩‍🔬 45\u00a0€ می‌خواهم"
