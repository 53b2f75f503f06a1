"""Long polling: what is under way is confirmed to Telegram only when it was handled.

Telegram forgets an update when a later offset is asked for. The offset therefore stays before
the oldest update that is still being handled, so that a crash loses none; one that takes long is
let go, so that it holds up nobody.
"""

import asyncio
import logging
from typing import Any

from telegram.error import Conflict, InvalidToken, TelegramError

from adapters.telegram.calls import LONGEST_WAIT
from adapters.telegram.client import Client
from adapters.telegram.intake import Intake
from adapters.telegram.pacing import Clock, Random, Sleep
from adapters.telegram.transport import Flooded
from bot.chat.adapter import Refused
from bot.chat.backoff import Backoff

LONG_POLL = 30
DEAF = LONG_POLL + 30.0  # seconds of silence after which nobody would say that it hears
_GRACE = 5.0  # seconds that trouble may last before it is called so; a cut is over sooner
_BATCH = 100
_HELD = 5.0  # seconds that an update may keep the others unconfirmed
_GLANCE = 0.2  # seconds between two looks while something is under way
_log = logging.getLogger(__name__)


class Polling:
    """Fetch updates and hand them on."""

    def __init__(self, intake: Intake, clock: Clock, sleep: Sleep, random: Random) -> None:
        """Take who takes updates in, a clock in seconds, how to wait, and a source of numbers."""
        self._intake, self._clock, self._sleep = intake, clock, sleep
        self._backoff = Backoff(random, most=LONGEST_WAIT)
        self._next = 0
        self._pending: dict[int, tuple[float, asyncio.Future[None]]] = {}
        self.last: float | None = None  # when Telegram last answered, by the clock
        self._trouble: float | None = None  # since when every fetch has failed

    @property
    def hears(self) -> bool:
        """Say whether Telegram's updates come: no fetch fails for long, and none takes too long."""
        now = self._clock()
        is_well = self._trouble is None or now - self._trouble < _GRACE
        return is_well and self.last is not None and now - self.last < DEAF

    async def run(self, bot: Client) -> None:
        """Poll until cancelled; raise Refused when that is in vain."""
        self._again()
        self.last = self._clock()
        while True:
            try:
                await self._once(bot)
                self._backoff.reset()
                self._trouble = None
            except InvalidToken:
                raise Refused(refusal()) from None
            except Flooded as error:
                await self._sleep(error.seconds)
            except Conflict:
                _log.warning("Telegram: another program fetches the updates of this bot")
                await self._again_later()
            except TelegramError as error:
                _log.warning("Telegram: no updates came (%s)", type(error).__name__)
                await self._again_later()

    async def confirm(self, bot: Client) -> None:
        """Confirm what was handled, at the end; what was not comes again at the next start."""
        try:
            await asyncio.wait_for(bot.fetch(self._offset(), 0, 1), 2)
        except (TelegramError, TimeoutError):
            return

    async def _again_later(self) -> None:
        if self._trouble is None:
            self._trouble = self._clock()
        await self._sleep(self._backoff.next())

    async def _once(self, bot: Client) -> None:
        offset = self._offset()  # which also lets go of what was handled
        # After trouble the first answer comes at once, so that it is known to be over.
        waits = not self._pending and self._trouble is None
        found = await bot.fetch(offset, LONG_POLL if waits else 0, _BATCH)
        self.last = self._clock()
        fresh = [raw for raw in found if int(raw["update_id"]) >= self._next]
        for raw in fresh:
            self._take(raw, bot)
        if not fresh and len(found) == _BATCH:
            self._pending.clear()  # all that Telegram shows at once waits for the oldest
        under_way = [done for _, done in self._pending.values()]
        if under_way:
            await asyncio.wait(under_way, timeout=_GLANCE)

    def _take(self, raw: dict[str, Any], bot: Client) -> None:
        number = int(raw["update_id"])
        self._next = max(self._next, number + 1)
        done = self._intake.put(raw, bot)
        if done is not None:
            self._pending[number] = (self._clock(), done)

    def _offset(self) -> int:
        late = self._clock() - _HELD
        for number, (since, done) in list(self._pending.items()):
            is_handled = done.done() and not done.cancelled()
            if is_handled or (since < late and not done.cancelled()):
                del self._pending[number]
        return min(self._pending, default=self._next)

    def _again(self) -> None:
        """Begin anew: what was broken off at the last end was not confirmed, and comes again."""
        self._next = self._offset()
        self._pending.clear()


def refusal() -> str:
    """Say what the admin can do about a token that is not taken."""
    return "Telegram does not accept the token. Set HYPECHECK_TELEGRAM_TOKEN anew."
