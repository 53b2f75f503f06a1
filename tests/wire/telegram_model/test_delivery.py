"""How updates reach the bot, and the trouble that a test can ask for."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from aiohttp import web
from telegram import Bot, Update
from telegram.error import BadRequest, Conflict, NetworkError, RetryAfter, TimedOut

from tests.wire.telegram_model import TelegramModel
from tests.wire.telegram_model.small_bot import bot, client, telegram
from tests.wire.telegram_model.spec import find_spec
from tests.wire.telegram_model.webhook import SECRET
from tests.wire.telegram_model.world import Json

__all__ = ["bot", "telegram"]


@asynccontextmanager
async def listening(statuses: list[int]) -> AsyncIterator[tuple[str, list[Json], list[str]]]:
    """Run a web server that answers with these, then with 200; give what it got."""
    got: list[Json] = []
    secrets: list[str] = []

    async def take(request: web.Request) -> web.Response:
        got.append(await request.json())
        secrets.append(request.headers.get(SECRET, ""))
        return web.Response(status=statuses.pop(0) if statuses else 200)

    app = web.Application()
    app.router.add_post("/hook", take)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    yield f"http://127.0.0.1:{runner.addresses[0][1]}/hook", got, secrets
    await runner.cleanup()


async def test_an_offset_confirms(telegram: TelegramModel, bot: Bot) -> None:
    """What is not confirmed comes again."""
    ann = telegram.user("Ann")
    for text in ("one", "two"):
        ann.says(ann.private, text)
    first = await bot.get_updates()
    assert len(first) == len(await bot.get_updates()) == 2
    rest = await bot.get_updates(offset=first[0].update_id + 1)
    assert [each.update_id for each in rest] == [first[1].update_id]
    assert await bot.get_updates(offset=first[1].update_id + 1) == ()


async def test_two_instances_conflict(telegram: TelegramModel, bot: Bot) -> None:
    """The newer long poll ends the older one."""
    async with client(telegram) as twin:
        older = asyncio.create_task(bot.get_updates(timeout=5))
        await telegram.until(lambda: telegram.called("getUpdates"))
        newer = asyncio.create_task(twin.get_updates(timeout=5))
        with pytest.raises(Conflict, match="terminated by other getUpdates request"):
            await older
        ann = telegram.user("Ann")
        ann.says(ann.private, "hello")
        assert len(await newer) == 1


async def test_a_webhook_delivers_until_it_hears_well(telegram: TelegramModel, bot: Bot) -> None:
    """Updates of one chat come in order, with the secret, until each was taken."""
    ann = telegram.user("Ann")
    async with listening([500, 503]) as (url, got, secrets):
        await bot.set_webhook(url, secret_token="hush")  # noqa: S106 no secret
        for text in ("one", "two"):
            ann.says(ann.private, text)
        await telegram.quiet()
        assert [each["message"]["text"] for each in got] == ["one", "one", "one", "two"]
        assert set(secrets) == {"hush"}
        with pytest.raises(Conflict, match="webhook is active"):
            await bot.get_updates()
        info = await bot.get_webhook_info()
        assert info.last_error_message is not None
        await bot.delete_webhook()
    ann.says(ann.private, "three")
    assert len(await bot.get_updates()) == 1


async def test_a_webhook_serves_chats_side_by_side(telegram: TelegramModel, bot: Bot) -> None:
    """A chat whose update is refused again and again holds up no other."""
    ann, ben = telegram.user("Ann"), telegram.user("Ben")
    telegram.webhook.pause = 60.0
    async with listening([500]) as (url, got, _):
        await bot.set_webhook(url)
        ann.says(ann.private, "one")
        await telegram.until(lambda: telegram.webhook.statuses == [500])
        ann.says(ann.private, "two")
        ben.says(ben.private, "three")
        await telegram.until(lambda: telegram.webhook.statuses == [500, 200])
        assert [each["message"]["text"] for each in got] == ["one", "three"]


async def test_webhooks_need_https(telegram: TelegramModel, bot: Bot) -> None:
    """Only the bot's own machine may go without."""
    with pytest.raises(BadRequest, match="ttps url must be provided"):
        await bot.set_webhook("http://example.org/hook")


