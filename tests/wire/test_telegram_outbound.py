"""What a reply looks like on Telegram, within its limits, whatever members typed."""

import re
from dataclasses import replace
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.telegram.lines import MAX_FIXED
from adapters.telegram.outbound import MAX_CAPTION, MAX_TEXT, button, render
from adapters.telegram.text import escape, shorten, visible
from bot.chat.action import Action, TooLong
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
    Provenance,
    Quote,
    Reasons,
    Reply,
    Status,
    VerdictLine,
    Visibility,
)
from bot.chat.text import clip, harmless, units
from bot.i18n.translator import translator

T = translator("en")
_ODD = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("🧴👩🏽‍🔬𝕏 ابجد עברית <>&\"'@/_*\u202e\u0301\n"),
    ),
    max_size=60,
)
_LONG = st.builds(lambda text, times: text * times, _ODD, st.sampled_from([1, 3, 150]))
_BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, _ODD, _LONG),
    st.builds(Status, _ODD),
    st.builds(VerdictLine, _ODD, _ODD),
    st.builds(Reasons, _ODD, st.lists(_ODD, max_size=3).map(tuple)),
    st.builds(Fit, st.lists(st.tuples(_ODD, _ODD), max_size=2).map(tuple)),
    st.builds(Money, _ODD),
    st.builds(Meter, st.just(()), _ODD),
    st.builds(Alternatives, _ODD, st.lists(_ODD, max_size=3).map(tuple)),
    st.builds(Provenance, _ODD),
    st.builds(Quote, _ODD, _LONG),
    st.builds(Note, _LONG),
    st.builds(Breakdown, _ODD, st.lists(st.tuples(_ODD, _ODD), max_size=3).map(tuple)),
    st.builds(Listing, st.lists(st.builds(Item, _ODD, _ODD), max_size=10).map(tuple), _ODD),
)


class _Parser(HTMLParser):
    """Read HTML as strictly as Telegram does: known tags, closed in their order."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert (tag, tuple(attrs)) in (("b", ()), ("blockquote", (("expandable", None),)))
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def _read(html: str) -> str:
    parser = _Parser()
    parser.feed(html)
    parser.close()
    assert not parser.open
    return parser.text


@settings(max_examples=50, deadline=None)
@given(st.lists(_BLOCKS, max_size=6).map(tuple))
def test_every_reply_is_html_that_fits(blocks: tuple[Block, ...]) -> None:
    """Whatever stands in the blocks, the HTML parses and what is seen has at most 4,096 units."""
    rendered = render(Reply(blocks), T)
    seen = _read(rendered.html)
    assert 1 <= units(seen) <= MAX_TEXT
    assert units(seen) <= rendered.size


@settings(max_examples=50, deadline=None)
@given(_ODD, _LONG, st.lists(_LONG.map(Note), max_size=3))
def test_a_disclosure_is_never_cut(disclosure: str, text: str, notes: list[Note]) -> None:
    """A quote that is cut keeps its whole disclosure before its words."""
    quote = Quote(disclosure[:MAX_FIXED], text)
    seen = _read(render(Reply((quote, *notes)), T).html)
    if "“" not in seen:
        assert not harmless(text)
        return
    assert visible(clip(disclosure, MAX_FIXED)) in seen.split("“")[0]


@settings(max_examples=50, deadline=None)
@given(_ODD, st.integers(1, 60))
def test_cut_text_fits(text: str, limit: int) -> None:
    """A cut never exceeds its limit and never leaves half a character."""
    for cut in (clip(text, limit), shorten(text, limit)):
        cut.encode()
    assert units(clip(text, limit)) <= limit
    assert units(visible(shorten(text, limit))) <= limit


@settings(max_examples=50, deadline=None)
@given(_ODD)
def test_escaping_shows_the_text_itself(text: str) -> None:
    """What Telegram shows of escaped text is the text."""
    assert unescape(escape(text)) == visible(text)


def test_the_answer_is_laid_out_in_reading_order() -> None:
    """The name is bold, the verdict's word opens its line, quotes fold, nothing is markup."""
    reply = Reply(
        (
            Heading("Fish & <Chips>", "a meal"),
            VerdictLine("SKIP", "8 of 11 owners"),
            Reasons("Why", ("overpriced (7)", "unneeded (5)")),
            Fit((("Worth it if", "hungry"), ("Skip if", "not"))),
            Money("$45"),
            Quote("bought, no tie", "too <big>"),
            Provenance("9 bought"),
        )
    )
    assert render(reply, T).html == (
        "<b>Fish &amp; &lt;Chips&gt;</b> (a meal)\n"
        "<b>SKIP</b> – 8 of 11 owners\n"
        "<b>Why:</b> overpriced (7), unneeded (5)\n"
        "<b>Worth it if:</b> hungry\n"
        "<b>Skip if:</b> not\n"
        "$45\n"
        "<blockquote expandable>bought, no tie: “too &lt;big&gt;”</blockquote>\n"
        "9 bought"
    )


def test_nobody_named_in_a_text_is_notified() -> None:
    """A name with an at sign stays readable and calls nobody; an address is left alone."""
    assert "@maya" not in escape("ask @maya")
    assert "maya" in escape("ask @maya")
    assert escape("mail@example.org") == "mail@example.org"


def test_rows_of_a_list_and_buttons_are_pressed() -> None:
    """Each row has a button of its own; the reply's buttons stand side by side where they fit."""
    items = tuple(Item(f"Thing {n}", action=Action("worth", {"p": str(n)})) for n in range(10))
    buttons = tuple(Button(f"Do {n}", Action("help")) for n in range(4))
    rows = render(Reply((Listing(items, "1/2"),), buttons), T).rows
    assert [len(row) for row in rows] == [1] * 10 + [3, 1]
    assert rows[0][0].data == "1|worth|p=0"
    assert all(len(str(b.data).encode()) <= 64 for row in rows for b in row)


def test_a_button_that_does_not_fit_is_refused_when_built() -> None:
    """64 bytes are checked where the button is made, and none is not a press."""
    with pytest.raises(TooLong):
        button("x", "ü" * 33)
    with pytest.raises(TooLong):
        button("x", "")


def test_a_picture_is_captioned_with_the_words() -> None:
    """The words go in the caption, within its own limit, the alternative text among them."""
    rendered = render(Reply((Heading("A"), Picture(b"png", "a bar"), Note("é" * 3000))), T)
    seen = _read(rendered.html)
    assert rendered.picture == b"png"
    assert "a bar" in seen
    assert units(seen) <= MAX_CAPTION
    assert re.search("é…$", seen)


def test_an_empty_reply_still_says_something() -> None:
    """Telegram refuses an empty message."""
    assert render(Reply(), T).html == "Done."


def test_what_is_asked_often_is_rendered_once() -> None:
    """The same public answer is the same message; what is for one person is kept nowhere."""
    public = Reply((Heading("Airwrap"), Note("fine & well")))
    assert render(public, T) is render(replace(public), T)
    private = replace(public, visibility=Visibility.PRIVATE)
    assert render(private, T) == render(public, T)
    assert render(private, T) is not render(private, T)
