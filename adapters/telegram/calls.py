"""One call to Telegram, made again as often as that is safe and of use."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from telegram.error import BadRequest, Forbidden, NetworkError, TimedOut

from adapters.telegram.pacing import Random, Sleep
from adapters.telegram.transport import Cut, Flooded, NotSent
from bot.chat.backoff import Backoff

_log = logging.getLogger(__name__)
_TRIES = 5
_LONGEST_FLOOD = 120.0
LONGEST_WAIT = 120.0  # seconds between tries to reach Telegram
_T = TypeVar("_T")


class Calls:
    """Make calls with patience."""

    def __init__(self, sleep: Sleep, random: Random) -> None:
        """Take how to wait, and a source of numbers from 0 to 1."""
        self._sleep, self._random = sleep, random
        self.floods = 0  # how often Telegram told us to wait

    async def make(
        self,
        call: Callable[[], Awaitable[_T]],
        *,
        is_repeatable: bool,
        flooded: Callable[[float], None] = lambda _: None,
    ) -> _T:
        """Make a call; a message that may have arrived is not sent twice."""
        backoff = Backoff(self._random, 0.5, 8.0)
        for number in range(_TRIES):
            try:
                return await call()
            except Flooded as error:
                self.floods += 1
                flooded(error.seconds)
                if number == _TRIES - 1 or error.seconds > _LONGEST_FLOOD:
                    raise
                await self._sleep(error.seconds + self._random())
            except NetworkError as error:
                if number == _TRIES - 1 or not _may_repeat(error, is_repeatable):
                    raise
                await self._sleep(backoff.next())
        raise AssertionError("unreachable")  # pragma: no cover


def _may_repeat(error: NetworkError, is_repeatable: bool) -> bool:
    """Say whether a call may be made again: refused for good it may not, nor when it may be in."""
    if isinstance(error, NotSent):
        return True
    if isinstance(error, BadRequest):
        return False
    return is_repeatable or not isinstance(error, Cut | TimedOut)


def is_not_modified(error: BaseException) -> bool:
    """Say whether an edit was refused for changing nothing."""
    return isinstance(error, BadRequest) and "not modified" in error.message.lower()


def is_unreachable(error: BaseException) -> bool:
    """Say whether a person has not started the bot, has blocked it, or is gone."""
    if isinstance(error, Forbidden):
        return True
    text = error.message.lower() if isinstance(error, BadRequest) else ""
    return "chat not found" in text or "user not found" in text or "peer_id_invalid" in text
