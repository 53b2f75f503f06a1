"""The adapter: keeps one client running, and joins what it brings to what answers it."""

import asyncio
import logging
import random
import time
from typing import Any

from discord.http import Route

from adapters.discord import client as wire
from adapters.discord import reaching
from adapters.discord.answering import PATIENCE, Answering
from adapters.discord.callback import Callbacks
from adapters.discord.fading import Fading
from adapters.discord.forms import Kept
from adapters.discord.inbox import Inbox
from adapters.discord.life import (
    Clock,
    DiscordRefused,
    Identifies,
    NotReached,
    Random,
    Resting,
    Sleep,
    fatal,
)
from adapters.discord.members import DiscordMembers
from adapters.discord.mentions import Mentions
from adapters.discord.posting import Posting
from bot.chat.adapter import Health, State
from bot.chat.backoff import Backoff
from bot.chat.remembered import Remembered
from bot.chat.reply import Reply
from bot.chat.request import Place
from bot.dispatcher import Dispatcher

_log = logging.getLogger(__name__)
# Below these levels discord.py writes message texts, the token, and addresses, which hold ids;
# its client also complains at each start that it cannot speak.
_LIBRARY = (
    ("discord", logging.WARNING),
    ("discord.client", logging.ERROR),
    ("discord.http", logging.ERROR),
    ("discord.webhook", logging.ERROR),
)
_HELD = 60.0  # seconds after which a connection counts as one that held
_SETTLE = 5.0  # seconds that answers under way are given at the end


class DiscordAdapter:
    """Answer on Discord until told to stop."""

    def __init__(
        self,
        dispatcher: Dispatcher,
        remembered: Remembered,
        *,
        token: str,
        api_base: str | None = None,
        gateway_url: str | None = None,
        shards: str | int = "auto",
        members: DiscordMembers | None = None,
        clock: Clock = time.monotonic,
        wall: Clock = time.time,
        sleep: Sleep = asyncio.sleep,
        random_: Random = random.random,
        patience: float = PATIENCE,
        heartbeat_timeout: float = 60.0,
    ) -> None:
        """Take the core, what survives a restart, and how to reach Discord."""
        self._token = token
        self._api_base = reaching.address("HYPECHECK_DISCORD_API_BASE", api_base, "https", "http")
        gateway = reaching.address("HYPECHECK_DISCORD_GATEWAY_URL", gateway_url, "wss", "ws")
        self._shards = reaching.shards(shards)
        self._clock, self._sleep = clock, sleep
        self._wire = reaching.Wire(gateway, clock, sleep, heartbeat_timeout)
        self._identifies = Identifies(clock, sleep)
        self._backoff = Backoff(random_)
        self.members = members or DiscordMembers()
        kept = Kept(clock)
        self._callbacks = Callbacks(sleep, self._flooded)
        answering = Answering(dispatcher, kept, self._callbacks, sleep, patience)
        self._fading = Fading(remembered, wall, sleep)
        self._mentions = Mentions(dispatcher, answering, Posting(self._fading, sleep), clock)
        self._inbox = Inbox(
            dispatcher, remembered, self.members, kept, answering, self._mentions, self._fading
        )
        self._client: wire.Hooks | None = None
        self._closing, self._is_running = asyncio.Event(), False
        self._floods = 0  # how often Discord told us to wait

    async def run(self) -> None:
        """Stay connected until closed or cancelled; raise DiscordRefused when that is in vain."""
        if self._api_base:
            Route.BASE = self._api_base  # discord.py keeps it for the whole process
        for name, level in _LIBRARY:
            if (library := logging.getLogger(name)).level == logging.NOTSET:
                library.setLevel(level)
        self._is_running = True
        try:
            while not self._closing.is_set():
                started = self._clock()
                delay = await self._session()
                if self._clock() - started > _HELD:
                    self._backoff.reset()
                await self._pause(max(delay, self._backoff.next()))
        finally:
            self._is_running = False
            await self._callbacks.close()

    async def _pause(self, seconds: float) -> None:
        """Wait, but not when told to stop."""
        waits = (asyncio.ensure_future(self._sleep(seconds)), self._stop_asked())
        try:
            await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for each in waits:
                each.cancel()

    def _stop_asked(self) -> "asyncio.Future[Any]":
        return asyncio.ensure_future(self._closing.wait())

    async def close(self) -> None:
        """Stop: let the answers under way arrive, then leave."""
        self._closing.set()
        self._inbox.close()
        await self._inbox.settle(_SETTLE)
        if self._client is not None:
            await self._client.close()

    def health(self) -> Health:
        """Say how the connection is."""
        client = self._client
        if client is None or client.is_closed():
            state = State.CONNECTING if self._is_running else State.OFF
            return Health(state, floods=self._floods)
        wanted = len(self._shards.ids) or client.shard_count or 1
        up, last, latency = client.connected_shards, client.last_sign, client.latency
        delay = f", {latency * 1000:.0f} ms away" if up and latency < float("inf") else ""
        return Health(
            state=State.CONNECTED if up >= wanted else State.CONNECTING,
            age=None if last is None else self._clock() - last,
            waiting=self._inbox.waiting,
            detail=f"{up} of {wanted} shards{delay}",
            floods=self._floods,
        )

    async def post(self, place: Place, reply: Reply) -> bool:
        """Post a reply to a place; False when it could not be."""
        if self._client is None:
            return False
        return await self._mentions.post(self._client, place, reply)

    def _flooded(self) -> None:
        self._floods += 1

    async def _session(self) -> float:
        """Run one client to its end; return the least seconds to wait before the next."""
        client = wire.make(self._inbox, self._wire, self._identifies, self._shards, self._flooded)
        self._client = client
        try:
            await client.start(self._token)
        except Resting as error:
            _log.warning("Discord: %s", error)
            return error.seconds
        except (Exception, NotReached) as error:
            if self._closing.is_set():
                return 0.0
            refused = fatal(error)
            if refused is not None:
                raise refused from None
            _log.warning("Discord: the connection failed (%s)", type(error).__name__)
        finally:
            await self._inbox.settle(_SETTLE)
            self._fading.end()
            await client.close()
            self._client = None
        return 0.0


__all__ = ["DiscordAdapter", "DiscordRefused"]
