"""Answers for one person where all can read: a direct message, and a line that says so.

docs/decisions/0009-telegram-private.md says why it is so.
"""

import asyncio
import secrets
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

from telegram import Bot, InlineKeyboardButton
from telegram.error import TelegramError

from adapters.telegram.asked import Asked, Recent
from adapters.telegram.calls import Calls, is_unreachable
from adapters.telegram.inbound import Me
from adapters.telegram.joining import Outgoing
from adapters.telegram.outbound import Rendered
from adapters.telegram.pacing import Clock, Sleep
from adapters.telegram.sender import Sender
from adapters.telegram.text import escape
from bot.chat.request import Request
from bot.chat.text import clip, units
from bot.chat.words import Words

KEPT = "k_"
_KEPT_SECONDS = 3600.0
_KEPT_MOST = 2000
_FADES = 60.0
_MAX_NAME = 60

Spawn = Callable[[Coroutine[Any, Any, None]], object]


@dataclass(frozen=True, slots=True)
class Whispered:
    """Say whether the direct message arrived, and the link that brings the person to the bot."""

    arrived: bool
    number: int | None
    link: str


class Whispers:
    """Answer people in private."""

    def __init__(
        self, sender: Sender, calls: Calls, clock: Clock, sleep: Sleep, spawn: Spawn
    ) -> None:
        """Take what sends, a clock in seconds, how to wait, and who runs what ends later."""
        self._sender, self._calls = sender, calls
        self._clock, self._sleep, self._spawn = clock, sleep, spawn
        self._kept: Recent[tuple[float, Request]] = Recent(_KEPT_MOST)
        self._bot: Bot | None = None
        self._me = Me(0, "")

    def attach(self, bot: Bot, me: Me) -> None:
        """Set who makes the calls, and the bot's name for links."""
        self._bot, self._me = bot, me

    def link(self, payload: str = "") -> str:
        """Return the address that opens the bot's own chat."""
        return f"https://t.me/{self._me.username}" + (f"?start={payload}" if payload else "")

    async def say(self, asked: Asked, rendered: Rendered, t: Words, request: Request) -> Whispered:
        """Send a person a direct message; when that cannot be, keep the request for the link."""
        if asked.person is not None:
            try:
                number = await self._sender.put(Outgoing(asked.person, rendered, t))
                return Whispered(True, number, self.link())
            except TelegramError as error:
                if not is_unreachable(error):
                    return Whispered(False, None, self.link(self._keep(request)))
        return Whispered(False, None, self.link(self._keep(request)))

    def stub(self, asked: Asked, said: Whispered, t: Words, fades: int | None) -> None:
        """Leave a short line in the group, and take it away after a while."""
        name = clip(asked.author.name, _MAX_NAME)
        if said.arrived:
            text, label = t("{name}, I answered you in private.", name=name), t("Open")
        else:
            text = t("{name}, my answer is for you alone. Tap, then press Start.", name=name)
            label = t("Show me")
        rows = ((InlineKeyboardButton(label, url=said.link),),)
        rendered = Rendered(escape(text), rows, size=units(text) + 4)
        line = Outgoing(asked.chat, rendered, t, asked.thread, asked.message, name=name, joins=True)
        self._spawn(self._fade(asked.chat, self._sender.put(line), fades))

    def kept(self, payload: str) -> Request | None:
        """Return the request of a link, or None when it is gone."""
        found = self._kept.get(payload)
        return found[1] if found is not None and found[0] > self._clock() else None

    def _keep(self, request: Request) -> str:
        payload = KEPT + secrets.token_urlsafe(12)
        self._kept.put(payload, (self._clock() + _KEPT_SECONDS, request))
        return payload

    async def _fade(self, chat: int, sent: "asyncio.Future[int | None]", fades: int | None) -> None:
        try:
            number = await sent
            await self._sleep(_FADES if fades is None else fades)
            bot = self._bot
            if number is not None and bot is not None:
                await self._calls.make(lambda: bot.delete_message(chat, number), is_repeatable=True)
        except TelegramError:
            return  # it never came, or somebody was quicker
