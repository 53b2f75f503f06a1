"""How each server or group wants the bot, and whose it is: remembered for half a minute."""

from collections import OrderedDict
from dataclasses import replace

from bot.chat.request import Place
from bot.clock import Clock
from knowledge.communities import Communities
from knowledge.community import HOME, Space
from knowledge.store import tables
from knowledge.store.port import Store, Transaction

_FRESH = 30.0  # seconds; another process may have changed it since
_REMEMBERED = 5_000


class Spaces:
    """Look up a place's settings."""

    def __init__(
        self, store: Store, communities: Communities, clock: Clock, home: frozenset[str]
    ) -> None:
        """Take the store, what admits spaces, the clock, and the spaces the operator calls home.

        Those are written `platform:id`. Where none is named, the first space to speak is home.
        """
        self._store, self._communities, self._clock = store, communities, clock
        self.home = home
        self._forgotten = 0
        self._known: OrderedDict[tuple[str, str], tuple[float, Space]] = OrderedDict()

    async def of(self, place: Place) -> Space:
        """Return the settings of a place; private talk and guests have home's and the defaults."""
        if place.is_private or place.is_guest:
            return Space(place.platform, place.space)
        key, now = (place.platform, place.space), self._clock().timestamp()
        found = self._known.get(key)
        if found is None or now - found[0] > _FRESH:
            forgotten = self._forgotten
            found = (now, await self._look(*key))
            if forgotten == self._forgotten:  # else it may be what was there before a change
                self._known[key] = found
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return found[1]

    async def _look(self, platform: str, space: str) -> Space:
        async def unit(tx: Transaction) -> Space | None:
            return await tables.SPACES.get(tx, platform, space)

        found = await self._store.read(unit, brief=True)
        if f"{platform}:{space}" in self.home:
            return replace(found or Space(platform, space), community=HOME)
        return found or await self._communities.admit(platform, space, may_be_home=not self.home)

    def forget(self, place: Place) -> None:
        """Read a place's settings anew next time, because they were changed here."""
        self._forgotten += 1
        self._known.pop((place.platform, place.space), None)
