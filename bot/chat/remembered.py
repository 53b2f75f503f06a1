"""Small facts an adapter keeps over a restart, such as which commands it has registered."""

from typing import Protocol


class Remembered(Protocol):
    """Keep short texts by name, for ever."""

    async def get(self, name: str) -> str | None:
        """Return what was put under the name, or None."""
        ...

    async def put(self, name: str, value: str) -> None:
        """Keep a text under the name, in the place of what was there; an empty one forgets."""
        ...
