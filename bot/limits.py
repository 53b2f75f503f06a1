"""How often a person and a place may ask: token buckets that fill with time.

Limits protect the others in a chat, not secrets, so they fail open: when in doubt, answer.
"""

from collections import OrderedDict

from bot.chat.request import Request, Source
from bot.clock import Clock
from knowledge.community import Space

_TYPING = 10  # requests while one question is typed, which then counts as one
_QUIET = 20.0  # least seconds between two times that a person is told to wait in a place
_REMEMBERED = 10_000  # buckets; the ones unused for longest are full again anyway


class Limiter:
    """Give each person and each place a bucket of one minute's requests; 0 means no limit."""

    def __init__(
        self, clock: Clock, person_per_minute: int, place_per_minute: int, cooldown: float = 0.0
    ) -> None:
        """Take the clock, how many requests a minute allows, and a person's pause in seconds.

        The pause is between two requests of one person in one place.
        """
        self._clock, self._cooldown = clock, cooldown
        self._rates = {"person": person_per_minute, "place": place_per_minute}
        self._buckets: OrderedDict[tuple[str, ...], tuple[float, float]] = OrderedDict()

    def take(self, request: Request, space: Space) -> float:
        """Count a request; return 0 when it may pass, else the seconds until one may.

        A space may set stricter limits of its own, which are counted apart from elsewhere.
        """
        rates = {
            "person": _stricter(space.person_per_minute, self._rates["person"]),
            "place": _stricter(space.place_per_minute, self._rates["place"]),
        }
        rates["inline"] = rates["person"] * _TYPING
        author, place = request.author, request.place
        here = (place.space,) if rates["person"] != self._rates["person"] else ()
        kind = "inline" if request.source is Source.INLINE else "person"
        keys: list[tuple[str, ...]] = [(kind, author.platform, author.id, *here)]
        if not place.is_private:
            keys.append(("place", place.platform, place.space))
        now = self._clock().timestamp()
        levels = {key: self._level(key, now, rates[key[0]]) for key in keys if rates[key[0]]}
        waits = [(1 - level) * 60 / rates[key[0]] for key, level in levels.items()]
        if self._cooldown:
            pause = ("pause", author.platform, author.id, place.space)
            levels[pause] = self._paused(pause, now)
            waits.append((1 - levels[pause]) * self._cooldown)
        wait = max(waits, default=0.0)
        if wait > 0:
            return wait
        for key, level in levels.items():
            self._remember(key, level - 1, now)
        return 0.0

    def tells(self, request: Request, wait: float) -> bool:
        """Say whether a person is told now to wait so many seconds: once, since telling floods too.

        Who is told is remembered until the wait is over.
        """
        author, now = request.author, self._clock().timestamp()
        key = ("told", author.platform, author.id, request.place.space)
        until, _ = self._buckets.get(key, (now, now))
        if until > now:
            return False
        self._remember(key, now + max(wait, _QUIET), now)
        return True

    def _remember(self, key: tuple[str, ...], value: float, now: float) -> None:
        self._buckets[key] = (value, now)
        self._buckets.move_to_end(key)
        while len(self._buckets) > _REMEMBERED:
            self._buckets.popitem(last=False)

    def _level(self, key: tuple[str, ...], now: float, rate: int) -> float:
        level, then = self._buckets.get(key, (float(rate), now))
        return min(float(rate), level + max(0.0, now - then) * rate / 60)

    def _paused(self, key: tuple[str, ...], now: float) -> float:
        """Return how much of the pause has passed; a bucket of one request, full again after it."""
        level, then = self._buckets.get(key, (1.0, now))
        return min(1.0, level + max(0.0, now - then) / self._cooldown)


def _stricter(own: int | None, default: int) -> int:
    """Return the smaller limit; 0 and None are none."""
    limits = [limit for limit in (own, default) if limit]
    return min(limits, default=0)


class Tries:
    """Bound how often somebody may guess wrong: so many times within a while, by the clock."""

    def __init__(self, clock: Clock, most: int, seconds: float) -> None:
        """Take the clock, and how many wrong guesses within how many seconds are too many."""
        self._clock, self._most, self._seconds = clock, most, seconds
        self._wrong: OrderedDict[str, list[float]] = OrderedDict()

    def spent(self, who: str) -> bool:
        """Say whether somebody has to wait before they may guess again."""
        return len(self._recent(who)) >= self._most

    def wrong(self, who: str) -> None:
        """Count a wrong guess."""
        self._wrong[who] = [*self._recent(who), self._clock().timestamp()]
        self._wrong.move_to_end(who)
        while len(self._wrong) > _REMEMBERED:
            self._wrong.popitem(last=False)

    def _recent(self, who: str) -> list[float]:
        since = self._clock().timestamp() - self._seconds
        return [each for each in self._wrong.get(who, ()) if each > since]
