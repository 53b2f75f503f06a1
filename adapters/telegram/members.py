"""What Telegram says of a chat's members: asked when needed, kept until it changes."""

from collections.abc import Awaitable, Callable

from adapters.telegram.pacing import Clock
from adapters.telegram.recent import Recent
from bot.chat.facts import Facts
from bot.chat.request import Author, Place

_SECONDS = 300.0
_MOST = 1024  # spaces

Ask = Callable[[str], Awaitable[frozenset[str] | None]]


class TelegramMembers:
    """Look up whether a person administers a chat.

    The list of administrators is asked for: about one member Telegram answers other bots than
    administrators only as it likes, and not at all where a group hides its members.
    """

    def __init__(self, clock: Clock) -> None:
        """Take a clock in seconds; `attach` says whom to ask."""
        self._clock = clock
        self._ask: Ask | None = None
        self._kept: Recent[str, tuple[float, frozenset[str]]] = Recent(_MOST)
        self._drops: Recent[str, int] = Recent(_MOST)

    def attach(self, ask: Ask) -> None:
        """Set who asks Telegram for the numbers of a space's administrators."""
        self._ask = ask

    async def facts(self, author: Author, place: Place) -> Facts:
        """Return what Telegram says of the author in the place; nothing when it does not say."""
        if place.is_private or place.is_guest:
            return Facts()
        if author.id == place.space:  # an anonymous admin speaks as the chat itself
            return Facts(is_admin=True)
        if author.id.startswith("-"):  # a channel's voice: whose it is nobody says
            return Facts()
        admins = await self._admins(place.space)
        return Facts(is_admin=admins is not None and author.id in admins)

    def drop(self, space: str) -> None:
        """Forget who administers a space, where somebody's rights changed."""
        self._kept.drop(space)
        self._drops.put(space, (self._drops.get(space) or 0) + 1)

    async def _admins(self, space: str) -> frozenset[str] | None:
        kept = self._kept.get(space)
        if kept is not None and kept[0] > self._clock():
            return kept[1]
        drops = self._drops.get(space)
        admins = await self._ask(space) if self._ask else None
        # What changed while it was asked may not be in the answer: that is used, and not kept.
        if admins is not None and drops == self._drops.get(space):
            self._kept.put(space, (self._clock() + _SECONDS, admins))
        return admins
