"""What the adapter has in mind and writes down soon, so that a restart does not lose it.

Each kind of thing is one short text under one name, written a moment after it changed: an answer
costs no write of its own, and a crash loses a moment at most.
"""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

import msgspec

from adapters.telegram.pacing import Clock, Sleep
from adapters.telegram.recent import Recent
from bot.chat.remembered import Remembered

_SOON = 1.0  # seconds; several changes are one write
_log = logging.getLogger(__name__)
_T = TypeVar("_T")

Spawn = Callable[[Coroutine[Any, Any, None]], object]


class Kept(Generic[_T]):
    """Keep the latest of something by key, each for a while."""

    def __init__(
        self, name: str, kind: type[_T], most: int, now: Clock, changed: Callable[[str], None]
    ) -> None:
        """Take its name, what is kept, how many, the time in seconds, and who hears of changes."""
        self._name, self._now, self._changed = name, now, changed
        self._decoder = msgspec.json.Decoder(dict[str, tuple[float, kind]])  # type: ignore[valid-type]  # a type at run time
        self._kept: Recent[str, tuple[float, _T]] = Recent(most)

    def put(self, key: str, value: _T, seconds: float) -> None:
        """Keep a value for so long."""
        self._kept.put(key, (self._now() + seconds, value))
        self._changed(self._name)

    def get(self, key: str) -> _T | None:
        """Return the value of a key, or None."""
        found = self._kept.get(key)
        return found[1] if found is not None and found[0] > self._now() else None

    def drop(self, key: str) -> None:
        """Keep the value of a key no longer."""
        if self._kept.drop(key):
            self._changed(self._name)

    def clear(self, goes: Callable[[str, _T], bool]) -> None:
        """Keep no longer what a test of key and value says goes."""
        for key, (_, value) in self._kept.items():
            if goes(key, value):
                self.drop(key)

    def items(self) -> list[tuple[str, _T]]:
        """Return the keys and what is kept of them, the oldest first."""
        now = self._now()
        return [(key, value) for key, (until, value) in self._kept.items() if until > now]

    def load(self, text: str) -> None:
        """Take over what an earlier start wrote; what another version wrote is left out."""
        try:
            found = self._decoder.decode(text)
        except msgspec.DecodeError:
            _log.warning("Telegram: the %s kept by another version were left out", self._name)
            return
        for key, kept in found.items():
            self._kept.put(key, kept)

    def dump(self) -> str:
        """Write all that is still to be kept."""
        now = self._now()
        valid = {key: kept for key, kept in self._kept.items() if kept[0] > now}
        return msgspec.json.encode(valid).decode() if valid else ""


class Keeper:
    """Write down what is kept, soon after it changed and at the end."""

    def __init__(self, remembered: Remembered, now: Clock, sleep: Sleep, spawn: Spawn) -> None:
        """Take what survives a restart, the time in seconds, how to wait, and who runs what."""
        self._remembered, self._now, self._sleep, self._spawn = remembered, now, sleep, spawn
        self._all: dict[str, Kept[Any]] = {}
        self._due: set[str] = set()
        self._is_coming = False
        self._lock = asyncio.Lock()
        self._bot = 0

    def of(self, name: str, kind: type[_T], most: int) -> Kept[_T]:
        """Make what keeps one kind of thing."""
        kept = Kept(name, kind, most, self._now, self._change)
        self._all[name] = kept
        return kept

    async def load(self, bot: int) -> None:
        """Take over what an earlier start kept for a bot, whose messages have its own numbers."""
        self._bot, self._is_coming = bot, False
        for name, kept in self._all.items():
            kept.load(await self._remembered.get(self._named(name)) or "{}")

    async def save(self) -> None:
        """Write down what changed; what cannot be written is tried again with the next change."""
        async with self._lock:
            for name in sorted(self._due):
                self._due.discard(name)
                try:
                    await self._remembered.put(self._named(name), self._all[name].dump())
                except Exception as error:
                    # A full disk costs what is remembered over a restart, not an answer.
                    _log.error("Telegram: not written down: %s", type(error).__name__)
                    self._due.add(name)

    def _change(self, name: str) -> None:
        self._due.add(name)
        if not self._is_coming:
            self._is_coming = True
            self._spawn(self._soon())

    async def _soon(self) -> None:
        await self._sleep(_SOON)
        self._is_coming = False
        await self.save()

    def _named(self, name: str) -> str:
        return f"telegram.{self._bot}.{name}"
