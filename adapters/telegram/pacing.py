"""When the next message may go out: Telegram's limits, kept by counting what went."""

from collections import OrderedDict, deque
from collections.abc import Awaitable, Callable
from typing import Protocol

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]
Random = Callable[[], float]

# A little more than Telegram asks for: it counts when calls arrive, we when they leave.
_SECOND, _MINUTE = 1.05, 61.0
_GROUP_MINUTE = 20
_QUICK = 10  # messages of a group's minute that may follow one another at once
_SPREAD = (_MINUTE - _QUICK * _SECOND) / (_GROUP_MINUTE - _QUICK)
_OVERALL = 29
_REMEMBERED = 5000  # chats; the ones unused for longest may send anyway


class Pace(Protocol):
    """Say when a message may go out."""

    def wait(self, chat: int) -> float:
        """Return the seconds until one may go out to a chat; 0 for now."""
        ...

    def take(self, chat: int) -> None:
        """Count one that goes out now."""
        ...

    def hold(self, chat: int, seconds: float) -> None:
        """Send nothing to a chat for a while, because Telegram says so."""
        ...


class Pacer:
    """Keep to 1 message a second in a chat, 20 a minute in a group, 30 a second overall.

    After half of a group's minute the rest is spread over it, so that the last asker of a busy
    minute does not wait for the next one.
    """

    def __init__(self, clock: Clock) -> None:
        """Take a clock in seconds."""
        self._clock = clock
        self._sent: OrderedDict[int, deque[float]] = OrderedDict()
        self._held: dict[int, float] = {}
        self._all: deque[float] = deque(maxlen=_OVERALL)

    def wait(self, chat: int) -> float:
        """Return the seconds until one may go out to a chat; 0 for now."""
        now = self._clock()
        due = [self._held.get(chat, now)]
        if len(self._all) == _OVERALL:
            due.append(self._all[0] + _SECOND)
        due += self._of_chat(chat, now)
        return max(0.0, max(due) - now)

    def take(self, chat: int) -> None:
        """Count one that goes out now."""
        now = self._clock()
        self._held.pop(chat, None)
        self._all.append(now)
        self._sent.setdefault(chat, deque(maxlen=_GROUP_MINUTE)).append(now)
        self._sent.move_to_end(chat)
        while len(self._sent) > _REMEMBERED:
            self._sent.popitem(last=False)

    def hold(self, chat: int, seconds: float) -> None:
        """Send nothing to a chat for a while, because Telegram says so."""
        self._held[chat] = max(self._held.get(chat, 0.0), self._clock() + seconds)

    def _of_chat(self, chat: int, now: float) -> list[float]:
        sent = self._sent.get(chat)
        if not sent:
            return []
        if chat > 0:  # a person's
            return [sent[-1] + _SECOND]
        recent = sum(at > now - _MINUTE for at in sent)
        due = [sent[-1] + (_SECOND if recent < _QUICK else _SPREAD)]
        if len(sent) == _GROUP_MINUTE:
            due.append(sent[0] + _MINUTE)
        return due
