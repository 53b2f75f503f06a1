"""Scheduled backups: one as soon as the newest is too old, again at every interval."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta

from bot.clock import Clock
from bot.metrics import Metrics
from bot.ops import backups
from bot.settings import Settings

_log = logging.getLogger(__name__)
_AGAIN = 600.0  # seconds until a failed one is tried again
_LOOK = 60.0  # seconds between two looks at the clock, which may have been set meanwhile
Sleep = Callable[[float], Awaitable[None]]


async def keep(
    settings: Settings, clock: Clock, metrics: Metrics, sleep: Sleep = asyncio.sleep
) -> None:
    """Make backups until cancelled; a failure is logged, counted and tried again.

    Of a base on a server it makes none.
    """
    if settings.database_url:
        _log.info("no backups are made of a base on a server: pg_dump does that")
        return
    interval = timedelta(hours=settings.backup_hours)
    while settings.backup_hours > 0:
        now = clock()
        newest = next(iter(backups.listed(settings)), None)
        if newest is not None and timedelta(0) <= now - newest[0] < interval:
            await sleep(_LOOK)
            continue
        try:
            made = await backups.make(settings, now)
        except Exception as error:
            metrics.backups["failed"] += 1
            _log.exception("the backup failed (%s); it is tried again", type(error).__name__)
            await sleep(_AGAIN)
        else:
            metrics.backups["done"] += 1
            _log.info("backup %s made", made.name)
            await sleep(_LOOK)
