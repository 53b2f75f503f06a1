"""Health and metrics: what is wrong is seen, and nobody is named."""

import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

import aiohttp
import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot.bootstrap import Base, build, open_base
from bot.chat.adapter import Health, State
from bot.metrics import BOUNDS, Histogram, Metrics
from bot.ops.health import Standing, report, state
from bot.ops.monitoring import monitor
from bot.settings import Settings
from knowledge import starter
from tests.factories import FakeClock, ask

UP = Health(State.CONNECTED, age=1.0, waiting=3)


@dataclass
class _Platform:
    now: Health = field(default=UP)

    async def run(self) -> None:
        """Do nothing."""

    async def close(self) -> None:
        """Do nothing."""

    def health(self) -> Health:
        return self.now


@dataclass
class _House:
    base: Base
    metrics: Metrics
    discord: _Platform
    telegram: _Platform
    url: str


@pytest.fixture
async def house(
    tmp_path: Path, clock: FakeClock, unused_port: Callable[[], int]
) -> AsyncIterator[_House]:
    """Open a base with its port, and two platforms that say what a test tells them to."""
    port, metrics = unused_port(), Metrics()
    settings = Settings(database=str(tmp_path / "base.sqlite3"), health_port=port)
    base = await open_base(settings, clock=clock, observe=metrics.stored)
    await starter.load(base.journal, base.pseudonyms(), base.clock())
    house = _House(base, metrics, _Platform(), _Platform(), f"http://127.0.0.1:{port}")
    adapters = {"discord": house.discord, "telegram": house.telegram}
    runner = await monitor(settings, base, adapters, metrics)
    yield house
    await runner.cleanup()
    await base.close()


async def _get(house: _House, path: str) -> tuple[int, str]:
    async with aiohttp.ClientSession() as session, session.get(house.url + path) as answer:
        return answer.status, await answer.text()


async def test_ready_means_that_every_platform_answers(house: _House) -> None:
    """One that is away makes it degraded, all away or no base make it down; alive it is always."""
    assert (await _get(house, "/readyz"))[0] == 200
    house.telegram.now = Health(State.CONNECTING)
    status, text = await _get(house, "/readyz")
    assert (status, '"degraded"' in text, '"connecting"' in text) == (503, True, True)
    house.discord.now = Health()
    status, text = await _get(house, "/readyz")
    assert (status, '"down"' in text) == (503, True)
    assert (await _get(house, "/healthz"))[0] == 200


async def test_connected_but_deaf_is_found(house: _House) -> None:
    """A connection from which nothing came for two minutes does not count as one."""
    house.discord.now = replace(UP, age=121.0)
    found = await report(house.base.store, {"discord": house.discord, "telegram": house.telegram})

    assert found.standing is Standing.DEGRADED
    assert found.values()["platforms"]["discord"]["state"] == "deaf"
    assert state(replace(UP, age=9999.0, due=None)) == "connected"  # a webhook in a quiet place


async def test_a_base_that_fails_is_down(house: _House) -> None:
    """Whoever cannot read the base answers nobody."""
    await house.base.close()
    found = await report(house.base.store, {"discord": house.discord})

    assert (found.standing, found.base) == (Standing.DOWN, "failed: StoreError")


async def test_answers_are_counted_by_outcome_and_nobody_is_named(house: _House) -> None:
    """The numbers are right, and no label holds an id or a word of anybody."""
    settings = Settings(person_per_minute=4)
    dispatcher = build(settings, house.base, {}, house.metrics.answered)
    for question in ("is the airwrap worth it", "thoughts on the glowpop 3000", "worth it prime?"):
        await ask(dispatcher, "worth", question=question)
    await ask(dispatcher, "worth", question="is college worth it")
    await ask(dispatcher, "worth", question="is the airwrap worth it")
    await ask(dispatcher, "settings show")
    text = (await _get(house, "/metrics"))[1]
    families = {each.name: each for each in text_string_to_metric_families(text)}
    answers = {
        each.labels["outcome"]: each.value
        for each in families["hypecheck_answers"].samples
        if each.name == "hypecheck_answers_total"
    }

    assert answers == {
        "done": 1,
        "unknown": 1,
        "unclear": 1,
        "off_topic": 1,
        "limited": 1,
        "forbidden": 1,
    }
    assert "hypecheck_store_seconds" in families
    for word in ("maya", "shop talk", "airwrap", "glowpop"):
        assert word not in text
    labels = {name for each in families.values() for s in each.samples for name in s.labels}
    assert labels <= {"platform", "outcome", "state", "kind", "le", "version"}


async def test_the_state_of_platforms_and_the_store_is_measured(house: _House) -> None:
    """Queue lengths, silence and states are gauges."""
    house.metrics.failed("discord")
    text = (await _get(house, "/metrics"))[1]

    assert 'hypecheck_platform_state{platform="discord",state="connected"} 1.0' in text
    assert 'hypecheck_platform_waiting{platform="telegram"} 3.0' in text
    assert 'hypecheck_platform_failures_total{platform="discord"} 1.0' in text
    assert 'hypecheck_platform_floods_total{platform="telegram"} 0.0' in text
    assert re.search(r'hypecheck_store_waiting\{kind="write"\} 0\.0', text)
    assert "process_resident_memory_bytes" in text


def test_a_histogram_counts_in_the_right_bucket() -> None:
    """A bound belongs to its bucket; what is above all stands in the last."""
    histogram = Histogram()
    for seconds in (0.0, BOUNDS[0], BOUNDS[0] + 1e-9, 99.0):
        histogram.add(seconds)

    assert histogram.counts == [2, 1, *[0] * (len(BOUNDS) - 2), 1]
    assert histogram.total == pytest.approx(99.002)
