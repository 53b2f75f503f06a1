"""The adapter beside the model of Telegram: started, talked to, and stopped."""

import asyncio
import heapq
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from adapters.telegram.app import TelegramAdapter
from adapters.telegram.members import TelegramMembers
from bot.bootstrap import Base, build, open_base
from bot.dispatcher import Dispatcher
from bot.settings import Settings
from knowledge import starter
from tests.factories import FakeClock
from tests.wire.telegram_model import TelegramModel
from tests.wire.telegram_model.unpaced import Unpaced


class Remembering:
    """Remember in a dictionary."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.puts = 0

    async def get(self, name: str) -> str | None:
        return self.kept.get(name)

    async def put(self, name: str, value: str, lasts: timedelta | None = None) -> None:
        self.kept[name] = value
        self.puts += 1


class Idle:
    """Tell when the running loop has nothing left to do but wait.

    Bot and Telegram both live in it, so nothing is on its way then; a database's thread would be.
    """

    def __init__(self) -> None:
        # asyncio tells nobody, but it asks its selector to wait only when nothing is to be done.
        selector = asyncio.get_running_loop()._selector  # type: ignore[attr-defined]
        self._select: Callable[[float | None], list[Any]] = selector.select
        self._waiting: list[asyncio.Future[None]] = []
        selector.select = self._watched

    async def wait(self) -> None:
        """Wait for that."""
        idle: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.append(idle)
        await idle

    def _watched(self, timeout: float | None = None) -> list[Any]:
        if not self._waiting or timeout == 0:
            return self._select(timeout)
        if not (events := self._select(0)):
            self._waiting.pop().set_result(None)
        return events


class Time:
    """Be a clock that goes on only when all who can do something have done it."""

    def __init__(self) -> None:
        self.now = 1000.0
        self._idle: Idle | None = None
        self._sleepers: list[tuple[float, int, asyncio.Future[None]]] = []
        self._count = 0
        self._under_way = 0

    def watch(self, adapter: TelegramAdapter) -> None:
        """Stand still while a call of the adapter is under way."""
        make = adapter._calls.make

        async def counted(call: Callable[[], Awaitable[Any]], **more: Any) -> Any:
            async def one() -> Any:
                self._under_way += 1
                try:
                    return await call()
                finally:
                    self._under_way -= 1

            return await make(one, **more)

        adapter._calls.make = counted  # type: ignore[method-assign]  # to look inside

    def __call__(self) -> float:
        return self.now

    def date(self) -> datetime:
        return datetime(2026, 11, 21, 12, tzinfo=UTC) + timedelta(seconds=self.now)

    async def sleep(self, seconds: float) -> None:
        self._count += 1
        woken: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self.now + max(0.0, seconds), self._count, woken))
        await woken

    async def go(self, seconds: float) -> None:
        """Let time pass, waking each sleeper at its time."""
        until = self.now + seconds
        await self._settled()
        while self._sleepers and self._sleepers[0][0] <= until:
            at, _, woken = heapq.heappop(self._sleepers)
            self.now = max(self.now, at)
            if not woken.done():
                woken.set_result(None)
            await self._settled()
        self.now = until

    async def _settled(self) -> None:
        self._idle = self._idle or Idle()
        await self._idle.wait()
        while self._under_way:  # in the kernel's hands for a moment
            await self._idle.wait()


class Waits:
    """Be a sleep that lets others go on and notes how long it should have been."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        await asyncio.sleep(0.005)


@asynccontextmanager
async def running(
    model: TelegramModel,
    dispatcher: Dispatcher,
    remembered: Remembering | None = None,
    **more: Any,
) -> AsyncIterator[TelegramAdapter]:
    """Run an adapter, connected and with its commands registered."""
    adapter = adapter_for(model, dispatcher, remembered, **more)
    task = asyncio.create_task(adapter.run())
    try:
        await model.connected()
        yield adapter
    finally:
        await adapter.close()
        await asyncio.wait_for(task, 5)


def adapter_for(
    model: TelegramModel,
    dispatcher: Dispatcher,
    remembered: Remembering | None = None,
    **more: Any,
) -> TelegramAdapter:
    """Make an adapter that knows where the model is."""
    wanted: dict[str, Any] = {
        "token": model.token,
        "api_base": model.api_base,
        "pace": Unpaced(),
        "sleep": Waits(),
        "random_": lambda: 0.5,
    }
    return TelegramAdapter(dispatcher, remembered or Remembering(), **(wanted | more))


def unlimited(base: Base, members: TelegramMembers | None = None) -> Dispatcher:
    """Build the core over a base, without limits."""
    settings = replace(Settings(), person_per_minute=0, place_per_minute=0)
    return build(settings, base, {"telegram": members} if members else {})


async def starter_base(folder: Path) -> Base:
    """Open a base with the starter pack at a fixed time."""
    base = await open_base(Settings(database=str(folder / "base.sqlite3")), clock=FakeClock())
    await starter.load(base.journal, base.pseudonyms(), base.clock())
    return base
