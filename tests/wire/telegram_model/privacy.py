"""Which messages reach a bot whose privacy mode is on, as it is from the start."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.wire.telegram_model.entities import cut

if TYPE_CHECKING:
    from tests.wire.telegram_model.messages import Message


def reaches_bot(message: Message) -> bool:
    """Tell whether Telegram hands a message to the bot."""
    chat = message.chat
    bot = chat.world.bot
    if not chat.bot_is_here or message.sender is bot:
        return bool(message.service) and chat.bot_is_here
    if message.sender is not None and message.sender.bot:
        return False
    if chat.kind in {"private", "channel"} or message.service or message.via_bot is bot:
        return True
    open_ears = not chat.world.privacy_mode or chat.member(bot).admin
    return open_ears or _is_meant_for_bot(message)


def _is_meant_for_bot(message: Message) -> bool:
    """Tell whether a message is a command for the bot or replies to it.

    One that only names the bot is not handed over, whatever BotFather says of it: who runs bots
    reports so over the years, and Telegram's own list of what privacy mode lets through has none.
    """
    bot = message.chat.world.bot
    if message.reply_to is not None and message.reply_to.sender is bot:
        return True
    return any(
        _is_command_for_bot(message, cut(message.text, each))
        for each in message.entities
        if each["type"] == "bot_command"
    )


def mentions_bot(message: Message) -> bool:
    """Tell whether a message names the bot."""
    bot = message.chat.world.bot
    return any(
        cut(message.text, each).lower() == f"@{bot.username}".lower()
        for each in message.entities
        if each["type"] == "mention"
    )


def _is_command_for_bot(message: Message, command: str) -> bool:
    bot, last = message.chat.world.bot, message.chat.last_bot
    _, _, addressee = command.partition("@")
    if addressee:
        return addressee.lower() == bot.username.lower()
    return last in (None, bot)
