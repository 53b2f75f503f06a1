"""Answers that do not get through: cut, refused, too late, forbidden."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from typing import Any

import pytest

from bot.chat.action import Action
from bot.chat.reply import Item, Listing, Note, Reply
from bot.chat.request import Place
from knowledge.community import Space
from tests.wire.discord_model import DiscordModel
from tests.wire.discord_model.people import User
from tests.wire.discord_model.places import Channel
from tests.wire.discord_talk import SPEC, running
from tests.wire.discord_toy import Toy

CALLBACK = r"/interactions/.*/callback"
MESSAGES = r"/channels/\d+/messages$"


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


@pytest.mark.parametrize("how", ["cut", "cut after", 500, 503])
async def test_an_answer_that_fails_is_sent_again(model: DiscordModel, how: int | str) -> None:
    """A first answer that Discord drops, or takes and does not say so, is seen once."""
    channel, maya = _people(model)
    async with running(model, Toy().dispatcher()):
        model.fail(1, "POST", CALLBACK, how)
        answer = await maya.slash(channel, "worth", question="the cup").reply()
        assert "the cup" in answer.text
        await _answers(model, channel, maya)
        assert len(channel.seen_by(maya)) == 2


@pytest.mark.parametrize("how", ["cut", "cut after", 500, 503])
async def test_a_reply_that_fails_is_sent_again(model: DiscordModel, how: int | str) -> None:
    """So is a reply to a message, under the number by which Discord takes it once."""
    channel, maya = _people(model)
    async with running(model, Toy().dispatcher()):
        model.fail(1, "POST", MESSAGES, how)
        said = maya.says(channel, f"{model.bot.mention} the cup")
        assert "the cup" in (await said.reply()).text
        await model.until(lambda: len(_sent(model)) == 2)
        sent = _sent(model)
        assert {(body["nonce"], body["enforce_nonce"]) for body in sent} == {
            (said.message.id, True)
        }


async def test_rate_limits_are_waited_out(model: DiscordModel) -> None:
    """A 429 is obeyed and counted, and the answer still comes."""
    channel, maya = _people(model)
    async with running(model, Toy().dispatcher()) as adapter:
        model.rate_limit(1, "POST", CALLBACK, 0.1)
        await _answers(model, channel, maya)
        model.rate_limit(1, "POST", MESSAGES, 0.1)
        said = maya.says(channel, f"{model.bot.mention} the cup")
        assert "the cup" in (await said.reply()).text
        assert adapter.health().floods == 2


@pytest.mark.parametrize(
    ("status", "code"), [(404, 10062), (400, 40060), (403, 50013), (404, 10015), (401, 0)]
)
async def test_a_refusal_is_borne(
    model: DiscordModel, status: int, code: int, caplog: pytest.LogCaptureFixture
) -> None:
    """Too late, answered already, forbidden: a line in the log without names or words."""
    channel, maya = _people(model)
    with caplog.at_level(logging.INFO):
        async with running(model, Toy().dispatcher()):
            model.fail(1, "POST", CALLBACK, status, {"message": "no", "code": code})
            maya.slash(channel, "worth", question="the secret cup")
            await _soon(lambda: "did not arrive" in caplog.text)
            await _answers(model, channel, maya)
    assert f"HTTP {status}, code {code}" in caplog.text
    assert "the secret cup" not in caplog.text
    assert maya.id not in caplog.text


async def test_a_card_that_discord_refuses_is_sent_as_words(model: DiscordModel) -> None:
    """Should Discord change its rules, the person still gets the words."""
    channel, maya = _people(model)
    async with running(model, Toy().dispatcher()):
        model.fail(1, "POST", CALLBACK, 400, {"message": "Invalid Form Body", "code": 50035})
        answer = await maya.slash(channel, "pages").reply()
        assert "row 1.9" in answer.text
        assert not answer.buttons


async def test_a_refused_card_becomes_words_everywhere(
    model: DiscordModel, caplog: pytest.LogCaptureFixture
) -> None:
    """A mention and a post come as words alone, and the log says so."""
    channel, maya = _people(model)
    refused = {"message": "Invalid Form Body", "code": 50035}
    async with running(model, Toy().dispatcher()) as adapter:
        model.fail(1, "POST", "/messages$", 400, refused)
        answer = await maya.says(channel, f"{model.bot.mention} the cup").reply()
        assert "the cup" in answer.text
        assert not answer.buttons
        model.fail(1, "POST", "/messages$", 400, refused)
        assert await adapter.post(_place(channel), Reply((Note("news"),)))
        assert channel.messages[-1].text == "news"
    assert caplog.text.count("Discord refused a card: code 50035") == 2


async def test_missing_permissions_are_borne(model: DiscordModel) -> None:
    """Where it may not write it is silent; where it may not read back it answers without reply."""
    channel, maya = _people(model)
    async with running(model, Toy().dispatcher()):
        channel.deny_bot("send_messages")
        said = maya.says(channel, f"{model.bot.mention} the cup")
        await model.until(lambda: any(each.status == 403 for each in model.requests))
        assert not said.replies
        channel.allow_bot("send_messages")
        channel.deny_bot("read_message_history")
        reply = await maya.says(channel, f"{model.bot.mention} the cup").reply()
        assert reply.reference is None


async def test_posting_says_whether_it_arrived(model: DiscordModel) -> None:
    """A reminder to closed direct messages or another platform's place is not sent, and said so."""
    channel, maya = _people(model)
    closed = model.user("Shy", dms_open=False)
    async with running(model, Toy().dispatcher()) as adapter:
        reply = Reply((Note("Still want it?"),))
        assert await adapter.post(_place(channel), reply)
        assert "Still want it?" in channel.messages[-1].text
        assert await adapter.post(_place(maya.dm), reply)
        assert not await adapter.post(_place(closed.dm), reply)
        assert not await adapter.post(Place("telegram", "1", "1"), reply)
        assert await adapter.post(Place("discord", maya.id, is_private=True), reply)
        assert len(maya.dm.messages) == 2
    assert not await adapter.post(_place(channel), reply)


