"""Headlines that time has overtaken are brought up to date a few at a time.

A page settles its own product when it is read. All verdicts age on one day in twenty-eight, and
a new version of the program may count in another way: without this the first reader of each list
would wait for it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from bot.bootstrap import Base

_log = logging.getLogger(__name__)
_LOOK = 60.0  # seconds until the next look when nothing was left
_PAUSE = 0.5  # seconds between two batches, in which the writer serves members
Sleep = Callable[[float], Awaitable[None]]


async def keep(base: Base, sleep: Sleep = asyncio.sleep) -> None:
    """Settle batches until cancelled; a failure is logged and tried again."""
    is_new = True
    while True:
        settled = 0
        try:
            if is_new:
                await base.library.doubt_earlier()
                is_new = False
            settled = await base.library.refresh()
        except Exception as error:
            _log.exception("keeping headlines up to date failed (%s)", type(error).__name__)
        await sleep(_PAUSE if settled else _LOOK)
