"""Messages on their way out: in order, paced, joined when several wait, dropped only aloud."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field, replace
from typing import Any

from telegram import ReplyParameters
from telegram.constants import ParseMode
from telegram.error import BadRequest, ChatMigrated, TelegramError

from adapters.telegram.calls import Calls, is_not_modified, is_unreachable
from adapters.telegram.client import Client
from adapters.telegram.joining import Joined, Outgoing, join
from adapters.telegram.outbound import Rendered
from adapters.telegram.pacing import Pace, Sleep

_log = logging.getLogger(__name__)
_MOST = 40  # messages that wait for one chat; more would come minutes late


@dataclass(slots=True)
class _Line:
    """Be what waits for one chat, and who was left out since the last message there."""

    waiting: deque[tuple[Outgoing, "asyncio.Future[int | None]"]] = field(default_factory=deque)
    left_out: list[Outgoing] = field(default_factory=list)


class Sender:
    """Send messages, one at a time for each chat."""

    def __init__(
        self, pace: Pace, calls: Calls, sleep: Sleep, moved: Callable[[int, int], Awaitable[None]]
    ) -> None:
        """Take the pace, how calls are made, how to wait, and who hears of a chat's new number."""
        self._pace, self._calls, self._sleep, self._moved = pace, calls, sleep, moved
        self._lines: dict[int, _Line] = {}
        self._tasks: set[asyncio.Task[None]] = set()
        self._client: Client | None = None

    def attach(self, client: Client) -> None:
        """Set who makes the calls."""
        self._client = client

    def put(self, message: Outgoing) -> "asyncio.Future[int | None]":
        """Queue a message; its number comes when it is sent, None when it joined or was refused.

        Raises, where awaited, what says that the chat cannot be reached.
        """
        done: asyncio.Future[int | None] = asyncio.get_running_loop().create_future()
        done.add_done_callback(_seen)
        line = self._lines.get(message.chat)
        if line is None:
            line = self._lines[message.chat] = _Line()
            task = asyncio.create_task(self._run(message.chat, line))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        elif message.edits is not None and _overtakes(line, message, done):
            return done
        elif message.joins and len(line.waiting) >= _MOST:
            line.left_out.append(message)
            done.set_result(None)
            return done
        line.waiting.append((message, done))
        return done

    @property
    def waiting(self) -> int:
        """Count the messages that wait."""
        return sum(len(line.waiting) for line in self._lines.values())

    async def settle(self, seconds: float) -> None:
        """Give what waits some time, then drop it."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, chat: int, line: _Line) -> None:
        try:
            while line.waiting or line.left_out:
                while (wait := self._pace.wait(chat)) > 0:
                    await self._sleep(wait)
                self._pace.take(chat)
                await self._next(chat, line)
        finally:
            del self._lines[chat]
            for _, done in line.waiting:
                done.cancel()

    async def _next(self, chat: int, line: _Line) -> None:
        """Send what waits longest, with what may go out in one message with it."""
        group = join([m for m, _ in line.waiting], line.left_out, self._pace.wait(chat))
        dones = [line.waiting.popleft()[1] for _ in range(group.count)]
        if group.tells:
            line.left_out.clear()
        number: int | None = None
        try:
            number = await self._send(group)
        except Exception as error:
            # The one who waits for it may know what to do; for all others it ends here, and what
            # waits behind it still goes out.
            level = logging.INFO if is_unreachable(error) else logging.WARNING
            _log.log(level, "a message did not arrive: %s", _short(error))
            for done in dones:
                if not done.done():
                    done.set_exception(error)
            return
        for done in dones:
            if not done.done():
                done.set_result(number if group.count == 1 else None)

    async def _send(self, group: Joined) -> int | None:
        message = group.message
        try:
            if message.edits is not None:
                return await self._edit(message)
            return await self._new(message)
        except ChatMigrated as error:
            await self._moved(message.chat, error.new_chat_id)
            return await self._new(message, error.new_chat_id)

    async def _edit(self, message: Outgoing) -> int | None:
        client, number, rendered = self._ready(), message.edits, message.rendered
        if number is None:
            return await self._new(message)
        try:
            await self._calls.make(
                lambda: client.rewrite(message.chat, number, rendered),
                is_repeatable=True,
                flooded=lambda seconds: self._pace.hold(message.chat, seconds),
            )
        except BadRequest as error:
            if is_not_modified(error):
                return number
            return await self._new(message)  # it was deleted, or is too old, or has a picture
        return number

    async def _new(self, message: Outgoing, chat: int | None = None) -> int | None:
        to = chat or message.chat
        try:
            return await self._calls.make(
                lambda: self._post(to, message, message.rendered),
                is_repeatable=False,
                flooded=lambda seconds: self._pace.hold(to, seconds),
            )
        except BadRequest:
            if message.rendered.picture is None:
                raise
            words = replace(message.rendered, picture=None)  # pictures are not allowed here
            return await self._post(to, message, words)

    async def _post(self, to: int, message: Outgoing, rendered: Rendered) -> int:
        client = self._ready()
        if rendered.is_text:
            return await client.write(to, rendered, message.thread, message.reply_to)
        words: dict[str, Any] = {
            "caption": rendered.html,
            "parse_mode": ParseMode.HTML,
            "message_thread_id": message.thread,
            "reply_parameters": _reply_to(message),
            "reply_markup": rendered.keyboard,
        }
        if rendered.picture is not None:
            sent = await client.send_photo(to, rendered.picture, **words)
        elif rendered.file is not None:
            file = rendered.file
            sent = await client.send_document(to, file.content, filename=file.name, **words)
        return sent.message_id

    def _ready(self) -> Client:
        if self._client is None:
            raise TelegramError("not connected")
        return self._client


def _overtakes(line: _Line, message: Outgoing, done: "asyncio.Future[int | None]") -> bool:
    """Put an edit in the place of an older one of the same message that still waits."""
    for at, (waiting, older) in enumerate(line.waiting):
        if waiting.edits == message.edits:
            line.waiting[at] = (message, done)
            older.set_result(message.edits)
            return True
    return False


def _reply_to(message: Outgoing) -> ReplyParameters | None:
    if message.reply_to is None:
        return None
    return ReplyParameters(message.reply_to, allow_sending_without_reply=True)


def _seen(done: "asyncio.Future[int | None]") -> None:
    """Take note of an error that nobody waits for."""
    if not done.cancelled():
        done.exception()


def _short(error: Exception) -> str:
    said = f": {error.message[:120]}" if isinstance(error, TelegramError) else ""
    return f"{type(error).__name__}{said}"
