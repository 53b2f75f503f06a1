"""Buttons: one kind, which says all it does in its custom_id, so that it works for ever."""

import re
from typing import Any, Protocol, Self, cast

import discord

from bot.chat.action import Action
from bot.chat.text import clip

MAX_LABEL = 80
Component = dict[str, Any]
_BUTTON, _STYLE = discord.ComponentType.button.value, discord.ButtonStyle.secondary.value
_KEPT = "~"
_PATTERN = r"h\d*:(?P<text>.+)"


class Presses(Protocol):
    """Take presses; the client does."""

    async def pressed(self, interaction: discord.Interaction, text: str) -> None:
        """Answer the press of a button that carries the text."""
        ...


class PressButton(discord.ui.DynamicItem[discord.ui.Button[Any]], template=_PATTERN):
    """Be a button of any message, however old, whoever sent it before a restart."""

    def __init__(self, label: str, custom_id: str) -> None:
        """Take what it says and what it carries."""
        super().__init__(discord.ui.Button(label=label, custom_id=custom_id))

    @classmethod
    async def from_custom_id(  # type: ignore[override]  # the client's own type is not needed
        cls,
        interaction: discord.Interaction,  # noqa: ARG003 - discord.py's signature
        item: discord.ui.Button[Any],
        match: re.Match[str],
        /,
    ) -> Self:
        """Make the button that was pressed."""
        return cls(item.label or "·", match.string)

    async def callback(self, interaction: discord.Interaction) -> None:
        """Hand the press to the client."""
        client = cast(Presses, interaction.client)
        await client.pressed(interaction, carried(self.custom_id) or "")


def carried(custom_id: str) -> str | None:
    """Return what one of our buttons carries, or None for a button that is not ours."""
    found = re.fullmatch(_PATTERN, custom_id)
    return found["text"] if found else None


def opening(token: str, command: str) -> str:
    """Carry a form kept in memory and the command that asks anew when it is gone."""
    return f"{_KEPT}{token}{_KEPT}{Action(command).encode()}"


def opened(text: str) -> tuple[str, str] | None:
    """Read what `opening` wrote: the token, and the action to fall back to."""
    if not text.startswith(_KEPT):
        return None
    token, _, action = text[1:].partition(_KEPT)
    return token, action


class Buttons:
    """Make the buttons of one message: Discord refuses a custom_id that stands there twice."""

    def __init__(self) -> None:
        """Start with none."""
        self._used: set[str] = set()

    def make(self, label: str, text: str) -> Component:
        """Make a button that carries the text, as Discord takes it."""
        custom_id, number = f"h:{text}", 1
        while custom_id in self._used:
            number += 1
            custom_id = f"h{number}:{text}"
        self._used.add(custom_id)
        label = clip(label, MAX_LABEL) or "·"
        return {"type": _BUTTON, "style": _STYLE, "label": label, "custom_id": custom_id}
