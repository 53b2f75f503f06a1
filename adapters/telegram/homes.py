"""Which space a chat is: a group that became a supergroup has a new number and stays the same."""

from adapters.telegram.recent import Recent
from bot.chat.remembered import Remembered

_MOST = 4096


class Homes:
    """Tell a chat's space by its number, and where a space is now."""

    def __init__(self, remembered: Remembered) -> None:
        """Take what survives a restart; only moves are written there."""
        self._remembered = remembered
        self._known: Recent[str, str] = Recent(_MOST)

    async def space(self, chat: int) -> str:
        """Return the space of a chat: the number under which the bot first met it."""
        return await self._look(f"telegram.space.{chat}", str(chat))

    async def chat(self, space: str) -> int:
        """Return the number of a space's chat now."""
        return int(await self._look(f"telegram.chat.{space}", space))

    async def move(self, old: int, new: int) -> None:
        """Take note that a chat has a new number; everything kept for it stays where it is."""
        space = await self.space(old)
        await self._write(f"telegram.space.{new}", space)
        await self._write(f"telegram.chat.{space}", str(new))

    async def _look(self, name: str, default: str) -> str:
        if not default.startswith("-"):
            return default  # people do not move
        known = self._known.get(name)
        if known is None:
            known = await self._remembered.get(name) or default
            self._known.put(name, known)
        return known

    async def _write(self, name: str, value: str) -> None:
        self._known.put(name, value)
        await self._remembered.put(name, value)