async def test_updates_can_come_twice(telegram: TelegramModel, bot: Bot) -> None:
    """The same number comes twice, at once or later."""
    ann = telegram.user("Ann")
    telegram.duplicate()
    ann.says(ann.private, "one")
    first, again = await bot.get_updates()
    assert first.update_id == again.update_id
    assert await bot.get_updates(offset=first.update_id + 1) == ()
    telegram.redeliver()
    late = await bot.get_updates(offset=first.update_id + 1)
    assert [each.update_id for each in late] == [first.update_id]


async def test_garbage_can_come(telegram: TelegramModel, bot: Bot) -> None:
    """An update may hold what nobody can read."""
    telegram.garbage({"new_thing": {"a": 1}})
    (update,) = await bot.get_updates()
    assert (update.effective_chat, update.api_kwargs) == (None, {"new_thing": {"a": 1}})
    telegram.garbage()
    with pytest.raises((TypeError, KeyError)):
        await bot.get_updates(offset=update.update_id + 1)


async def test_calls_can_be_spoilt(telegram: TelegramModel, bot: Bot) -> None:
    """A status comes instead of the work, then all is well."""
    ann = telegram.user("Ann")
    telegram.fail(1, "sendMessage", 502)
    telegram.fail(1, "sendMessage", 429, retry_after=7)
    telegram.fail(1, "sendMessage", 400, description="Bad Request: so it is")
    with pytest.raises(NetworkError, match="Bad Gateway"):
        await bot.send_message(ann.id, "x")
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(ann.id, "x")
    assert caught.value.retry_after == timedelta(seconds=7)
    with pytest.raises(BadRequest, match="o it is"):
        await bot.send_message(ann.id, "x")
    assert not ann.private.messages
    await bot.send_message(ann.id, "x")
    assert len(ann.private.messages) == 1
    assert not telegram.violations


@pytest.mark.parametrize(("how", "arrived"), [("cut before", 0), ("cut after effect", 1)])
async def test_connections_can_be_cut(
    telegram: TelegramModel, bot: Bot, how: str, arrived: int
) -> None:
    """The client cannot tell whether the message arrived."""
    ann = telegram.user("Ann")
    telegram.fail(1, "sendMessage", how)
    with pytest.raises(NetworkError):
        await bot.send_message(ann.id, "x")
    assert len(ann.private.messages) == arrived


async def test_answers_can_be_slow(telegram: TelegramModel, bot: Bot) -> None:
    """The message is there before the client hears of it, if it waits at all."""
    ann = telegram.user("Ann")
    telegram.slow("sendMessage", 0.3)
    with pytest.raises(TimedOut):
        await bot.send_message(ann.id, "x", read_timeout=0.05)
    assert len(ann.private.messages) == 1


@pytest.mark.skipif(find_spec() is None, reason="Telegram's description is not at hand")
async def test_calls_are_held_against_the_description(telegram: TelegramModel, bot: Bot) -> None:
    """What Telegram's description does not know is noted."""
    ann = telegram.user("Ann")
    await bot.send_message(ann.id, "x", api_kwargs={"volume": 11})
    assert "there is no volume" in telegram.trouble()
    await bot.send_message(ann.id, "y", api_kwargs={"reply_markup": json.dumps({"rows": []})})
    assert "inline_keyboard is missing" in telegram.trouble()
    assert telegram.spec is not None
    wrong = {"inline_query_id": "1", "results": [{"type": "article", "id": 5}]}
    assert len(telegram.spec.problems("answerInlineQuery", wrong, set())) == 3


def test_every_update_kind_is_one_that_the_client_knows() -> None:
    """The kinds told by the model are kinds of the client."""
    assert {"guest_message", "chosen_inline_result", "my_chat_member"} <= set(Update.ALL_TYPES)
