"""From a reply to a card: a container with an accent, text, separators, pictures and buttons.

What Discord does without: the meter's bar (its text says the same). Colour only repeats the
verdict's word. When a card would break a limit, the longest free text is cut, then the buttons
beside list rows go, and the rows stay.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from typing import Any

import discord

from adapters.discord.buttons import Buttons, Component
from adapters.discord.lines import Attached, Image, Line, Part, Rule, parts
from adapters.discord.text import escape, shorten
from bot.chat.reply import (
    Block,
    Button,
    Reply,
    Tone,
    VerdictLine,
)
from bot.chat.text import clip, units
from bot.chat.words import Words

MAX_COMPONENTS = 40
MAX_TEXT = 4000
_MAX_ALT = 256
_SHORTEST = 40  # units that a cut text keeps, so that it still says something
_ACCENTS = {Tone.GOOD: 0x2E7D32, Tone.MIXED: 0xF9A825, Tone.BAD: 0xC62828}
_Type = discord.ComponentType
_CARD, _HIDDEN = (
    discord.MessageFlags(components_v2=True).value,
    discord.MessageFlags(ephemeral=True).value,
)
_REMEMBERED = 500  # cards


class Layout(discord.ui.LayoutView):
    """Be a finished layout in Discord's own form.

    discord.py's items would be built only to be written out again: a third of an answer's cost.
    A stopped view is not kept in memory, has no timer and cannot unregister the buttons.
    """

    def __init__(self, made: list[Component]) -> None:
        """Take the components."""
        super().__init__(timeout=None)
        self._made = made
        self.stop()

    def to_components(self) -> list[Component]:
        """Return the components."""
        return self._made

    def has_components_v2(self) -> bool:
        """Say that these are of the second version, which alone has containers."""
        return True


@dataclass(frozen=True, slots=True)
class Card:
    """Be a rendered reply, in Discord's own form; with files it is sent once, as they are read."""

    components: list[Component]
    files: tuple[discord.File, ...] = ()

    @property
    def view(self) -> Layout:
        """Return the card as discord.py takes it."""
        return Layout(self.components)

    def data(self, *, hidden: bool = False) -> Mapping[str, Any]:
        """Return the card as Discord takes it, without files; a `hidden` one is seen by one."""
        return {"components": self.components, "flags": _CARD | (_HIDDEN if hidden else 0)}


@dataclass(frozen=True, slots=True)
class Opener:
    """Offer a button beside the reply's own, such as the one that opens a form."""

    label: str
    text: str


def card(reply: Reply, t: Words, openers: Sequence[Opener] = (), *, is_plain: bool = False) -> Card:
    """Render a reply; `is_plain` keeps only the words, for when Discord refused the rest."""
    make = _known if reply.is_common and not openers else _card
    return make(reply.blocks, reply.actions, tuple(openers), t, is_plain=is_plain)


def _card(
    blocks: tuple[Block, ...],
    actions: tuple[Button, ...],
    openers: tuple[Opener, ...],
    t: Words,
    *,
    is_plain: bool,
) -> Card:
    laid = parts(blocks, t)
    if is_plain:
        laid = [part for part in laid if isinstance(part, Line)]
    pressed = [Opener(button.label, button.action.encode()) for button in actions]
    pressed = [] if is_plain else [*pressed, *openers]
    if not laid:
        laid = [Line(text=t("Done."))]
    fitted = _fit_components(_fit_text(laid), len(pressed), keeps_buttons=not is_plain)
    return _build(fitted, pressed, _accent(blocks), t)


# What is asked often is the same card each time.
_known = lru_cache(_REMEMBERED)(_card)


def _fit_text(laid: list[Part]) -> list[Part]:
    """Cut the longest free texts; should that not do, leave out lines from the end, whole."""
    lines = [part for part in laid if isinstance(part, Line)]
    if sum(len(line.before) + 4 * len(line.text) + 9 for line in lines) <= MAX_TEXT:
        return laid  # short enough, however much is escaped
    while (excess := _length(lines) - MAX_TEXT) > 0:
        longest = max(lines, key=lambda line: units(escape(line.text)))
        had = units(escape(longest.text))
        if had <= _SHORTEST:
            return _fewer(laid, lines)
        longest.text = shorten(longest.text, max(_SHORTEST, had - excess))
    return laid


