"""From a reply to a message of Telegram's: escaped HTML and the keyboard under it.

What a poorer platform does without: colours and the meter's bar (its text says the same).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from telegram import InlineKeyboardButton, InlineKeyboardMarkup

from adapters.telegram.lines import Line, lines
from adapters.telegram.text import shorten, visible
from bot.chat.action import MAX_BYTES, TooLong
from bot.chat.reply import Attachment, Block, Button, Listing, Picture, Reply
from bot.chat.text import clip, units
from bot.chat.words import Words

MAX_TEXT = 4096
MAX_CAPTION = 1024
_MAX_LABEL = 48  # longer ones are not seen whole on a telephone
_ROW_UNITS = 30
_ROW_BUTTONS = 3
_SHORTEST = 24
_REMEMBERED = 500  # messages


@dataclass(frozen=True, slots=True)
class Key:
    """Be a button: its label, and what it carries or opens."""

    text: str
    data: str | None = None
    url: str | None = None


Rows = tuple[tuple[Key, ...], ...]


@dataclass(frozen=True, slots=True)
class Rendered:
    """Be a message: HTML, the rows of its keyboard, and a picture or file that it then captions."""

    html: str
    rows: Rows = ()
    picture: bytes | None = field(default=None, repr=False)
    size: int = 0
    file: Attachment | None = field(default=None, repr=False)

    @property
    def is_text(self) -> bool:
        """Say whether it is words alone."""
        return self.picture is None and self.file is None

    @property
    def keyboard(self) -> InlineKeyboardMarkup | None:
        """Return the keyboard, or None without buttons."""
        if not self.rows:
            return None
        return InlineKeyboardMarkup(
            [[InlineKeyboardButton(k.text, k.url, k.data) for k in row] for row in self.rows]
        )


def render(reply: Reply, t: Words) -> Rendered:
    """Render a reply as one message that Telegram takes."""
    make = _known if reply.is_common else _render
    return make(reply.blocks, reply.actions, t)


def _render(blocks: tuple[Block, ...], actions: tuple[Button, ...], t: Words) -> Rendered:
    picture = next((b.png for b in blocks if isinstance(b, Picture)), None)
    file = next((b for b in blocks if isinstance(b, Attachment)), None)
    laid = lines(blocks, t) or [Line(text=t("Done."))]
    fitted = _fit(laid, MAX_CAPTION if picture or file else MAX_TEXT)
    size = sum(line.size for line in fitted)
    return Rendered(_join(fitted), _keyboard(blocks, actions), picture, size, file)


# What is asked often is the same message each time.
_known = lru_cache(_REMEMBERED)(_render)


def _keyboard(blocks: tuple[Block, ...], actions: tuple[Button, ...]) -> Rows:
    """Give each row of a list a button of its own, and set the reply's buttons side by side."""
    items = (item for block in blocks if isinstance(block, Listing) for item in block.items)
    rows = [(button(i.title, i.action.encode()),) for i in items if i.action is not None]
    return (*rows, *beside([button(b.label, b.action.encode()) for b in actions]))


def button(label: str, data: str) -> Key:
    """Make a button; raise TooLong when what it carries does not fit."""
    if not 1 <= len(data.encode()) <= MAX_BYTES:
        raise TooLong(f"a button of {len(data.encode())} bytes, at most {MAX_BYTES}")
    return Key(clip(label, _MAX_LABEL) or "·", data)


def beside(buttons: Sequence[Key]) -> Rows:
    """Set buttons side by side as far as their labels are read whole there."""
    rows: list[list[Key]] = []
    for each in buttons:
        row = rows[-1] if rows else []
        size = sum(units(b.text) for b in row) + units(each.text)
        if row and len(row) < _ROW_BUTTONS and size <= _ROW_UNITS:
            row.append(each)
        else:
            rows.append([each])
    return tuple(map(tuple, rows))


def _fit(laid: list[Line], limit: int) -> list[Line]:
    """Cut the longest free texts; should that not do, leave out lines from the end, whole."""
    while (excess := sum(line.size for line in laid) - limit) > 0:
        longest = max(laid, key=lambda line: units(line.text))
        had = units(longest.text)
        if had <= _SHORTEST:
            return _fewer(laid, limit)
        longest.text = visible(shorten(longest.text, max(_SHORTEST, had - excess)))
    return laid


def _fewer(laid: list[Line], limit: int) -> list[Line]:
    kept = list(laid)
    while sum(line.size for line in kept) + 2 > limit:
        kept.pop()
    return [*kept, Line(text="…")]


def _join(laid: list[Line]) -> str:
    """Put the lines under one another."""
    html = ""
    for number, line in enumerate(laid):
        if number:
            html += "\n" * (1 + line.is_apart)
        html += line.render()
    return html
