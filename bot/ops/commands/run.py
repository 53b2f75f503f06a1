"""`hypecheck run`: answer on every platform that has a token."""

import asyncio
import logging
import os
import sys
import threading
from collections.abc import AsyncIterator, Coroutine, Mapping
from contextlib import asynccontextmanager
from typing import Any

from bot.bootstrap import Base
from bot.chat.adapter import Adapter
from bot.errors import CommandError
from bot.jobs import backups as schedule
from bot.jobs import headlines, notices
from bot.metrics import Metrics
from bot.ops import logs
from bot.ops.invocation import Invocation
from bot.ops.opening import open_or_make
from bot.ops.running import run_adapters, stop_on_signals
from bot.ops.systemd import Systemd
from bot.settings import Settings

_log = logging.getLogger(__name__)
_LONGEST = 9.5  # seconds from SIGTERM to the end, whatever hangs


def run(call: Invocation) -> int:
    """Run the platforms until SIGTERM or Ctrl-C; exit with 1 when none of them would have us."""
    settings = call.settings
    if not settings.platforms():
        raise CommandError(
            "No platform has a token. Run `hypecheck init`, or set HYPECHECK_DISCORD_TOKEN or"
            " HYPECHECK_TELEGRAM_TOKEN."
        )
    logs.set_up(sys.stderr, settings.secrets(), settings.log_format, settings.log_level)
    return asyncio.run(_run(call))


async def _run(call: Invocation) -> int:
    asyncio.get_running_loop().set_exception_handler(logs.of_loop)
    stop = asyncio.Event()
    stop_on_signals(stop)
    systemd, metrics, settings = Systemd(os.environ), Metrics(), call.settings
    base = await open_or_make(settings, observe=metrics.stored, say=_log.info)
    try:
        if not base.key_file.exists():
            _log.warning(
                "there is no key at %s, so a new one is made: nobody's earlier verdicts can be told"
                " to be theirs. If there were any: stop, put this base's key back, start again",
                base.key_file,
            )
        adapters = call.platforms(settings, base, metrics.answered)
        async with (
            _port(settings, base, adapters, metrics),
            _alongside(schedule.keep(settings, base.clock, metrics)),
            _alongside(notices.keep(base, adapters, settings.locale)),
            _alongside(headlines.keep(base)),
            _alongside(systemd.watchdog()),
            _alongside(_leave_in_time(stop, systemd)),
        ):
            _log.info("starting %s on %s", " and ".join(adapters), settings.database_name)
            systemd.tell("READY=1", f"STATUS=answering on {' and '.join(adapters)}")
            return 0 if await run_adapters(adapters, stop, failed=metrics.failed) else 1
    finally:
        await base.close()


@asynccontextmanager
async def _port(
    settings: Settings, base: Base, adapters: Mapping[str, Adapter], metrics: Metrics
) -> AsyncIterator[None]:
    """Serve health and metrics where a port is set; one that is taken does not stop the bot."""
    if not settings.health_port:
        yield
        return
    runner = None
    try:
        from bot.ops.monitoring import monitor

        runner = await monitor(settings, base, adapters, metrics)
    except ModuleNotFoundError as error:
        _log.error("health_port needs %s: install hypecheck[monitoring]", error.name)
    except OSError as error:
        _log.error(
            "health_port %s cannot be used (%s): no /healthz, /readyz, /metrics",
            settings.health_port,
            error.strerror,
        )
    try:
        yield
    finally:
        if runner is not None:
            await runner.cleanup()


@asynccontextmanager
async def _alongside(work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Do some work beside the platforms; its failure is logged and stops nothing."""
    task = asyncio.create_task(work)
    task.add_done_callback(_note)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


def _note(task: "asyncio.Task[None]") -> None:
    if not task.cancelled() and (error := task.exception()) is not None:
        _log.error("something beside the platforms ended", exc_info=error)


async def _leave_in_time(stop: asyncio.Event, systemd: Systemd) -> None:
    """Once told to stop, leave within ten seconds even when something hangs.

    What was accepted for writing is on the disk by then or was never promised.
    """
    await stop.wait()
    systemd.tell("STOPPING=1")
    timer = threading.Timer(_LONGEST, _leave)
    timer.daemon = True
    timer.start()


def _leave() -> None:
    _log.error("not everything ended within %s seconds; leaving without it", _LONGEST)
    os._exit(1)
