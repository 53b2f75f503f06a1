"""Running the platforms: side by side in one process, each restarted when it fails."""

import asyncio
import logging
import random
import signal
from collections.abc import Awaitable, Callable, Mapping

from bot.chat.adapter import Adapter, Refused
from bot.chat.backoff import Backoff

_log = logging.getLogger(__name__)
_HELD = 60.0  # seconds after which a start counts as one that held
_PATIENCE = 7.0  # seconds that closing may take, all platforms together
_LAST = 1.0  # seconds that a platform may then take to give up
Sleep = Callable[[float], Awaitable[None]]


async def run_adapters(
    adapters: Mapping[str, Adapter],
    stop: asyncio.Event,
    *,
    sleep: Sleep = asyncio.sleep,
    chance: Callable[[], float] = random.random,
    failed: Callable[[str], None] = lambda _: None,
) -> bool:
    """Run every platform until told to stop; return False when all of them were refused.

    One platform's failure touches no other; `failed` is told its name. A refused one is not
    tried again; the rest go on.
    """
    tasks = [
        asyncio.create_task(_keep(name, adapter, sleep, chance, failed), name=name)
        for name, adapter in adapters.items()
    ]
    stopping = asyncio.create_task(stop.wait())
    ended = asyncio.create_task(_end_of(tasks))
    await asyncio.wait({stopping, ended}, return_when=asyncio.FIRST_COMPLETED)
    stopped = stop.is_set()
    await _close(adapters, tasks)
    for each in (stopping, ended):
        each.cancel()
    await asyncio.wait({stopping, ended})
    return stopped


async def _end_of(tasks: list[asyncio.Task[None]]) -> None:
    await asyncio.wait(tasks)  # not gather, which ends only with its last task even when cancelled


async def _keep(
    name: str,
    adapter: Adapter,
    sleep: Sleep,
    chance: Callable[[], float],
    failed: Callable[[str], None],
) -> None:
    """Run one platform again and again, waiting longer after each failure in a row."""
    backoff, loop = Backoff(chance), asyncio.get_running_loop()
    while True:
        started = loop.time()
        try:
            await adapter.run()
            return
        except Refused as error:
            _log.error("%s: %s It stays off until the bot is started anew.", name, error)
            return
        except Exception as error:
            failed(name)
            _log.exception("%s failed (%s); it is started again", name, type(error).__name__)
        if loop.time() - started > _HELD:
            backoff.reset()
        await sleep(backoff.next())


async def _close(adapters: Mapping[str, Adapter], tasks: list[asyncio.Task[None]]) -> None:
    """Close every platform, and leave behind what does not end in time."""
    closing = [asyncio.create_task(each.close(), name=name) for name, each in adapters.items()]
    _, late = await asyncio.wait([*closing, *tasks], timeout=_PATIENCE)
    if late:
        _log.error("not every platform closed within %s seconds", _PATIENCE)
        for task in late:
            task.cancel()
        await asyncio.wait(late, timeout=_LAST)
    for task in closing:
        if task.done() and not task.cancelled() and (error := task.exception()) is not None:
            _log.error("%s did not close well: %s", task.get_name(), type(error).__name__)


def stop_on_signals(stop: asyncio.Event) -> None:
    """Stop calmly on SIGTERM and Ctrl-C."""
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
