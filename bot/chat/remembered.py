"""Small facts an adapter keeps over a restart, such as which commands it has registered."""

from datetime import timedelta
from typing import Protocol


class Remembered(Protocol):
    """Keep short texts by name, so that a stolen base tells nobody what they say."""

    async def get(self, name: str) -> str | None:
        """Return what was put under the name, or None."""
        ...

    async def put(self, name: str, value: str, lasts: timedelta | None = None) -> None:
        """Keep a text in the place of what was there, perhaps for a while; an empty one forgets."""
        ...
