"""Messages that fade: what is to be taken away, and when, is remembered over a restart."""

import asyncio
import json
import logging
from collections import OrderedDict

import discord

from adapters.discord.life import LOST, Clock, Sleep
from bot.chat.remembered import Remembered

_NAME = "discord.fading"
_MOST = 200  # messages that wait; the oldest stay when there are more
_GONE = (403, 404)  # it is gone already, or we may not
_log = logging.getLogger(__name__)

_Key = tuple[int, int]  # a channel and a message


class Fading:
    """Take messages away when their time has come."""

    def __init__(self, remembered: Remembered, wall: Clock, sleep: Sleep) -> None:
        """Take what survives a restart, the time of day in seconds, and how to wait."""
        self._remembered, self._wall, self._sleep = remembered, wall, sleep
        self._due: OrderedDict[_Key, float] = OrderedDict()
        self._tasks: set[asyncio.Task[None]] = set()
        self._client: discord.Client | None = None
        self._is_read = False

    async def begin(self, client: discord.Client) -> None:
        """Go on with what was left, with a client that is logged in; never raise."""
        self._client = client
        try:
            if not self._is_read:
                for channel, message, due in json.loads(await self._remembered.get(_NAME) or "[]"):
                    self._due.setdefault((int(channel), int(message)), float(due))
                self._is_read = True
        except Exception as error:
            # Lines that stay are no harm; the next connection reads again.
            _log.error("what is to fade could not be read: %s", type(error).__name__)
        for key, due in self._due.items():
            self._spawn(key, due)

    def end(self) -> None:
        """Leave the rest to the next client."""
        self._client = None
        for task in self._tasks:
            task.cancel()

    async def add(self, channel: int, message: int, seconds: int) -> None:
        """Take a message of a channel away after so many seconds."""
        key, due = (channel, message), self._wall() + seconds
        self._due[key] = due
        while len(self._due) > _MOST:
            self._due.popitem(last=False)
        self._spawn(key, due)
        await self._keep()

    def _spawn(self, key: _Key, due: float) -> None:
        task = asyncio.create_task(self._fade(key, due))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _fade(self, key: _Key, due: float) -> None:
        await self._sleep(max(0.0, due - self._wall()))
        channel, message = key
        if self._client is None:
            return
        try:
            await (
                self._client.get_partial_messageable(channel).get_partial_message(message).delete()
            )
        except discord.HTTPException as error:
            if error.status not in _GONE:
                return  # the next client tries again
        except LOST:
            return
        self._due.pop(key, None)
        await self._keep()

    async def _keep(self) -> None:
        rows = [[*key, due] for key, due in self._due.items()]
        try:
            await self._remembered.put(_NAME, json.dumps(rows) if rows else "")
        except Exception as error:
            # It fades as long as this process lives; only a restart would forget it.
            _log.error("what is to fade could not be kept: %s", type(error).__name__)
