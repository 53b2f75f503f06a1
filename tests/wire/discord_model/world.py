"""What the whole model shares: time, ids, permission bits and a bell that wakes those who wait."""

import asyncio
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

Json = dict[str, Any]
T = TypeVar("T")

REACTION = 0.005  # nobody presses a button in the very moment in which it appears
DISCORD_EPOCH_MS = 1_420_070_400_000

PERMISSIONS = {
    "kick_members": 1 << 1,
    "ban_members": 1 << 2,
    "administrator": 1 << 3,
    "manage_channels": 1 << 4,
    "manage_guild": 1 << 5,
    "add_reactions": 1 << 6,
    "view_channel": 1 << 10,
    "send_messages": 1 << 11,
    "manage_messages": 1 << 13,
    "embed_links": 1 << 14,
    "attach_files": 1 << 15,
    "read_message_history": 1 << 16,
    "mention_everyone": 1 << 17,
    "use_external_emojis": 1 << 18,
    "manage_roles": 1 << 28,
    "use_application_commands": 1 << 31,
    "send_messages_in_threads": 1 << 38,
    "moderate_members": 1 << 40,
    "use_external_apps": 1 << 50,
}
ALL_PERMISSIONS = (1 << 53) - 1


def permissions(*names: str) -> int:
    """Sum the bits of the named permissions."""
    return sum(PERMISSIONS[name] for name in set(names))


EVERYONE = permissions(
    "add_reactions", "view_channel", "send_messages", "embed_links", "attach_files",
    "read_message_history", "use_external_emojis", "use_application_commands", "use_external_apps",
    "send_messages_in_threads",
)  # fmt: skip


class NothingCame(AssertionError):
    """What a person or a test waited for did not happen in time."""


class Clock:
    """Seconds that pass by themselves and can be put forward."""

    def __init__(self) -> None:
        self._ahead = 0.0

    def now(self) -> float:
        """Tell the time in seconds from an arbitrary start."""
        return time.monotonic() + self._ahead

    def advance(self, seconds: float) -> None:
        """Put the clock forward."""
        self._ahead += seconds


class Snowflakes:
    """Ids that grow and hold their time, as Discord's do."""

    def __init__(self) -> None:
        self._last = 0

    def next(self, *, shard_apart: bool = False) -> str:
        """Give a new id; `shard_apart` ids differ in the bits that sharding uses."""
        now = int(time.time() * 1000 - DISCORD_EPOCH_MS) << 22
        after = ((self._last >> 22) + 1) << 22 if shard_apart else self._last + 1
        self._last = max(now, after)
        return str(self._last)


class Bell:
    """Wake everyone who waits for something whenever something happened."""

    def __init__(self) -> None:
        self._waiting: set[asyncio.Future[None]] = set()

    def ring(self) -> None:
        """Say that something happened."""
        waiting, self._waiting = self._waiting, set()
        for future in waiting:
            if not future.done():
                future.set_result(None)

    async def until(
        self, look: Callable[[], T | None], within: float, what: Callable[[], str]
    ) -> T:
        """Look at every ring until there is something, neither None nor False."""
        try:
            async with asyncio.timeout(within):
                while (found := look()) is None or found is False:
                    future = asyncio.get_running_loop().create_future()
                    self._waiting.add(future)
                    await future
        except TimeoutError:
            raise NothingCame(f"within {within} s: {what()}") from None
        await asyncio.sleep(REACTION)
        return found


def iso(snowflake: str) -> str:
    """Write the time that an id holds as Discord writes times."""
    seconds = ((int(snowflake) >> 22) + DISCORD_EPOCH_MS) / 1000
    return time.strftime("%Y-%m-%dT%H:%M:%S.000000+00:00", time.gmtime(seconds))


def children(component: Json) -> Iterable[Json]:
    """Give the components directly inside one component."""
    yield from component.get("components") or ()
    for key in ("component", "accessory"):
        if component.get(key):
            yield component[key]


def walk(components: Iterable[Json]) -> Iterable[Json]:
    """Give all components, outer before inner, in the order in which they are read."""
    for component in components:
        yield component
        yield from walk(children(component))
