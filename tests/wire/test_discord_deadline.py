"""The three seconds that Discord gives, whatever the disk does."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from tests.wire.discord_model import DiscordModel
from tests.wire.discord_model.people import User
from tests.wire.discord_model.places import Channel
from tests.wire.discord_talk import SPEC, running
from tests.wire.discord_toy import Toy


@pytest.fixture
async def model() -> AsyncIterator[DiscordModel]:
    """Open a Discord in which, at the end, nothing forbidden was done."""
    async with DiscordModel(SPEC) as opened:
        yield opened
        assert not opened.violations
        assert not opened.unanswered


def _people(model: DiscordModel) -> tuple[Channel, User]:
    return model.guild("Home").channel("shop"), model.user("Maya")


@pytest.mark.parametrize(("command", "hidden"), [("stall", False), ("whisper", True)])
async def test_a_disk_that_stalls_still_answers(
    model: DiscordModel, command: str, hidden: bool
) -> None:
    """The interaction is acknowledged while the disk stalls, then answered, to whom it is for."""
    toy = Toy()
    toy.disk.clear()
    channel, maya = _people(model)
    async with running(model, toy.dispatcher(), patience=0.05):
        asked = maya.slash(channel, command)
        assert await asked.acknowledged() == 5
        toy.disk.set()
        answer = await asked.reply()
        assert "here at last" in answer.text
        assert answer.ephemeral is hidden


async def test_a_slow_command_is_acknowledged_at_once(model: DiscordModel) -> None:
    """What is known to be slow does not use up the patience."""
    toy = Toy()
    toy.disk.clear()
    channel, maya = _people(model)
    async with running(model, toy.dispatcher(), patience=60):
        asked = maya.slash(channel, "slow")
        assert await asked.acknowledged() == 5
        toy.disk.set()
        assert "here at last" in (await asked.reply()).text


async def test_what_takes_longer_than_a_token_lasts_is_borne(
    model: DiscordModel, caplog: pytest.LogCaptureFixture
) -> None:
    """After a quarter of an hour Discord takes no answer any more; the log says so, once."""
    toy = Toy()
    toy.disk.clear()
    channel, maya = _people(model)
    async with running(model, toy.dispatcher(), patience=0.05):
        await maya.slash(channel, "stall").acknowledged()
        model.clock.advance(901)
        toy.disk.set()
        await model.until(lambda: model.violations)
        assert "here at last" in (await maya.slash(channel, "stall").reply()).text
    assert caplog.text.count("the answer to stall did not arrive: HTTP 401, code 50027") == 1
    assert [each.code for each in model.violations] == [50027]
    model.violations.clear()


async def test_a_late_miss_is_seen_by_nobody_else(model: DiscordModel) -> None:
    """A public deferral that turns out private is taken away."""
    toy = Toy()
    toy.disk.clear()
    channel, maya = _people(model)
    ben = model.user("Ben")
    async with running(model, toy.dispatcher(), patience=0.05):
        asked = maya.slash(channel, "miss")
        await asked.acknowledged()
        toy.disk.set()
        answer = await asked.reply(nth=1)
        assert answer.ephemeral
        assert "not found" in answer.text
        assert all("not found" not in each.text for each in channel.seen_by(ben))
        await model.until(lambda: not channel.seen_by(ben))


async def test_a_late_page_still_turns_in_place(model: DiscordModel) -> None:
    """What came from a message is acknowledged without a trace, so it may still be edited."""
    toy = Toy()
    channel, maya = _people(model)
    async with running(model, toy.dispatcher(), patience=0.0):
        listed = await maya.slash(channel, "pages").reply()
        pressed = maya.press(listed, "Next")
        await pressed.reply()
        assert "row 2.0" in listed.text
        again = await maya.press(listed, "Show").reply()
        assert again is not listed


async def test_leaving_lets_answers_under_way_arrive(model: DiscordModel) -> None:
    """Who asked before the end is answered."""
    toy = Toy()
    toy.disk.clear()
    channel, maya = _people(model)
    async with running(model, toy.dispatcher()) as adapter:
        asked = maya.slash(channel, "stall")
        await toy.stalled.wait()
        leaving = asyncio.create_task(adapter.close())
        await asyncio.sleep(0)
        toy.disk.set()
        await leaving
        assert "here at last" in (await asked.reply()).text
