"""Platforms side by side: one's failure is its own."""

import asyncio
import logging
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.bootstrap import Base
from bot.chat.adapter import Health, Refused, State
from bot.memory import Memory
from bot.ops import running
from bot.ops.running import run_adapters
from tests.factories import FakeClock


class _Platform:
    """Fail as told at each start, then answer until closed."""

    def __init__(self, *failures: Exception, hangs: bool = False) -> None:
        self.failures, self.hangs = list(failures), hangs
        self.starts = 0
        self.closed = asyncio.Event()
        self.up = asyncio.Event()

    async def run(self) -> None:
        self.starts += 1
        if self.failures:
            raise self.failures.pop(0)
        self.up.set()
        await self.closed.wait()

    async def close(self) -> None:
        if self.hangs:
            raise RuntimeError("cannot")
        self.closed.set()

    def health(self) -> Health:
        return Health(State.CONNECTED if self.up.is_set() else State.OFF)


class _Sleep:
    def __init__(self) -> None:
        self.slept: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.slept.append(seconds)


async def _run(platforms: Sequence[_Platform], sleep: _Sleep, wait_for: _Platform) -> bool:
    stop = asyncio.Event()
    named = {str(number): platform for number, platform in enumerate(platforms)}
    running = asyncio.create_task(run_adapters(named, stop, sleep=sleep, chance=lambda: 1.0))
    async with asyncio.timeout(5):
        await wait_for.up.wait()
        stop.set()
        return await running


async def test_a_failing_platform_is_started_again_and_the_other_goes_on(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """It waits longer each time; nobody else notices."""
    shaky, steady, sleep = _Platform(OSError(), OSError(), OSError()), _Platform(), _Sleep()
    assert await _run([shaky, steady], sleep, shaky)

    assert (shaky.starts, steady.starts) == (4, 1)
    assert sleep.slept == [1, 2, 4]
    assert steady.closed.is_set()
    assert caplog.text.count("it is started again") == 3


async def test_a_refused_platform_stays_off(caplog: pytest.LogCaptureFixture) -> None:
    """A wrong token is said once and not tried again."""
    refused, steady, sleep = _Platform(Refused("The token is wrong.")), _Platform(), _Sleep()
    assert await _run([refused, steady], sleep, steady)

    assert refused.starts == 1
    assert "The token is wrong." in caplog.text


async def test_when_all_are_refused_the_run_ends() -> None:
    """There is nothing left to wait for, and it says so by its outcome."""
    only = _Platform(Refused("no"))

    assert await run_adapters({"only": only}, asyncio.Event()) is False


async def test_stopping_ends_even_what_cannot_close(caplog: pytest.LogCaptureFixture) -> None:
    """A platform that fails while closing is named and let go."""
    stuck = _Platform(hangs=True)
    caplog.set_level(logging.ERROR)

    stop = asyncio.Event()
    running = asyncio.create_task(run_adapters({"stuck": stuck}, stop))
    async with asyncio.timeout(20):
        await stuck.up.wait()
        stop.set()
        stuck.closed.set()
        assert await running
    assert "stuck did not close well" in caplog.text


async def test_what_will_not_end_is_left_behind(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A platform that neither closes nor gives up keeps nobody from leaving."""
    monkeypatch.setattr(running, "_PATIENCE", 0.02)
    monkeypatch.setattr(running, "_LAST", 0.02)
    stop, over = asyncio.Event(), asyncio.Event()

    class Stubborn(_Platform):
        async def run(self) -> None:
            self.up.set()
            while not over.is_set():
                with suppress(asyncio.CancelledError):
                    await over.wait()

        async def close(self) -> None:
            await over.wait()

    stubborn = Stubborn()
    task = asyncio.create_task(run_adapters({"stubborn": stubborn}, stop))
    async with asyncio.timeout(5):
        await stubborn.up.wait()
        stop.set()
        assert await task
    over.set()
    assert "not every platform closed" in caplog.text


async def test_adapters_remember_over_a_restart(base: Base) -> None:
    """Each platform has names of its own."""
    memory = Memory(base.store, "discord", base.pseudonyms(), base.clock)
    assert await memory.get("commands") is None
    await memory.put("commands", "a")
    await memory.put("commands", "b")

    assert await Memory(base.store, "discord", base.pseudonyms(), base.clock).get("commands") == "b"
    assert (
        await Memory(base.store, "telegram", base.pseudonyms(), base.clock).get("commands") is None
    )


async def test_a_memory_names_nobody_and_forgets(base: Base) -> None:
    """Names stand in the base as hashes and values sealed, and go with an empty text."""
    memory = Memory(base.store, "telegram", base.pseudonyms(), base.clock)
    await memory.put("form.123456789", "typed")
    rows = await base.store.read(lambda tx: tx.all("SELECT name, value FROM memory"))
    assert len(rows) == 1
    assert "123456789" not in rows[0][0]
    assert "typed" not in rows[0][1]
    assert await memory.get("form.123456789") == "typed"

    await memory.put("form.123456789", "")
    assert await memory.get("form.123456789") is None
    assert not await base.store.read(lambda tx: tx.all("SELECT name FROM memory"))


async def test_what_lasts_for_a_while_is_gone_after_it(base: Base) -> None:
    """A form left half-way leaves nothing behind; what has no end stays."""
    clock = FakeClock()
    memory = Memory(base.store, "telegram", base.pseudonyms(), clock)
    await memory.put("form", "typed", timedelta(days=1))
    await memory.put("commands", "told")
    clock.step(24 * 3600 - 1)
    assert await memory.get("form") == "typed"
    clock.step(1)
    assert await memory.get("form") is None

    await memory.put("other", "x")
    rows = await base.store.read(lambda tx: tx.all("SELECT name FROM memory"))
    assert len(rows) == 2
    assert await memory.get("commands") == "told"
