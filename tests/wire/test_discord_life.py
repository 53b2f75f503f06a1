"""Bad weather: connections that fail, end or go deaf."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from adapters.discord.life import DiscordRefused, Pace
from adapters.discord.reaching import Shards, shards
from bot.chat.adapter import State
from bot.chat.backoff import Backoff
from tests.wire.discord_model import DiscordModel
from tests.wire.discord_model.people import User
from tests.wire.discord_model.places import Channel
from tests.wire.discord_talk import SPEC, Waits, adapter_for, running
from tests.wire.discord_toy import Toy


@pytest.fixture
async def model() -> AsyncIterator[DiscordModel]:
    """Open a Discord."""
    async with DiscordModel(SPEC) as opened:
        yield opened


def _people(model: DiscordModel) -> tuple[Channel, User]:
    return model.guild("Home").channel("shop"), model.user("Maya")


async def _answers(model: DiscordModel, channel: Channel, user: User) -> None:
    await model.connected()
    answer = await user.slash(channel, "worth", question="the cup").reply()
    assert "the cup" in answer.text


# Connecting


@pytest.mark.parametrize("shards_", [1, "auto"])
async def test_the_first_connect_may_fail(model: DiscordModel, shards_: str | int) -> None:
    """A gateway that is away at the start is tried again, ever less often."""
    channel, maya = _people(model)
    model.gateway.refuse(3)
    waits = Waits()
    more: dict[str, Any] = {"sleep": waits, "random_": lambda: 1.0, "shards": shards_}
    async with running(model, Toy().dispatcher(), **more):
        await _answers(model, channel, maya)
    assert [pause for pause in waits.asked if pause >= 1][:3] == [1.0, 2.0, 4.0]


async def test_an_api_that_is_away_is_waited_for(model: DiscordModel) -> None:
    """Neither a 503 nor a cut wire at login ends the adapter."""
    channel, maya = _people(model)
    model.fail(1, "GET", "/users/@me", 503)
    model.fail(1, "GET", "/gateway/bot", "cut")
    async with running(model, Toy().dispatcher()):
        await _answers(model, channel, maya)


async def test_a_wrong_token_stops_with_a_sentence(model: DiscordModel) -> None:
    """A 401 is never tried again: that would cost the address."""
    adapter = adapter_for(model, Toy().dispatcher(), token="wrong.wrong.wrong")  # noqa: S106
    with pytest.raises(DiscordRefused, match="HYPECHECK_DISCORD_TOKEN"):
        await adapter.run()
    assert sum(each.path.endswith("/users/@me") for each in model.requests) == 1


async def test_a_token_taken_away_stops(model: DiscordModel) -> None:
    """The gateway's 4004 ends it as well."""
    adapter = adapter_for(model, Toy().dispatcher())
    task = asyncio.create_task(adapter.run())
    await model.connected()
    model.gateway.drop(4004)
    with pytest.raises(DiscordRefused, match="token"):
        await task


async def test_a_spent_day_rests(model: DiscordModel) -> None:
    """Near the end of the day's sessions it waits instead of losing the token."""
    model.gateway.start_limit = 5
    waits = Waits()
    adapter = adapter_for(model, Toy().dispatcher(), sleep=waits)
    task = asyncio.create_task(adapter.run())
    await _soon(lambda: sum(pause > 1 for pause in waits.asked) > 1)  # rested, looked, rests again
    assert not model.gateway.identifies
    await adapter.close()
    await task


# Staying connected


@pytest.mark.parametrize("trouble", ["op 7", "op 9", "op 9 resumable", "cut", "4000", "garbage"])
async def test_a_lost_connection_comes_back(model: DiscordModel, trouble: str) -> None:
    """Whatever ends the connection, the bot is back and answers; it resumes where it may."""
    channel, maya = _people(model)
    async with running(model, Toy().dispatcher()) as adapter:
        await _answers(model, channel, maya)
        connects = model.gateway.connects
        match trouble:
            case "op 7":
                model.gateway.ask_reconnect()
            case "op 9" | "op 9 resumable":
                model.gateway.invalidate(resumable="resumable" in trouble)
            case "garbage":
                model.gateway.garbage()
            case _:
                model.gateway.drop(int(trouble) if trouble.isdigit() else None)
        await model.until(lambda: model.gateway.connects > connects, 8)
        await _answers(model, channel, maya)
        assert adapter.health().connected
    if trouble in ("op 7", "op 9 resumable", "cut", "4000"):
        assert len(model.gateway.resumes) == 1
        assert len(model.gateway.identifies) == 1


async def test_nothing_said_meanwhile_is_lost(model: DiscordModel) -> None:
    """What was asked while the wire was cut is answered after the resume."""
    channel, maya = _people(model)
    async with running(model, Toy().dispatcher()):
        model.gateway.drop(None)
        asked = maya.says(channel, f"{model.bot.mention} the cup")
        assert "the cup" in (await asked.reply()).text


async def test_a_deaf_connection_is_noticed(model: DiscordModel) -> None:
    """A connection from which nothing comes is replaced, and health says so meanwhile."""
    channel, maya = _people(model)
    model.gateway.heartbeat_interval = 0.1
    async with running(model, Toy().dispatcher(), heartbeat_timeout=0.4) as adapter:
        connects = model.gateway.connects
        model.gateway.mute()
        await model.until(lambda: model.gateway.connects > connects, 8)
        await _answers(model, channel, maya)
        assert adapter.health().connected


