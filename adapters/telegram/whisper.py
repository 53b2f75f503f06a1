"""Answers for one person where all can read: a direct message, and a line that says so.

docs/decisions/0009-telegram-private.md says why it is so.
"""

import asyncio
import secrets
from contextlib import suppress
from dataclasses import dataclass
from functools import partial

from telegram import Bot
from telegram.error import TelegramError

from adapters.telegram.asked import Asked
from adapters.telegram.calls import Calls
from adapters.telegram.inbound import Me
from adapters.telegram.joining import Outgoing
from adapters.telegram.keeping import Keeper, Spawn
from adapters.telegram.outbound import Key, Rendered
from adapters.telegram.pacing import Clock, Sleep
from adapters.telegram.sender import Sender
from adapters.telegram.text import escape
from bot.chat.request import Author, Request
from bot.chat.text import clip, units
from bot.chat.words import Words

KEPT = "k_"
_KEPT_SECONDS = 3600.0
_KEPT_MOST = 500
_FADES = 60.0
_DELETABLE = 47 * 3600.0  # seconds; Telegram lets a bot delete for two days
_LINES = 1000
_MAX_NAME = 60


@dataclass(frozen=True, slots=True)
class Whispered:
    """Say whether the direct message arrived, and the link that brings the person to the bot."""

    arrived: bool
    number: int | None
    link: str


@dataclass(frozen=True, slots=True)
class Fading:
    """Be a line in a group that is to be taken away, and when."""

    chat: int
    number: int
    due: float


class Whispers:
    """Answer people in private."""

    def __init__(
        self, sender: Sender, calls: Calls, keeper: Keeper, now: Clock, sleep: Sleep, spawn: Spawn
    ) -> None:
        """Take what sends, how calls are made, what is kept, the time, and how to wait."""
        self._sender, self._calls = sender, calls
        self._now, self._sleep, self._spawn = now, sleep, spawn
        self._links = keeper.of("links", Request, _KEPT_MOST)
        self._lines = keeper.of("lines", Fading, _LINES)
        self._bot: Bot | None = None
        self._me = Me(0, "")

    def attach(self, bot: Bot, me: Me) -> None:
        """Set who makes the calls, and the bot's name for links; lines left before fade now."""
        self._bot, self._me = bot, me
        for key, line in self._lines.items():
            self._spawn(self._fade(key, line))

    def link(self, payload: str = "") -> str:
        """Return the address that opens the bot's own chat."""
        return f"https://t.me/{self._me.username}" + (f"?start={payload}" if payload else "")

    async def say(self, asked: Asked, rendered: Rendered, t: Words, request: Request) -> Whispered:
        """Send a person a direct message; when that cannot be, keep the request for the link."""
        if asked.person is not None:
            try:
                number = await self._sender.put(Outgoing(asked.person, rendered, t))
                return Whispered(True, number, self.link())
            except TelegramError:
                pass  # they have not started the bot, or it cannot be reached: the link leads on
        return Whispered(False, None, self.link(self._keep(request)))

    def stub(
        self,
        asked: Asked,
        said: Whispered,
        t: Words,
        fades: int | None,
        edits: int | None = None,
    ) -> "asyncio.Future[int | None]":
        """Leave a short line in the group, and take it away after a while."""
        name = clip(asked.author.name, _MAX_NAME)
        if said.arrived:
            text, label = t("{name}, I answered you in private.", name=name), t("Open")
        else:
            text = t("{name}, my answer is for you alone. Tap, then press Start.", name=name)
            label = t("Show me")
        rows = ((Key(label, url=said.link),),)
        rendered = Rendered(escape(text), rows, size=units(text) + 4)
        line = Outgoing(
            asked.chat, rendered, t, asked.thread, asked.message, edits, name, joins=edits is None
        )
        sent = self._sender.put(line)
        sent.add_done_callback(partial(self._left, asked.chat, _FADES if fades is None else fades))
        return sent

    def stays(self, chat: int, number: int) -> None:
        """Leave a line where it is: an answer takes its place."""
        self._lines.drop(_key(chat, number))

    def kept(self, payload: str) -> Request | None:
        """Return the request of a link, or None when it is gone."""
        return self._links.get(payload)

    def forget(self, author: Author) -> None:
        """Forget what a person asked by links that nobody has pressed yet."""
        self._links.clear(lambda _, request: request.author.id == author.id)

    def _keep(self, request: Request) -> str:
        payload = KEPT + secrets.token_urlsafe(12)
        self._links.put(payload, request, _KEPT_SECONDS)
        return payload

    def _left(self, chat: int, seconds: float, sent: "asyncio.Future[int | None]") -> None:
        if sent.cancelled() or sent.exception() is not None:
            return
        number = sent.result()
        if number is not None:
            line = Fading(chat, number, self._now() + seconds)
            self._lines.put(_key(chat, number), line, _DELETABLE)
            self._spawn(self._fade(_key(chat, number), line))

    async def _fade(self, key: str, line: Fading) -> None:
        """Delete a line when it is due, unless something else stands there by then."""
        await self._sleep(max(0.0, line.due - self._now()))
        bot = self._bot
        if bot is None or self._lines.get(key) != line:
            return
        with suppress(TelegramError):  # somebody was quicker
            await self._calls.make(
                lambda: bot.delete_message(line.chat, line.number), is_repeatable=True
            )
        self._lines.drop(key)


def _key(chat: int, number: int) -> str:
    return f"{chat}.{number}"
