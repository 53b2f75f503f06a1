"""Updates taken in, each once, however often and in whichever way Telegram brings it."""

import asyncio
import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from telegram import Bot, Update

from adapters.telegram.keeping import Keeper

KINDS = [
    *("message", "edited_message", "callback_query", "inline_query", "my_chat_member"),
    *("chat_member", "guest_message"),
]
_MOST = 500
_SECONDS = 24 * 3600.0  # Telegram brings none that is older
_log = logging.getLogger(__name__)

Take = Callable[[Update], "asyncio.Future[None] | None"]


class Intake:
    """Read updates and hand them on."""

    def __init__(self, take: Take, keeper: Keeper) -> None:
        """Take who handles an update, and what keeps over a restart which were handled."""
        self._take = take
        self._under_way: dict[int, asyncio.Future[None]] = {}
        self._handled = keeper.of("handled", bool, _MOST)

    def put(self, raw: dict[str, Any], bot: Bot) -> "asyncio.Future[None] | None":
        """Hand an update on; return what tells of its end, None when nothing is to be awaited.

        That is cancelled when the update was broken off and is to come again.
        """
        number = int(raw["update_id"])
        if number in self._under_way or self._handled.get(str(number)):
            return self._under_way.get(number)
        try:
            update = Update.de_json(raw, bot)
        except Exception as error:
            # One update that the library cannot read must not keep all others away.
            _log.warning("a malformed update was skipped: %s", type(error).__name__)
            return None
        done = self._take(update)
        if done is not None:
            self._under_way[number] = done
            done.add_done_callback(partial(self._ended, number))
        return done

    def _ended(self, number: int, done: "asyncio.Future[None]") -> None:
        del self._under_way[number]
        if not done.cancelled():
            self._handled.put(str(number), True, _SECONDS)
