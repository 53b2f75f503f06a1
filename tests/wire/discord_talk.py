"""The adapter beside the model of Discord: started, talked to, and stopped."""

import asyncio
import os
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from adapters.discord.app import DiscordAdapter
from adapters.discord.members import DiscordMembers
from bot.bootstrap import Base, build, open_base
from bot.dispatcher import Dispatcher
from bot.settings import Settings
from knowledge import starter
from tests.factories import FakeClock
from tests.wire.discord_model import DiscordModel

_SPECS = os.environ.get("PLATFORM_SPECS") or Path(__file__).parents[3] / "shared" / "specs"
SPEC = Path(_SPECS) / "discord-openapi.json"
_MARKS = re.compile(r"\\([^\w\s])")


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


class Waits:
    """Be a sleep that lets others go on and notes how long it should have been."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.asked.append(seconds)
        await asyncio.sleep(0.01)


@asynccontextmanager
async def running(
    model: DiscordModel, dispatcher: Dispatcher, remembered: Remembering | None = None, **more: Any
) -> AsyncIterator[DiscordAdapter]:
    """Run an adapter, connected and with its commands registered."""
    adapter = adapter_for(model, dispatcher, remembered, **more)
    task = asyncio.create_task(adapter.run())
    try:
        await model.connected()
        await model.until(lambda: model.commands)
        yield adapter
    finally:
        await adapter.close()
        await asyncio.wait_for(task, 5)


def adapter_for(
    model: DiscordModel, dispatcher: Dispatcher, remembered: Remembering | None = None, **more: Any
) -> DiscordAdapter:
    """Make an adapter that knows where the model is."""
    wanted: dict[str, Any] = {
        "token": model.token,
        "api_base": model.api_base,
        "gateway_url": model.gateway_url,
        "shards": 1,
        "sleep": Waits(),
    }
    return DiscordAdapter(dispatcher, remembered or Remembering(), **(wanted | more))


def unlimited(base: Base, members: DiscordMembers | None = None) -> Dispatcher:
    """Build the core over a base, without limits."""
    settings = replace(Settings(), person_per_minute=0, place_per_minute=0)
    return build(settings, base, {"discord": members} if members else {})


async def starter_base(folder: Path) -> Base:
    """Open a base with the starter pack at a fixed time."""
    base = await open_base(Settings(database=str(folder / "base.sqlite3")), clock=FakeClock())
    await starter.load(base.journal, base.pseudonyms(), base.clock())
    return base


def shown(text: str) -> str:
    """Write a card's text as it is read: without markup, on one line."""
    plain = re.sub(r"(?<!\\)(\*\*|<(?=http))|^(###|-#|>|-) ", "", text, flags=re.MULTILINE)
    return " ".join(_MARKS.sub(r"\1", plain).split())
