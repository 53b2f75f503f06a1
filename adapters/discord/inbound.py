"""From what Discord sends to a request: commands, presses, forms, the menu, mentions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import discord

from bot.chat.request import Author, Place, Request, Source

PLATFORM = "discord"
WORTH = "worth"
QUESTION = "worth it?"
_MENTION = re.compile(r"<(@[!&]?|#)\d+>")
_ESCAPED = re.compile(r"\\([^\w\s])")  # as `text.escape` writes it
_EMOJI = re.compile(r"<a?:(\w+):\d+>")
_MAX_ABOUT = 4000


@dataclass(frozen=True, slots=True)
class Written:
    """Be a message to the bot: what it asks, and how it came to be one.

    An aside replies to the bot and calls it by no name, as "thanks!" does; a blind one replies to
    a message whose words Discord does not show to bots.
    """

    request: Request
    is_aside: bool
    is_blind: bool


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
    return "guild_id" not in raw or any(each["id"] == str(me) for each in raw["mentions"])


def written(message: discord.Message, me: int) -> Written | None:
    """Read a message to the bot; None for all others.

    To the bot is a direct message, one that mentions it, and a reply that pings it, of which
    Discord says that it mentions the bot. It pings when it replies to a message of the bot's, but
    not to what the bot answered to a command; of those replies Discord shows bots no words.
    """
    is_called = message.guild is None or any(user.id == me for user in message.mentions)
    if message.author.bot or not is_called:
        return None
    if message.type not in (discord.MessageType.default, discord.MessageType.reply):
        return None
    arguments = {"question": words(message.content), "about": _replied(message, me)}
    if arguments["about"] and not arguments["question"]:
        arguments["question"] = QUESTION
    given = {name: text for name, text in arguments.items() if text}
    request = Request(
        WORTH, author(message.author), place_of(message), given, _locale(message), Source.MESSAGE
    )
    is_aside = message.guild is not None and me not in message.raw_mentions
    return Written(request, is_aside, message.reference is not None and "about" not in given)


def words(content: str) -> str:
    """Take mentions out of a message's text, and leave emoji as their names."""
    return " ".join(_EMOJI.sub(r" \1 ", _MENTION.sub(" ", content)).split())


def _replied(message: discord.Message, me: int) -> str:
    """Return the words that a message replies to; of an answer of the bot's, what it is about."""
    found = message.reference.resolved if message.reference else None
    if not isinstance(found, discord.Message):
        return ""
    return _headline(found) if found.author.id == me else about_message(found)


def _headline(answer: discord.Message) -> str:
    first = next(filter(None, _displayed(answer.components)), "").partition("\n")[0]
    return _ESCAPED.sub(r"\1", first.removeprefix("### ").replace("**", ""))


def _locale(message: discord.Message) -> str:
    """Take the server's language where it has set one; English is what it has if it has not."""
    locale = message.guild.preferred_locale if message.guild else discord.Locale.american_english
    return "" if locale is discord.Locale.american_english else locale.value