def _fewer(laid: list[Part], lines: list[Line]) -> list[Part]:
    kept = list(lines)
    while _length(kept) + 2 > MAX_TEXT:
        kept.pop()
    shown = [part for part in laid if not isinstance(part, Line) or any(part is k for k in kept)]
    return [*shown, Line(text="…")]


def _length(lines: Sequence[Line]) -> int:
    # One for the line's end, and two for the dash that may take the place of its button.
    return sum(units(line.render()) + 1 + 2 * bool(line.action) for line in lines)


def _fit_components(laid: list[Part], buttons: int, *, keeps_buttons: bool) -> list[Part]:
    """Take the buttons from beside the last rows, then the rules, until the card fits."""
    row = buttons + (buttons + 4) // 5
    if not keeps_buttons:
        for part in laid:
            _unpress(part)
    for part in reversed(laid):
        if _count(laid) + row <= MAX_COMPONENTS:
            return laid
        _unpress(part)
    return [part for part in laid if not isinstance(part, Rule)]


def _unpress(part: Part) -> None:
    if isinstance(part, Line) and part.action is not None:
        part.action, part.before = None, f"- {part.before}"


def _count(laid: list[Part]) -> int:
    return 1 + sum(3 if _is_section(group[0]) else 1 for group in _groups(laid))


def _is_section(part: Part) -> bool:
    return isinstance(part, Line) and part.action is not None


def _groups(laid: list[Part]) -> Iterator[list[Part]]:
    """Put the lines that stand together into one text; all else stands alone."""
    group: list[Part] = []
    for part in laid:
        is_text = isinstance(part, Line) and part.action is None
        if group and not is_text:
            yield group
            group = []
        if is_text:
            group.append(part)
        else:
            yield [part]
    if group:
        yield group


def _accent(blocks: Iterable[Block]) -> int | None:
    """Take the verdict's colour, or none when the verdicts of a reply differ."""
    tones = {block.tone for block in blocks if isinstance(block, VerdictLine)}
    return _ACCENTS.get(tones.pop()) if len(tones) == 1 else None


def _build(laid: list[Part], pressed: list[Opener], accent: int | None, t: Words) -> Card:
    buttons, files = Buttons(), list[discord.File]()
    inside = [_component(group, buttons, files, t) for group in _groups(laid)]
    for start in range(0, len(pressed), 5):
        row = [buttons.make(each.label, each.text) for each in pressed[start : start + 5]]
        inside.append({"type": _Type.action_row.value, "components": row})
    container = {"type": _Type.container.value, "accent_color": accent, "components": inside}
    return Card([container], tuple(files))


def _component(
    group: list[Part], buttons: Buttons, files: list[discord.File], t: Words
) -> Component:
    match group[0]:
        case Rule():
            return {"type": _Type.separator.value}
        case Image(png=png, alt=alt):
            return _gallery(png, alt, files)
        case Attached(name=name, content=content):
            files.append(discord.File(BytesIO(content), name))
            return {"type": _Type.file.value, "file": {"url": files[-1].uri}}
        case Line(action=action) as line if action is not None:
            button = buttons.make(t("Show"), action.encode())
            return {
                "type": _Type.section.value,
                "components": [_display([line])],
                "accessory": button,
            }
    return _display([part for part in group if isinstance(part, Line)])


def _display(lines: list[Line]) -> Component:
    text = "\n".join(line.render() for line in lines)
    return {"type": _Type.text_display.value, "content": text}


def _gallery(png: bytes, alt: str, files: list[discord.File]) -> Component:
    words = clip(alt, _MAX_ALT)
    file = discord.File(BytesIO(png), f"picture-{len(files) + 1}.png", description=words)
    files.append(file)
    item = {"media": {"url": file.uri}, "description": words}
    return {"type": _Type.media_gallery.value, "items": [item]}