async def test_bursts_of_reconnects_are_spaced(model: DiscordModel) -> None:
    """Asked to reconnect again and again, it takes its time and does not identify anew."""
    channel, maya = _people(model)
    waits = Waits()
    async with running(model, Toy().dispatcher(), sleep=waits):
        for number in range(10):
            model.gateway.ask_reconnect()
            await _until(model, model.gateway.resumes, number + 1)
        await _answers(model, channel, maya)
    assert len(model.gateway.identifies) == 1
    assert max(waits.asked) >= 8


async def test_bursts_of_lost_sessions_are_spaced(model: DiscordModel) -> None:
    """Sessions lost again and again are renewed less than a handful of times a minute."""
    channel, maya = _people(model)
    waits = Waits()
    async with running(model, Toy().dispatcher(), sleep=waits):
        for number in range(6):
            model.gateway.invalidate()
            await _until(model, model.gateway.identifies, number + 2)
            await model.connected()
        await _answers(model, channel, maya)
    assert sum(sorted(waits.asked)[-5:]) > 60


async def test_malformed_events_are_skipped(
    model: DiscordModel, caplog: pytest.LogCaptureFixture
) -> None:
    """An event that does not hold what it should costs a line in the log, not the connection."""
    channel, maya = _people(model)
    async with running(model, Toy().dispatcher()):
        for event in ("INTERACTION_CREATE", "MESSAGE_CREATE", "GUILD_CREATE", "CHANNEL_UPDATE"):
            model.gateway.malformed(event, {"id": "?"})
        model.gateway.malformed("NEVER_HEARD_OF", {})
        await _answers(model, channel, maya)
    assert model.gateway.connects == 1
    assert "a malformed MESSAGE_CREATE was skipped" in caplog.text


async def test_shards_share_the_servers(model: DiscordModel) -> None:
    """`auto` asks Discord how many; health waits for them all."""
    channel, maya = _people(model)
    model.gateway.shards = 2
    async with running(model, Toy().dispatcher(), shards="auto") as adapter:
        await model.until(lambda: len(model.gateway.sessions) == 2)
        await _answers(model, channel, maya)
        await _soon(lambda: adapter.health().connected)


async def test_shards_identify_apart(model: DiscordModel) -> None:
    """Discord takes one identify in five seconds; sooner ones would lose their sessions."""
    model.gateway.shards, model.gateway.identify_interval = 3, 5.0

    async def sleep(seconds: float) -> None:
        model.clock.advance(seconds)
        await asyncio.sleep(0)

    async with running(
        model, Toy().dispatcher(), shards="auto", sleep=sleep, clock=model.clock.now
    ) as adapter:
        await _soon(lambda: adapter.health().connected)
    assert len(model.gateway.identifies) == 3


async def test_health_tells(model: DiscordModel) -> None:
    """Before, while and after: its state, how long ago Discord spoke, how far it is."""
    adapter = adapter_for(model, Toy().dispatcher())
    assert adapter.health().state is State.OFF
    task = asyncio.create_task(adapter.run())
    await _soon(lambda: adapter.health().connected)
    health = adapter.health()
    assert health.age is not None
    assert 0 <= health.age < 5
    assert "1 of 1 shards" in health.detail
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert adapter.health().state is State.OFF


# Small parts


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"api_base": "discord.example/api/v10"}, "HYPECHECK_DISCORD_API_BASE"),
        ({"api_base": "ftp://discord.example"}, "https:// or http://"),
        ({"api_base": "http://"}, "HYPECHECK_DISCORD_API_BASE"),
        ({"gateway_url": "https://gateway.example"}, "wss:// or ws://"),
        ({"gateway_url": "ws://gateway.example:port"}, "HYPECHECK_DISCORD_GATEWAY_URL"),
        ({"shards": "4 of 4"}, "HYPECHECK_SHARDS"),
    ],
)
async def test_a_wrong_setting_is_named_at_the_start(
    model: DiscordModel, given: dict[str, Any], named: str
) -> None:
    """An address or shards that cannot be are told before anything is tried."""
    with pytest.raises(ValueError, match=named):
        adapter_for(model, Toy().dispatcher(), **given)


async def test_back_off_grows_and_is_bounded() -> None:
    """Each failure doubles the longest pause, up to five minutes; success forgets them."""
    backoff = Backoff(lambda: 1.0)
    assert [backoff.next() for _ in range(12)][:4] == [1.0, 2.0, 4.0, 8.0]
    assert backoff.next() == 300.0
    backoff.reset()
    assert backoff.next() == 1.0
    assert 0.5 <= Backoff(lambda: 0.0).next() < 1.0


async def test_a_pace_counts_a_window() -> None:
    """What is long ago is forgotten."""
    now, slept = [0.0], []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    pace = Pace((0.0, 5.0, 30.0), 60.0, lambda: now[0], sleep)
    for _ in range(4):
        await pace.wait()
    assert slept == [5.0, 30.0, 30.0]
    now[0] += 100
    await pace.wait()
    assert len(slept) == 3


def test_shards_are_read() -> None:
    """`auto`, a count, or some of a count; nothing else."""
    assert shards("auto") == Shards()
    assert shards(1) == Shards((0,), 1)
    assert shards("0, 2-3 of 8") == Shards((0, 2, 3), 8)
    wrong: tuple[Any, ...] = ("", "0", "of 3", "4 of 4", "many")
    for text in wrong:
        with pytest.raises(ValueError, match="shards are"):
            shards(text)


async def _until(model: DiscordModel, seen: list[Any], count: int) -> None:
    await model.until(lambda: len(seen) >= count)


async def _soon(look: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not look():  # noqa: ASYNC110 - what is looked at tells nobody
            await asyncio.sleep(0.005)
