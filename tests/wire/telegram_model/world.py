"""What the whole model shares: JSON, the clock, ids, and a bell that wakes those who wait."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

Json = dict[str, Any]
Clock = Callable[[], datetime]
T = TypeVar("T")

REACTION = 0.005  # nobody acts on a message in the very moment in which it appears


class NothingCame(AssertionError):
    """What a person or a test waited for did not happen in time."""


class CannotDo(Exception):
    """A person tried what Telegram's apps do not offer."""


class Ids:
    """Numbers that grow: of people, chats, updates and messages."""

    def __init__(self) -> None:
        self._last = {
            "user": 5_100_000_000,
            "group": 4_000_000_000,
            "supergroup": 1_002_000_000_000,
            "query": 7_000_000_000_000,
            "update": 870_000_000,
            "message": 40,
        }

    def next(self, kind: str) -> int:
        """Give the next number of a kind."""
        self._last[kind] += 1
        return self._last[kind]


class Bell:
    """Wake everyone who waits whenever something happened."""

    def __init__(self) -> None:
        self._event = asyncio.Event()

    def ring(self) -> None:
        """Say that something happened."""
        rung, self._event = self._event, asyncio.Event()
        rung.set()

    async def wait(self, within: float | None = None) -> None:
        """Wait for the next ring, or so many seconds."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(within):
                await self._event.wait()

    async def until(
        self,
        look: Callable[[], T | None],
        within: float,
        what: Callable[[], str],
        every: float | None = None,
    ) -> T:
        """Look at every ring, and `every` few seconds, until there is something."""
        try:
            async with asyncio.timeout(within):
                while (found := look()) is None or found is False:
                    await self.wait(every)
        except TimeoutError:
            raise NothingCame(f"within {within} s: {what()}") from None
        await asyncio.sleep(REACTION)
        return found


def slug(name: str) -> str:
    """Make a username out of a name."""
    return "".join(each for each in name.lower() if each.isalnum() and each.isascii()) or "someone"
