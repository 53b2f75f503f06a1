"""Cards on Discord: what stands where, and that no limit is ever broken."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.discord import discord
from adapters.discord.buttons import carried, opened, opening
from adapters.discord.outbound import MAX_COMPONENTS, MAX_TEXT, Opener, card
from adapters.discord.text import escape, shorten
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
from bot.chat.text import clip, units
from tests.wire.discord_model.components import Checker
from tests.wire.discord_model.refusal import Problems
from tests.wire.discord_model.world import walk


def t(message: str, **values: object) -> str:
    """Speak English."""
    return message.format(**values) if values else message


ANSWER = Reply(
    (
        Heading("Stanley Quencher H2.0", "40 oz insulated tumbler"),
        Status("Recalled in March 2026"),
        VerdictLine("SKIP", "8 of 11 owners, fairly sure", Tone.BAD),
        Meter((Portion("skip", 8, Tone.BAD),), "skip 8, worth it 3"),
        Reasons("Why", ("overpriced (7)", "unneeded (5)")),
        Fit((("Worth it if", "you drink a lot"), ("Skip if", "you own a bottle"))),
        Quote("skip – gifted, no tie", "Got it *free*"),
        Money("$45 (as of Oct 2026)"),
        Alternatives("Instead", ("the bottle you have", "Ozark Trail ($15)")),
        Provenance("9 bought, 2 gifted · community opinion"),
    ),
    (
        Button("Why?", Action("why", {"p": "3f9k2a"})),
        Button("Back", Action("why", {"p": "3f9k2a"})),
    ),
)


async def test_an_answer_reads_from_the_top() -> None:
    """Name, verdict word, reasons, money, instead, where from; then the buttons."""
    (container,) = _components(ANSWER)
    assert container["accent_color"] == 0xC62828
    first, rule, last, row = container["components"]
    assert first["content"].split("\n") == [
        "### Stanley Quencher H2.0 (40 oz insulated tumbler)",
        "**Recalled in March 2026**",
        "**SKIP** – 8 of 11 owners, fairly sure",
        "-# skip 8, worth it 3",
        "**Why:** overpriced (7), unneeded (5)",
        "**Worth it if:** you drink a lot",
        "**Skip if:** you own a bottle",
        "> skip – gifted, no tie: “Got it \\*free\\*”",
        "$45 (as of Oct 2026)",
        "**Instead:** the bottle you have → Ozark Trail ($15)",
    ]
    assert rule["type"] == 14
    assert last["content"] == "-# 9 bought, 2 gifted · community opinion"
    assert [each["custom_id"] for each in row["components"]] == [
        "h:1|why|p=3f9k2a",
        "h2:1|why|p=3f9k2a",
    ]


async def test_a_list_has_a_button_beside_each_row() -> None:
    """A row that opens something is a section; one that does not is a line."""
    open_ = Action("worth", {"p": "1"})
    listing = Listing((Item("Cup", "skip", action=open_), Item("Tap water")), "2/5")
    (container,) = _components(Reply((Heading("List"), listing)))
    heading, section, rest = container["components"]
    assert heading["content"] == "### List"
    assert section["components"][0]["content"] == "**Cup** – skip"
    assert section["accessory"]["custom_id"] == "h:1|worth|p=1"
    assert rest["content"] == "- **Tap water**\n-# Page 2/5"


async def test_products_side_by_side_are_parted() -> None:
    """A second heading gets a line before it, and no colour speaks for both."""
    blocks = (
        Heading("A"),
        VerdictLine("SKIP", tone=Tone.BAD),
        Heading("B"),
        VerdictLine("WORTH IT", tone=Tone.GOOD),
        Breakdown("Numbers", (("bought", "9"),)),
    )
    (container,) = _components(Reply(blocks))
    assert [each["type"] for each in container["components"]] == [10, 14, 10]
    assert container["accent_color"] is None
    assert container["components"][2]["content"].endswith("**Numbers**\n- bought: 9")


async def test_an_empty_reply_still_says_something() -> None:
    """Discord takes no empty message."""
    assert _components(Reply())[0]["components"][0]["content"] == "Done."
    assert _components(Reply((Note(" "),)))[0]["components"][0]["content"] == "Done."


async def test_no_view_is_kept_by_anybody() -> None:
    """A stopped view leaves nothing in memory and cannot unregister the buttons."""
    view = card(ANSWER, t).view
    assert view.is_finished()
    assert not view.is_dispatchable()
    assert view.timeout is None


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        (
            "**bold** _it_ ~~no~~ `code` ||hid||",
            r"\*\*bold\*\* \_it\_ \~\~no\~\~ \`code\` \|\|hid\|\|",
        ),
        ("[free](https://evil.example/x)", r"\[free](<https://evil.example/x>)"),
        ("see https://a.example/b_c*d, ok", "see <https://a.example/b_c*d>, ok"),
        ("<@123> <#4> <t:5:R> </kb add:6> <:x:7>", r"\<@123> \<#4> \<t:5:R> \</kb add:6> \<:x:7>"),
        ("@everyone @here", "@\u200beveryone @\u200bhere"),
        ("# big", r"\# big"),
        ("> said", r"\> said"),
        ("- item", r"\- item"),
        ("-# small", r"\-# small"),
        ("1. first", r"1\. first"),
        ("two\nlines\x00\u202e", "two lines\ufffd"),
        ("e.l.f. Glow-Reviver #1 (2.0)", "e.l.f. Glow-Reviver #1 (2.0)"),
        ("8. of 11 (fine)", r"8\. of 11 (fine)"),
        ("two  blanks ", "two blanks"),
        ("שלום", "\u2068שלום\u2069"),
    ],
)
def test_words_are_shown_as_they_were_typed(typed: str, written: str) -> None:
    """No markup, mention, masked link, preview or reordering comes from what people type."""
    assert escape(typed) == written


def test_cutting_keeps_characters_whole() -> None:
    """A family, a flag of skin tone or an accent is never cut in two."""
    family = "👩\u200d👩\u200d👧"
    for limit in range(1, 30):
        cut = clip(f"abc{family * 3}é", limit)
        assert units(cut) <= limit
        assert not cut.rstrip("…").endswith("\u200d")
    assert clip("abc", 3) == "abc"
    assert clip("abcd", 3) == "ab…"


async def test_a_disclosure_survives_any_cut() -> None:
    """Of a long quote the words are cut, never what was disclosed before them."""
    quotes = [Quote(f"worth it – works there {number}", "so good " * 400) for number in range(6)]
    text = _text(Reply(tuple(quotes)))
    for number in range(6):
        assert f"> worth it – works there {number}: “so good" in text
    assert text.count("…”") >= 5


async def test_quotes_that_do_not_fit_go_whole() -> None:
    """Where even the disclosures are too long, no quote stands without its own."""
    reply = Reply(tuple(Quote("d" * 700, f"words {number}") for number in range(9)))
    lines = _text(reply).split("\n")
    assert all(line.startswith("> " + "d" * 700) for line in lines if "words" in line)
    assert lines[-1] == "…"


_chars = st.sampled_from(
    ["a", " ", "😀", "👩\u200d👩\u200d👧", "ש", "ع", "é", "*", "\\", "[", "@", "\n"]
)
_words = st.text(max_size=60) | st.lists(_chars, max_size=3000).map("".join) | st.just("x" * 9000)
_actions = st.sampled_from([Action("worth", {"p": str(number)}) for number in range(3)])
_items = st.builds(Item, _words, _words, st.sampled_from(Tone), st.none() | _actions)
_blocks: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, _words, _words),
    st.builds(Note, _words),
    st.builds(VerdictLine, _words, _words, st.sampled_from(Tone)),
    st.builds(Quote, _words, _words),
    st.builds(Provenance, _words),
    st.builds(Listing, st.lists(_items, max_size=10).map(tuple), st.just("1/2")),
    st.builds(Breakdown, _words, st.lists(st.tuples(_words, _words), max_size=9).map(tuple)),
    st.builds(Reasons, _words, st.lists(_words, max_size=4).map(tuple)),
    st.builds(Picture, st.just(b"png"), _words),
)
_replies = st.builds(
    Reply,
    st.lists(_blocks, max_size=8).map(tuple),
    st.lists(st.builds(Button, _words, _actions), max_size=5).map(tuple),
)


@settings(max_examples=120, deadline=None)
@given(_replies)
async def test_no_limit_is_ever_broken(reply: Reply) -> None:
    """Whatever a reply holds, its card is one that Discord takes, with or without its buttons."""
    for is_plain in (False, True):
        made = card(reply, t, [Opener("Open the form", "~token~1|mine")], is_plain=is_plain)
        every = list(walk(made.view.to_components()))
        assert len(every) <= MAX_COMPONENTS
        assert sum(units(each.get("content", "")) for each in every) <= MAX_TEXT
        problems = Problems()
        uploads = {file.filename for file in made.files}
        Checker(problems, uploads).message(made.view.to_components(), v2=True)
        problems.refuse()


@given(st.text(), st.integers(1, 200))
def test_shortening_keeps_to_its_limit(text: str, limit: int) -> None:
    """Escaped, it is never longer; and what fits is left alone."""
    cut = shorten(text, limit)
    assert units(escape(cut)) <= limit + 2  # a bare ellipsis beside right-to-left marks
    assert units(clip(text, limit)) <= limit


@given(st.text())
def test_escaped_text_mentions_nobody(text: str) -> None:
    """Nothing in it is a mention, a masked link or a bare link."""
    written = escape(text)
    assert not discord.utils.find(lambda word: word in written, ("@everyone", "@here"))
    assert "\n" not in written


def test_what_a_button_carries_is_read_back() -> None:
    """Ours are known by their beginning; a form's button names what to ask when it is gone."""
    assert carried("h:1|why|p=1") == "1|why|p=1"
    assert carried("h12:1|why") == "1|why"
    assert carried("somebody:else") is None
    assert opened(opening("token", "kb add")) == ("token", "1|kb.add")
    assert opened("1|why") is None


def _components(reply: Reply) -> list[Any]:
    return card(reply, t).view.to_components()


def _text(reply: Reply) -> str:
    return "\n".join(each.get("content", "") for each in walk(_components(reply)))
