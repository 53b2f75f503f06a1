"""From a reply's blocks to lines of HTML, before Telegram's limits have a say.

A line is markup around one free text. Only the free text is ever cut: the words before it, such
as the disclosure of a quote, stay whole.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from adapters.telegram.text import clipped, markup, visible
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
from bot.chat.text import units
from bot.chat.words import Words

MAX_FIXED = 300  # units of a title, label or disclosure, which is never cut further


@dataclass(slots=True)
class Line:
    """Be one line as it is seen: bold words, plain words, a free text, plain words."""

    bold: str = ""
    before: str = ""
    text: str = ""
    after: str = ""
    is_free_bold: bool = False
    is_quote: bool = False  # folded, as experiences are
    is_apart: bool = False  # a blank line stands before it

    def render(self) -> str:
        """Write the line as HTML."""
        bold = f"<b>{markup(self.bold)}</b>" if self.bold else ""
        free = f"<b>{markup(self.text)}</b>" if self.text and self.is_free_bold else ""
        line = f"{bold}{markup(self.before)}{free or markup(self.text)}{markup(self.after)}"
        return f"<blockquote expandable>{line}</blockquote>" if self.is_quote else line

    @property
    def size(self) -> int:
        """Count its units, its line's end, and a blank line before it."""
        return units(self.bold + self.before + self.text + self.after) + 1 + self.is_apart


def lines(blocks: Sequence[Block], t: Words) -> list[Line]:
    """Lay the blocks out in reading order."""
    laid: list[Line] = []
    for place, block in enumerate(blocks):
        for line in _block(block, t):
            if line.bold or (line.before + line.text).strip():
                line.is_apart = isinstance(block, Heading) and place > 0
                laid.append(line)
    return laid


def _block(block: Block, t: Words) -> Iterator[Line]:
    match block:
        case Listing():
            yield from _listing(block, t)
        case Breakdown(title=title, rows=rows):
            if title:
                yield Line(text=visible(title), is_free_bold=True)
            for label, value in rows:
                yield Line(before=f"• {clipped(label, MAX_FIXED)}: ", text=visible(value))
        case Fit(parts=parts):
            yield from (_labelled(label, clause) for label, clause in parts)
        case _:
            yield _line(block)


def _line(
    block: Heading
    | Status
    | VerdictLine
    | Meter
    | Reasons
    | Money
    | Alternatives
    | Provenance
    | Quote
    | Note
    | Picture
    | Attachment,
) -> Line:
    match block:
        case Heading(text=text, detail=detail):
            return _titled(text, " (", detail, ")")
        case VerdictLine(word=word, detail=detail):
            return _titled(word, " – ", detail)
        case Status(text=text):
            return Line(text=visible(text), is_free_bold=True)
        case Reasons(label=label, items=items):
            return _labelled(label, ("; " if any("," in i for i in items) else ", ").join(items))
        case Alternatives(label=label, items=items):
            return _labelled(label, " → ".join(items))
        case Quote(disclosure=disclosure, text=text):
            before = f"{clipped(disclosure, MAX_FIXED)}: “"
            return Line(before=before, text=visible(text), after="”", is_quote=True)
        case Picture(alt=alt):
            return Line(text=visible(alt))
        case Attachment(text=text):
            return Line(text=visible(text))
        case Meter(text=text) | Provenance(text=text) | Money(text=text) | Note(text=text):
            return Line(text=visible(text))


def _titled(title: str, between: str, detail: str, after: str = "") -> Line:
    seen = visible(detail)
    if not seen:
        return Line(text=visible(title), is_free_bold=True)
    return Line(bold=clipped(title, MAX_FIXED), before=between, text=seen, after=after)


def _labelled(label: str, text: str) -> Line:
    bold = f"{clipped(label.removesuffix(':'), MAX_FIXED)}:"
    return Line(bold=bold, before=" ", text=visible(text))


def _listing(listing: Listing, t: Words) -> Iterator[Line]:
    for item in listing.items:
        yield _row(item)
    if listing.page:
        yield Line(text=t("Page {page}", page=listing.page))


def _row(item: Item) -> Line:
    detail = visible(item.detail)
    if not detail:
        return Line(before="• ", text=visible(item.title))
    return Line(before=f"• {clipped(item.title, MAX_FIXED)} – ", text=detail)
