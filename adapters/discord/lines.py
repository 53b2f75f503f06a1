"""From a reply's blocks to the parts of a card, before Discord's limits have a say.

A line is markup around one free text. Only the free text is ever cut: the words before it,
such as the disclosure of a quote, stay whole.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from adapters.discord.text import escape
from bot.chat.action import Action
from bot.chat.reply import (
    Alternatives,
    Attachment,
    Block,
    Breakdown,
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
    Status,
    VerdictLine,
)
from bot.chat.text import clip, harmless
from bot.chat.words import Words


@dataclass(slots=True)
class Line:
    """Be one line: markup, a free text not yet escaped, markup; perhaps with a button beside it."""

    before: str = ""
    text: str = ""
    after: str = ""
    action: Action | None = None

    def render(self) -> str:
        """Write the line in Discord's markup."""
        return f"{self.before}{escape(self.text)}{self.after}"


@dataclass(frozen=True, slots=True)
class Rule:
    """Be a line drawn between two things."""


@dataclass(frozen=True, slots=True)
class Image:
    """Be a picture, which always has words that say the same."""

    png: bytes
    alt: str


@dataclass(frozen=True, slots=True)
class Attached:
    """Be a file that goes with the card."""

    name: str
    content: bytes


Part = Line | Rule | Image | Attached
_MAX_FIXED = 300  # units of a title or label that is never cut further
_MARKUP = "*#->“ "


def parts(blocks: Iterable[Block], t: Words) -> list[Part]:
    """Lay the blocks out in reading order."""
    laid: list[Part] = []
    for place, block in enumerate(blocks):
        for part in _block(block, t, is_first=place == 0):
            if not _is_idle(part, laid):
                laid.append(part)
    return laid


def _is_idle(part: Part, laid: list[Part]) -> bool:
    """Say whether a rule parts nothing, or a line says nothing."""
    if isinstance(part, Rule):
        return not laid or isinstance(laid[-1], Rule)
    return isinstance(part, Line) and not (part.before.strip(_MARKUP) or harmless(part.text))


def _block(block: Block, t: Words, *, is_first: bool) -> Iterator[Part]:
    match block:
        case Heading():
            yield from () if is_first else (Rule(),)
            yield _heading(block)
        case Provenance(text=text):
            yield from (Rule(), Line("-# ", text))
        case Listing():
            yield from _listing(block, t)
        case Breakdown():
            yield from _breakdown(block)
        case Fit():
            yield from (Line(_label(label), clause) for label, clause in block.parts)
        case Picture(png=png, alt=alt):
            yield from (Image(png, alt), Line("-# ", alt))
        case Attachment(name=name, content=content, text=text):
            yield from (Line("-# ", text), Attached(name, content))
        case _:
            yield _line(block)


def _line(
    block: Status | VerdictLine | Meter | Reasons | Money | Alternatives | Quote | Note,
) -> Line:
    match block:
        case Status(text=text):
            return Line("**", text, "**")
        case VerdictLine(word=word, detail=detail):
            return _titled(word, detail)
        case Reasons(label=label, items=items):
            between = "; " if any("," in item for item in items) else ", "
            return Line(_label(label), between.join(items))
        case Alternatives(label=label, items=items):
            return Line(_label(label), " → ".join(items))
        case Quote(disclosure=disclosure, text=text):
            return Line(f"> {escape(disclosure)}: “", text, "”")
        case Meter(text=text):
            return Line("-# ", text)
        case Money(text=text) | Note(text=text):
            return Line(text=text)


def _heading(block: Heading) -> Line:
    if not block.detail:
        return Line("### ", block.text)
    return Line(f"### {_fixed(block.text)} (", block.detail, ")")


def _titled(title: str, detail: str) -> Line:
    return Line(f"**{_fixed(title)}** – ", detail) if detail else Line("**", title, "**")


def _label(label: str) -> str:
    return f"**{_fixed(label.removesuffix(':'))}:** "


def _fixed(text: str) -> str:
    return escape(clip(text, _MAX_FIXED))


def _listing(listing: Listing, t: Words) -> Iterator[Line]:
    for item in listing.items:
        yield _row(item)
    if listing.page:
        yield Line("-# ", t("Page {page}", page=listing.page))


def _row(item: Item) -> Line:
    line = _titled(item.title, item.detail)
    line.action = item.action
    if item.action is None:
        line.before = f"- {line.before}"
    return line


def _breakdown(breakdown: Breakdown) -> Iterator[Line]:
    if breakdown.title:
        yield Line("**", breakdown.title, "**")
    for label, value in breakdown.rows:
        yield Line(f"- {_fixed(label)}: ", value)
