"""What Telegram says of a chat's members: asked when needed, kept until it changes."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable

from telegram import ChatMember

from adapters.telegram.pacing import Clock
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
        self._kept: OrderedDict[tuple[str, str], tuple[float, Facts]] = OrderedDict()

    def attach(self, ask: Ask) -> None:
        """Set who asks Telegram for a space's member."""
        self._ask = ask

    async def facts(self, author: Author, place: Place) -> Facts:
        """Return what Telegram says of the author in the place; nothing when it does not say."""
        if place.is_private:
            return Facts()
        if author.id == place.space:  # an anonymous admin speaks as the chat itself
            return Facts(is_admin=True)
        key = (place.space, author.id)
        until, facts = self._kept.get(key, (0.0, Facts()))
        if until > self._clock():
            return facts
        member = await self._ask(place.space, int(author.id)) if self._ask else None
        if member is None:
            return Facts()
        facts = Facts(is_admin=member.status in _ADMINS)
        self._kept[key] = (self._clock() + _SECONDS, facts)
        while len(self._kept) > _MOST:
            self._kept.popitem(last=False)
        return facts

    def drop(self, space: str, person: int | None = None) -> None:
        """Forget a member whose rights changed, or all of a space when the bot's own did."""
        for key in [k for k in self._kept if k[0] == space and person in (None, int(k[1]))]:
            del self._kept[key]
