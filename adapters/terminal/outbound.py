"""From a reply to lines of a terminal: words first, colours and a meter bar where it has them.

What a poorer terminal does without: colours, the meter's bar (its text says the same), the
picture (its alt text stands for it). Every word of a reply may be a member's, so none is read
as markup, and control characters are neutralised.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count

from rich.cells import cell_len
from rich.text import Text

from adapters.terminal.text import harmless, wrap
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
    Reply,
    Status,
    Tone,
    VerdictLine,
    Visibility,
)
from bot.chat.words import Words

_STYLE = {Tone.GOOD: "green", Tone.MIXED: "yellow", Tone.BAD: "red", Tone.NEUTRAL: ""}
_BAR = {Tone.GOOD: "█", Tone.MIXED: "▓", Tone.BAD: "▒", Tone.NEUTRAL: "░"}  # differ without colour
_BAR_CELLS = 24
_DASH = " – "


@dataclass(frozen=True, slots=True)
class Look:
    """Say what the screen can show."""

    width: int = 80
    bars: bool = False


@dataclass(frozen=True, slots=True)
class Page:
    """Be a rendered reply: its lines, and what each number from 1 on presses."""

    lines: tuple[Text, ...]
    choices: tuple[Action, ...]


def render(reply: Reply, t: Words, look: Look, *, in_group: bool = False) -> Page:
    """Lay a reply out in lines no wider than the screen; number what can be pressed."""
    lines: list[Text] = []
    if in_group and reply.visibility is Visibility.PRIVATE:
        lines += wrap(Text(t("(only you see this)"), "dim"), look.width)
    numbers = count(1)
    choices: list[Action] = []
    for place, block in enumerate(reply.blocks):
        if place and isinstance(block, Heading):
            lines.append(Text())  # a second product in one reply
        if isinstance(block, Listing):
            lines += _listing(block, t, look, numbers)
            choices += [item.action for item in block.items if item.action]
        else:
            lines += _block(block, t, look)
    labels = [_labelled(next(numbers), button.label) for button in reply.actions]
    lines += flow(labels, look.width)
    return Page(tuple(lines), (*choices, *(button.action for button in reply.actions)))


def flow(parts: list[Text], width: int, indent: int = 0) -> list[Text]:
    """Set parts beside one another, two spaces apart, as many as fit on each line."""
    lines: list[Text] = []
    for part in parts:
        if lines and lines[-1].cell_len + 2 + part.cell_len <= width:
            lines[-1] = lines[-1] + Text("  ") + part
        else:
            lines += wrap(Text(" " * indent) + part, width, indent + 4)
    return lines


def _labelled(number: int, label: str) -> Text:
    return Text.assemble((f"[{number}]", "bold cyan"), " ", harmless(label))


def _block(block: Block, t: Words, look: Look) -> list[Text]:
    match block:
        case Meter():
            return _meter(block, look)
        case Fit():
            return _fit(block, look.width)
        case Breakdown():
            return _breakdown(block, look.width)
        case Picture(alt=alt):
            return wrap(Text(t("[Picture: {alt}]", alt=harmless(alt)), "dim"), look.width)
        case Listing():
            return _listing(block, t, look, count(1))
        case Attachment(name=name, content=content, text=text):
            # Who sits at a terminal takes the file from the screen; it is theirs alone.
            title = wrap(Text(f"{harmless(name)} – {harmless(text)}:", "dim"), look.width)
            return [*title, *(Text(harmless(line)) for line in content.decode().splitlines())]
        case _:
            return wrap(_line(block, t), look.width)


def _line(
    block: Heading
    | Status
    | VerdictLine
    | Reasons
    | Money
    | Alternatives
    | Provenance
    | Quote
    | Note,
    t: Words,
) -> Text:
    match block:
        case Heading(text=text, detail=detail):
            return Text.assemble(
                (harmless(text), "bold"), f" ({harmless(detail)})" if detail else ""
            )
        case Status(text=text):
            return Text(harmless(text), "bold yellow")
        case VerdictLine(word=word, detail=detail, tone=tone):
            return _pair((harmless(word), f"bold {_STYLE[tone]}"), detail)
        case Reasons(label=label, items=items):
            between = "; " if any("," in item for item in items) else ", "
            return _under(label, between.join(map(harmless, items)))
        case Alternatives(label=label, items=items):
            return _under(label, " → ".join(map(harmless, items)))
        case Provenance(text=text):
            return Text(harmless(text), "dim")
        case Quote(disclosure=disclosure, text=text):
            said = t("“{words}”", words=harmless(text))
            return Text.assemble((f"{harmless(disclosure)}: ", "dim"), said)
        case Money(text=text) | Note(text=text):
            return Text(harmless(text))


def _pair(head: tuple[str, str], detail: str) -> Text:
    return Text.assemble(head, f"{_DASH}{harmless(detail)}" if detail else "")


def _under(label: str, text: str) -> Text:
    return Text.assemble((f"{harmless(label).removesuffix(':')}: ", "bold"), text)


def _meter(meter: Meter, look: Look) -> list[Text]:
    text = Text(harmless(meter.text))
    bar = _bar(meter, min(_BAR_CELLS, look.width)) if look.bars else Text()
    if not bar:
        return wrap(text, look.width)
    if bar.cell_len + 2 + text.cell_len <= look.width:
        return [bar + Text("  ") + text]
    return [bar, *wrap(text, look.width)]


def _bar(meter: Meter, cells: int) -> Text:
    """Draw the shares; whoever counts at all gets a cell, so that nobody is rounded away."""
    shown = [portion for portion in meter.portions if portion.count > 0][:cells]
    total = sum(portion.count for portion in shown)
    spare = cells - len(shown)
    bar = Text()
    counted = 0
    for portion in shown:
        before = counted * spare // total
        counted += portion.count
        size = 1 + counted * spare // total - before
        bar.append(_BAR[portion.tone] * size, _STYLE[portion.tone])
    return bar


def _fit(fit: Fit, width: int) -> list[Text]:
    """Set the parts on one line when they fit, else each on its own."""
    parts = [_under(label, harmless(clause)) for label, clause in fit.parts]
    line = Text(" · ").join(parts)
    if line.cell_len <= width:
        return [line] if parts else []
    return [line for part in parts for line in wrap(part, width)]


def _listing(listing: Listing, t: Words, look: Look, numbers: Iterator[int]) -> list[Text]:
    lines: list[Text] = []
    for item in listing.items:
        row = _row(item, next(numbers) if item.action else None)
        lines += wrap(row, look.width, 4)
    if listing.page:
        lines += wrap(Text(t("Page {page}", page=harmless(listing.page)), "dim"), look.width)
    return lines


def _row(item: Item, number: int | None) -> Text:
    text = _pair((harmless(item.title), _STYLE[item.tone]), item.detail)
    if number is None:
        return Text("  - ") + text
    return Text.assemble((f"[{number}]", "bold cyan"), " ") + text


def _breakdown(breakdown: Breakdown, width: int) -> list[Text]:
    """Align the values in a column; a row with a label or word too long for it is set freely."""
    lines = wrap(Text(harmless(breakdown.title), "bold"), width) if breakdown.title else []
    rows = [(harmless(label), harmless(value)) for label, value in breakdown.rows]
    sizes = [size for label, _ in rows if (size := cell_len(label)) <= width // 2]
    column = max(sizes, default=0) + 2
    for label, value in rows:
        longest = max(map(cell_len, value.split(" ")))
        if cell_len(label) + 2 <= column and column + 2 + longest <= width:
            gap = " " * (column - cell_len(label))
            lines += wrap(Text(f"  {label}{gap}{value}"), width, column + 2)
        else:
            lines += wrap(Text(f"  {label}: {value}"), width, 4)
    return lines
