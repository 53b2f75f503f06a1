"""Several answers that wait for one chat become one message, each under its asker's name."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from adapters.telegram.outbound import MAX_TEXT, Key, Rendered, Rows, beside
from adapters.telegram.text import escape, visible
from bot.chat.text import clip, units
from bot.chat.words import Words

_MAX_BUTTONS = 40
_MAX_NAME = 40
_NAMED = 5  # of those left out
_SOONEST = 5.0
_SPARE = 400  # units kept for the line to those left out


@dataclass(frozen=True, slots=True)
class Outgoing:
    """Be a message for a chat: new, or in the place of one that is there."""

    chat: int
    rendered: Rendered
    t: Words
    thread: int | None = None
    reply_to: int | None = None
    edits: int | None = None
    name: str = ""  # whose question it answers
    joins: bool = False  # may go out in one message with others


@dataclass(frozen=True, slots=True)
class Joined:
    """Be one message made of the first so many that wait, and whether it names the left out."""

    message: Outgoing
    count: int
    tells: bool = False


def join(waiting: Sequence[Outgoing], left_out: Sequence[Outgoing], wait: float) -> Joined:
    """Take the first message and what fits with it; name those for whom there was no place.

    `wait` is in how many seconds the next message may go out: when to ask again.
    """
    if not waiting:
        words = _apology(left_out, wait)
        return Joined(replace(left_out[0], rendered=words, reply_to=None), 0, tells=True)
    first = waiting[0]
    count = _count(waiting) if first.joins else 1
    message = first if count == 1 else _joined(waiting[:count])
    if not left_out or not first.joins:
        return Joined(message, count)
    added = _apology(left_out, wait)
    size = message.rendered.size + added.size + 2
    if size > MAX_TEXT or not message.rendered.is_text:
        return Joined(message, count)
    html = f"{message.rendered.html}\n\n{added.html}"
    rendered = replace(message.rendered, html=html, size=size)
    return Joined(replace(message, rendered=rendered), count, tells=True)


def _apology(left_out: Sequence[Outgoing], wait: float) -> Rendered:
    """Say who was left out, why, and when to come back."""
    t, names = left_out[0].t, dict.fromkeys(clip(each.name, _MAX_NAME) for each in left_out)
    shown = ", ".join(list(names)[:_NAMED]) + (" …" if len(names) > _NAMED else "")
    text = t(
        "{names}: too many questions at once here. Ask me again in {seconds} seconds.",
        names=shown,
        seconds=ceil(max(wait, _SOONEST)),
    )
    return Rendered(escape(text), size=units(visible(text)))


def _count(waiting: Sequence[Outgoing]) -> int:
    first, size, buttons, count = waiting[0], _SPARE, 0, 0
    for each in waiting:
        size += each.rendered.size + _MAX_NAME + 8
        buttons += sum(map(len, each.rendered.rows))
        fits = each.joins and each.thread == first.thread and each.rendered.is_text
        if not fits or size > MAX_TEXT or buttons > _MAX_BUTTONS:
            break
        count += 1
    return max(count, 1)


def _joined(group: Sequence[Outgoing]) -> Outgoing:
    parts, rows = [], list[tuple[Key, ...]]()
    size = 0
    for number, each in enumerate(group, start=1):
        heading = f"{number}. {clip(each.name, _MAX_NAME)}"
        parts.append(f"<b>{escape(heading)}</b>\n{each.rendered.html}")
        rows += _numbered(each.rendered.rows, number)
        size += units(visible(heading)) + each.rendered.size + 4
    rendered = Rendered("\n\n".join(parts), tuple(rows), size=size)
    return replace(group[0], rendered=rendered, reply_to=None, name="")


def _numbered(rows: Rows, number: int) -> Rows:
    buttons = [each for row in rows for each in row]
    return beside([replace(each, text=f"{number}. {each.text}") for each in buttons])
