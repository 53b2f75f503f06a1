"""Staying connected without wearing Discord out: pauses, budgets, and events that do not kill."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

import aiohttp
import discord

from bot.chat.adapter import Refused

Errors = tuple[type[Exception], ...]
CUT_OFF: Errors = (aiohttp.ClientError, OSError)  # what a cut wire raises
LOST: Errors = (*CUT_OFF, RuntimeError)  # and what a client raises that was closed meanwhile
PASSING: Errors = (*CUT_OFF, discord.DiscordServerError)  # what may be gone in a moment

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]
Random = Callable[[], float]
_log = logging.getLogger(__name__)

_FATAL_CLOSES = {
    4004: "Discord does not accept the token.",
    4010: "Discord does not accept the shard.",
    4011: "Discord wants more shards.",
    4012: "Discord no longer speaks this version of its gateway.",
    4013: "Discord does not know the intents.",
    4014: "Discord has not allowed the intents.",
}


class DiscordRefused(Refused):
    """Say why trying again would not help; the message is for the admin."""


class NotReached(BaseException):
    """Say that the gateway was never reached.

    discord.py takes every Exception for a connection that was there before: one shard dies of an
    AttributeError then, several try again every five seconds for ever. This passes both by.
    """


class Resting(Exception):
    """Say that the day's sessions are nearly spent, and for how many seconds to wait."""

    def __init__(self, seconds: float) -> None:
        """Take how long to wait."""
        super().__init__(f"the day's sessions are nearly spent; waiting {seconds:.0f} s")
        self.seconds = seconds


def fatal(error: BaseException) -> DiscordRefused | None:
    """Name the errors after which trying again would only cost the token."""
    match error:
        case discord.LoginFailure():
            return DiscordRefused(f"{_FATAL_CLOSES[4004]} Set HYPECHECK_DISCORD_TOKEN anew.")
        case discord.PrivilegedIntentsRequired():
            return DiscordRefused(_FATAL_CLOSES[4014])
        case discord.ConnectionClosed(code=code) if code in _FATAL_CLOSES:
            return DiscordRefused(_FATAL_CLOSES[code])
    return None


class Pace:
    """Space what must not happen often: the more of late, the longer the pause before the next."""

    def __init__(self, gaps: tuple[float, ...], window: float, clock: Clock, sleep: Sleep) -> None:
        """Take the pauses before the first, second, … within a window, all in seconds."""
        self._gaps, self._window = gaps, window
        self._clock, self._sleep = clock, sleep
        self._times: deque[float] = deque(maxlen=len(gaps))

    async def wait(self) -> None:
        """Wait until the next may happen, and count it."""
        now = self._clock()
        while self._times and self._times[0] < now - self._window:
            self._times.popleft()
        recent = len(self._times)
        gap = self._gaps[min(recent, len(self._gaps) - 1)]
        due = self._times[-1] + gap if self._times else now
        if due > now:
            await self._sleep(due - now)
        self._times.append(max(now, due))


# At most five in the first minute, then one in half a minute. Discord counts 1,000 a day and
# takes the token away after them; `Resting` watches that number itself.
IDENTIFY_GAPS = (0.0, 6.0, 10.0, 20.0, 30.0)
IDENTIFY_APART = 6.0  # Discord says five; what it counts is when they arrive
FREE_CONNECTS = 4  # a shard's connections in a window that need no pause
CONNECT_GAPS = (1.0, 2.0, 4.0, 8.0, 16.0, 30.0)
WINDOW = 120.0
LEFT_FOR_OTHERS = 20  # sessions of a day that are not touched by trying again


class Identifies:
    """Space identifies, each shard's and all together, over all clients that one adapter starts."""

    def __init__(self, clock: Clock, sleep: Sleep) -> None:
        """Take the time and how to wait."""
        self._clock, self._sleep = clock, sleep
        self._shards: dict[int, Pace] = {}
        self._all = Pace((0.0, IDENTIFY_APART), IDENTIFY_APART, clock, sleep)
        self._turn = asyncio.Lock()

    async def wait(self, shard: int) -> None:
        """Wait until the shard may identify."""
        if shard not in self._shards:
            self._shards[shard] = Pace(IDENTIFY_GAPS, WINDOW, self._clock, self._sleep)
        await self._shards[shard].wait()
        async with self._turn:
            await self._all.wait()


def check_sessions(limits: Mapping[str, Any]) -> None:
    """Raise Resting when the day's sessions are nearly spent."""
    if int(limits.get("remaining", LEFT_FOR_OTHERS)) < LEFT_FOR_OTHERS:
        raise Resting(min(3600.0, float(limits.get("reset_after", 0)) / 1000 + 1))


def guarded(
    name: str, parse: Callable[[Any], Any], wanted: Callable[[Any], bool] | None = None
) -> Callable[[Any], None]:
    """Read an event so that a malformed one is skipped; discord.py would end the connection.

    One that is not wanted is skipped before anything is made of it.
    """

    def read(data: Any) -> None:
        try:
            if wanted is None or wanted(data):
                parse(data)
        except Exception as error:
            _log.warning("a malformed %s was skipped: %s", name, type(error).__name__)

    return read
