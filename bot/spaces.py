"""How each server or group wants the bot: read from the base, remembered for half a minute."""

from collections import OrderedDict

from bot.chat.request import Place
from bot.clock import Clock
from knowledge.community import Space
from knowledge.store import tables
from knowledge.store.port import Store, Transaction

_FRESH = 30.0  # seconds; another process may have changed it since
_REMEMBERED = 5_000


class Spaces:
    """Look up a place's settings."""

    def __init__(self, store: Store, clock: Clock) -> None:
        """Take the store and the clock."""
        self._store, self._clock = store, clock
        self._forgotten = 0
        self._known: OrderedDict[tuple[str, str], tuple[float, Space]] = OrderedDict()

    async def of(self, place: Place) -> Space:
        """Return the settings of a place; private talk has the defaults."""
        default = Space(place.platform, place.space)
        if place.is_private:
            return default
        key, now = (place.platform, place.space), self._clock().timestamp()
        found = self._known.get(key)
        if found is None or now - found[0] > _FRESH:

            async def unit(tx: Transaction) -> Space:
                return await tables.SPACES.get(tx, *key) or default

            forgotten = self._forgotten
            found = (now, await self._store.read(unit, brief=True))
            if forgotten == self._forgotten:  # else it may be what was there before a change
                self._known[key] = found
            while len(self._known) > _REMEMBERED:
                self._known.popitem(last=False)
        return found[1]

    def forget(self, place: Place) -> None:
        """Read a place's settings anew next time, because they were changed here."""
        self._forgotten += 1
        self._known.pop((place.platform, place.space), None)
