"""Long polling: what is under way is confirmed to Telegram only when it was handled.

Telegram forgets an update when a later offset is asked for. The offset therefore stays before
the oldest update that is still being handled, so that a crash loses none; one that takes long is
let go, so that it holds up nobody. What comes twice for that is known by its number.
"""

import asyncio
import logging
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, TelegramError

from adapters.telegram.calls import Backoff
from adapters.telegram.pacing import Clock, Random, Sleep
from adapters.telegram.transport import Flooded
from bot.chat.adapter import Refused

LONG_POLL = 30
KINDS = [
    *("message", "edited_message", "callback_query", "inline_query", "my_chat_member"),
    *("chat_member", "guest_message"),
]
_BATCH = 100
_HELD = 5.0  # seconds that an update may keep the others unconfirmed
_GLANCE = 0.2  # seconds between two looks while something is under way
_REMEMBERED = 2000
_log = logging.getLogger(__name__)

Take = Callable[[Update], "asyncio.Future[None] | None"]


class Client(Bot):
    """Be the library's bot, which also fetches updates one can read one by one."""

    async def fetch(self, offset: int, seconds: int, most: int) -> list[dict[str, Any]]:
        """Fetch updates as Telegram wrote them; `get_updates` fails whole for a malformed one."""
        wanted = {"offset": offset, "limit": most, "timeout": seconds, "allowed_updates": KINDS}
        found = await self._post("getUpdates", wanted, read_timeout=seconds + 10)
        return found if isinstance(found, list) else []


class Seen:
    """Know the updates that came, so that each takes effect once."""

    def __init__(self) -> None:
        """Start with none."""
        self._numbers: OrderedDict[int, None] = OrderedDict()

    def add(self, number: int) -> bool:
        """Note an update; False when it came before."""
        if number in self._numbers:
            return False
        self._numbers[number] = None
        while len(self._numbers) > _REMEMBERED:
            self._numbers.popitem(last=False)
        return True


class Polling:
    """Fetch updates and hand them on, each once."""

    def __init__(self, take: Take, clock: Clock, sleep: Sleep, random: Random) -> None:
        """Take who handles an update, a clock in seconds, how to wait, and a source of numbers."""
        self._take, self._clock, self._sleep = take, clock, sleep
        self._backoff = Backoff(random)
        self._seen = Seen()
        self._next = 0
        self._pending: dict[int, tuple[float, asyncio.Future[None]]] = {}
        self.last: float | None = None  # when Telegram last answered, by the clock

    async def run(self, bot: Client) -> None:
        """Poll until cancelled; raise Refused when that is in vain."""
        self.last = self._clock()
        while True:
            try:
                await self._once(bot)
                self._backoff.reset()
            except InvalidToken:
                raise Refused(refusal()) from None
            except Flooded as error:
                await self._sleep(error.seconds)
            except Conflict:
                _log.warning("Telegram: another program fetches the updates of this bot")
                await self._sleep(self._backoff.next())
            except TelegramError as error:
                _log.warning("Telegram: no updates came (%s)", type(error).__name__)
                await self._sleep(self._backoff.next())

    async def confirm(self, bot: Client) -> None:
        """Confirm what was handled, at the end; what was not comes again at the next start."""
        try:
            await asyncio.wait_for(self._fetch(bot, self._offset(), 0, 1), 2)
        except (TelegramError, TimeoutError):
            return

    async def _once(self, bot: Client) -> None:
        offset = self._offset()
        found = await self._fetch(bot, offset, 0 if self._pending else LONG_POLL, _BATCH)
        self.last = self._clock()
        fresh = [raw for raw in found if self._seen.add(int(raw["update_id"]))]
        for raw in fresh:
            self._next = max(self._next, int(raw["update_id"]) + 1)
            self._start(raw, bot)
        if not fresh and len(found) == _BATCH:
            self._pending.clear()  # all that Telegram shows at once waits for the oldest
        waits = [done for _, done in self._pending.values()]
        if waits:
            await asyncio.wait(waits, timeout=_GLANCE)

    def _start(self, raw: dict[str, Any], bot: Client) -> None:
        try:
            update = Update.de_json(raw, bot)
        except Exception as error:
            # One update that the library cannot read must not keep all others away.
            _log.warning("a malformed update was skipped: %s", type(error).__name__)
            return
        done = self._take(update)
        if done is not None:
            self._pending[update.update_id] = (self._clock(), done)

    def _offset(self) -> int:
        late = self._clock() - _HELD
        for number, (since, done) in list(self._pending.items()):
            if done.done() or since < late:
                del self._pending[number]
        return min(self._pending, default=self._next)

    async def _fetch(
        self, bot: Client, offset: int, seconds: int, most: int
    ) -> list[dict[str, Any]]:
        return await bot.fetch(offset, seconds, most)


def refusal() -> str:
    """Say what the admin can do about a token that is not taken."""
    return "Telegram does not accept the token. Set HYPECHECK_TELEGRAM_TOKEN anew."
