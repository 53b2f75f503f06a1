"""From a reply's blocks to lines of HTML, before Telegram's limits have a say.

A line is markup around one free text. Only the free text is ever cut: the words before it, such
as the disclosure of a quote, stay whole.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from adapters.telegram.text import escape, visible
from bot.chat.reply import (
    Alternatives,
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
    Reply,
    Status,
    VerdictLine,
)
from bot.chat.text import clip, harmless, units
from bot.chat.words import Words

MAX_FIXED = 300  # units of a title, label or disclosure, which is never cut further


@dataclass(slots=True)
class Line:
    """Be one line: bold words, plain words, a free text, plain words; perhaps in a quote."""

    bold: str = ""
    before: str = ""
    text: str = ""
    after: str = ""
    is_free_bold: bool = False
    is_quote: bool = False
    is_apart: bool = False  # a blank line stands before it

    def render(self) -> str:
        """Write the line as HTML."""
        bold = f"<b>{escape(self.bold)}</b>" if self.bold else ""
        free = escape(self.text)
        free = f"<b>{free}</b>" if free and self.is_free_bold else free
        line = f"{bold}{_plain(self.before)}{free}{_plain(self.after)}"
        return f"<blockquote expandable>{line}</blockquote>" if self.is_quote else line

    @property
    def size(self) -> int:
        """Count what is seen of it, its line's end, and a blank line before it."""
        parts = (visible(self.bold), self.before, visible(self.text), self.after)
        return sum(map(units, parts)) + 1 + self.is_apart


def _plain(text: str) -> str:
    """Escape words of ours, which keep their blanks."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def lines(reply: Reply, t: Words) -> list[Line]:
    """Lay the blocks out in reading order."""
    laid: list[Line] = []
    for place, block in enumerate(reply.blocks):
        for line in _block(block, t):
            if harmless(line.bold) or harmless(line.before + line.text):
                line.is_apart = isinstance(block, Heading) and place > 0
                laid.append(line)
    return laid


def _block(block: Block, t: Words) -> Iterator[Line]:
    match block:
        case Listing():
            yield from _listing(block, t)
        case Breakdown(title=title, rows=rows):
            if title:
                yield Line(text=title, is_free_bold=True)
            yield from (Line(before=f"• {_fixed(label)}: ", text=value) for label, value in rows)
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
    | Picture,
) -> Line:
    match block:
        case Heading(text=text, detail=detail):
            return _titled(text, " (", detail, ")")
        case VerdictLine(word=word, detail=detail):
            return _titled(word, " – ", detail)
        case Status(text=text):
            return Line(text=text, is_free_bold=True)
        case Reasons(label=label, items=items):
            return _labelled(label, ("; " if any("," in i for i in items) else ", ").join(items))
        case Alternatives(label=label, items=items):
            return _labelled(label, " → ".join(items))
        case Quote(disclosure=disclosure, text=text):
            return Line(before=f"{_fixed(disclosure)}: “", text=text, after="”", is_quote=True)
        case Picture(alt=alt):
            return Line(text=alt)
        case Meter(text=text) | Provenance(text=text) | Money(text=text) | Note(text=text):
            return Line(text=text)


def _titled(title: str, between: str, detail: str, after: str = "") -> Line:
    if not harmless(detail):
        return Line(text=title, is_free_bold=True)
    return Line(bold=clip(title, MAX_FIXED), before=between, text=detail, after=after)


def _labelled(label: str, text: str) -> Line:
    return Line(bold=f"{clip(label.removesuffix(':'), MAX_FIXED)}:", before=" ", text=text)


def _fixed(text: str) -> str:
    return visible(clip(text, MAX_FIXED))


def _listing(listing: Listing, t: Words) -> Iterator[Line]:
    for item in listing.items:
        yield _row(item)
    if listing.page:
        yield Line(text=t("Page {page}", page=listing.page))


def _row(item: Item) -> Line:
    title = clip(item.title, MAX_FIXED)
    if not harmless(item.detail):
        return Line(before="• ", text=item.title)
    return Line(before=f"• {visible(title)} – ", text=item.detail)
