"""What Telegram says of a chat's members: asked when needed, kept until it changes."""

from collections.abc import Awaitable, Callable

from telegram import ChatMember

from adapters.telegram.pacing import Clock
from adapters.telegram.recent import Recent
from bot.chat.facts import Facts
from bot.chat.request import Author, Place

_SECONDS = 300.0
_MOST = 4096
_ADMINS = ("administrator", "creator")

Ask = Callable[[str, int], Awaitable[ChatMember | None]]


class TelegramMembers:
    """Look up whether a person administers a chat."""

    def __init__(self, clock: Clock) -> None:
        """Take a clock in seconds; `attach` says whom to ask."""
        self._clock = clock
        self._ask: Ask | None = None
        self._kept: Recent[tuple[str, str], tuple[float, Facts]] = Recent(_MOST)

    def attach(self, ask: Ask) -> None:
        """Set who asks Telegram for a space's member."""
        self._ask = ask

    async def facts(self, author: Author, place: Place) -> Facts:
        """Return what Telegram says of the author in the place; nothing when it does not say."""
        if place.is_private or place.is_guest:
            return Facts()
        if author.id == place.space:  # an anonymous admin speaks as the chat itself
            return Facts(is_admin=True)
        if author.id.startswith("-"):  # a channel's voice: whose it is nobody says
            return Facts()
        key = (place.space, author.id)
        kept = self._kept.get(key)
        if kept is not None and kept[0] > self._clock():
            return kept[1]
        member = await self._ask(place.space, int(author.id)) if self._ask else None
        if member is None:
            return Facts()
        facts = Facts(is_admin=member.status in _ADMINS)
        self._kept.put(key, (self._clock() + _SECONDS, facts))
        return facts

    def drop(self, space: str, person: int | None = None) -> None:
        """Forget a member whose rights changed, or all of a space when the bot's own did."""
        for key, _ in self._kept.items():  # noqa: PERF102  # it is no dict
            if key[0] == space and person in (None, int(key[1])):
                self._kept.drop(key)