async def test_a_post_speaks_the_language_of_its_place(model: DiscordModel) -> None:
    """The adapter's own words follow the place, unless the reply has a language."""
    channel, _ = _people(model)
    toy = Toy()
    toy.space = Space("discord", "home", locale="de")
    reply = Reply((Listing((Item("row", action=Action("worth", {"question": "x"})),)),))
    async with running(model, toy.dispatcher()) as adapter:
        assert await adapter.post(_place(channel), reply)
        assert channel.messages[-1].control("Zeigen", {2})
        assert await adapter.post(_place(channel), replace(reply, locale="en"))
        assert channel.messages[-1].control("Show", {2})


async def test_logs_name_nobody(model: DiscordModel, caplog: pytest.LogCaptureFixture) -> None:
    """Whatever goes wrong, no token, no id and no word that was typed gets into the log."""
    caplog.set_level(logging.INFO)
    channel, maya = _people(model)
    async with running(model, Toy().dispatcher()):
        model.rate_limit(1, "POST", CALLBACK, 0.01)
        model.rate_limit(1, "POST", MESSAGES, 0.01)
        await maya.slash(channel, "worth", question="the cup").reply()
        await maya.says(channel, f"{model.bot.mention} the cup").reply()
        model.fail(5, "POST", CALLBACK, 403)
        maya.slash(channel, "worth", question="the cup")
        model.gateway.malformed()
        model.gateway.drop(None)
        await model.until(lambda: model.gateway.resumes)
        model.fail(1, "POST", MESSAGES, 403)
        maya.says(channel, f"{model.bot.mention} the cup")
        await model.until(lambda: model.requests[-1].status == 403)
    assert "did not arrive" in caplog.text
    tokens = [model.token, *model.interactions]
    for secret in (*tokens, channel.id, maya.id, maya.name, model.bot.id, "the cup"):
        assert secret not in caplog.text


def _place(channel: Channel) -> Place:
    return Place("discord", channel.id, channel.id)


def _sent(model: DiscordModel) -> list[dict[str, Any]]:
    return [each.body for each in model.requests if each.path.endswith("/messages")]


async def _soon(look: Callable[[], bool]) -> None:
    async with asyncio.timeout(5):
        while not look():  # noqa: ASYNC110 - what is looked at tells nobody
            await asyncio.sleep(0.005)
