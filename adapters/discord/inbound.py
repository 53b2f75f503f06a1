"""From what Discord sends to a request: commands, presses, forms, the menu, mentions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import discord

from bot.chat.request import Author, Place, Request, Source

PLATFORM = "discord"
WORTH = "worth"
QUESTION = "worth it?"
_MENTION = re.compile(r"<(@[!&]?|#)\d+>")
_EMOJI = re.compile(r"<a?:(\w+):\d+>")
_MAX_ABOUT = 4000


def author(user: discord.abc.User) -> Author:
    """Name a person."""
    return Author(PLATFORM, str(user.id), user.display_name)


def place(interaction: discord.Interaction) -> Place:
    """Name where an interaction was made."""
    channel = interaction.channel
    here = str(interaction.channel_id or "")
    if interaction.guild_id is None:
        is_direct = interaction.context.dm_channel is True
        return Place(PLATFORM, here, here, is_private=is_direct, is_guest=not is_direct)
    found = _in_server(str(interaction.guild_id), here, channel)
    return found if interaction.is_guild_integration() else replace(found, is_guest=True)


def place_of(message: discord.Message) -> Place:
    """Name where a message was written."""
    here = str(message.channel.id)
    if message.guild is None:
        return Place(PLATFORM, here, here, is_private=True)
    return _in_server(str(message.guild.id), here, message.channel)


def _in_server(space: str, here: str, channel: object) -> Place:
    if isinstance(channel, discord.Thread):
        return Place(PLATFORM, space, str(channel.parent_id), here)
    return Place(PLATFORM, space, here)


def request(
    interaction: discord.Interaction, command: str, arguments: Mapping[str, str], source: Source
) -> Request:
    """Make a request of the person who made an interaction, there, in their language."""
    return Request(
        command,
        author(interaction.user),
        place(interaction),
        arguments,
        interaction.locale.value,
        source,
    )


def options(data: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
    """Read the path and the arguments of a slash command from the raw data."""
    path, given = [str(data.get("name", ""))], data.get("options") or []
    while given and given[0].get("type") in (1, 2):
        path.append(given[0]["name"])
        given = given[0].get("options") or []
    return " ".join(path), {option["name"]: str(option.get("value", "")) for option in given}


def about_message(message: discord.Message) -> str:
    """Return all words of a message: its own, of its embeds, of its components, forwarded ones."""
    parts = [message.content, *_embedded(message.embeds), *_displayed(message.components)]
    for snapshot in message.message_snapshots:
        parts += [snapshot.content, *_embedded(snapshot.embeds)]
    return words(" ".join(filter(None, parts)))[:_MAX_ABOUT]


def _embedded(embeds: Sequence[discord.Embed]) -> Iterator[str]:
    for embed in embeds:
        yield from (part for part in (embed.title, embed.url) if part)


def _displayed(components: Sequence[discord.Component]) -> Iterator[str]:
    for component in components:
        if isinstance(component, discord.TextDisplay):
            yield component.content
        yield from _displayed(getattr(component, "children", ()))


def may_be_for(me: int, raw: Mapping[str, Any]) -> bool:
    """Say of a raw message whether it may be to the bot; most of a server's are not."""
    if raw["author"].get("bot"):
        return False
    return "guild_id" not in raw or f"<@{me}>" in _calls(raw["content"])


def mention(message: discord.Message, me: int) -> Request | None:
    """Read a message to the bot, one that mentions it or a direct one; None for all others."""
    is_direct = message.guild is None
    if message.author.bot or (not is_direct and f"<@{me}>" not in _calls(message.content)):
        return None
    if message.type not in (discord.MessageType.default, discord.MessageType.reply):
        return None
    arguments = {"question": words(message.content), "about": _replied(message)}
    if arguments["about"] and not arguments["question"]:
        arguments["question"] = QUESTION
    given = {name: text for name, text in arguments.items() if text}
    return Request(
        WORTH, author(message.author), place_of(message), given, _locale(message), Source.MESSAGE
    )


def _calls(content: str) -> str:
    return content.replace("<@!", "<@")


def words(content: str) -> str:
    """Take mentions out of a message's text, and leave emoji as their names."""
    return " ".join(_EMOJI.sub(r" \1 ", _MENTION.sub(" ", content)).split())


def _replied(message: discord.Message) -> str:
    found = message.reference.resolved if message.reference else None
    return about_message(found) if isinstance(found, discord.Message) else ""


def is_blind_reply(message: discord.Message) -> bool:
    """Say whether a message replies to one whose words Discord does not show to bots."""
    return message.reference is not None and not _replied(message)


def _locale(message: discord.Message) -> str:
    """Take the server's language where it has set one; English is what it has if it has not."""
    locale = message.guild.preferred_locale if message.guild else discord.Locale.american_english
    return "" if locale is discord.Locale.american_english else locale.value
