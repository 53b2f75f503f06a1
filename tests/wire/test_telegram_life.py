"""Trouble on Telegram, each kind with a calm outcome."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.chat.adapter import Refused
from tests.wire.telegram_model import TelegramModel, find_spec
from tests.wire.telegram_model.unpaced import Unpaced
from tests.wire.telegram_talk import Remembering, Waits, adapter_for, running
from tests.wire.telegram_toy import Toy


@pytest.fixture
async def model() -> AsyncIterator[TelegramModel]:
    """Open a Telegram without limits of its own."""
    async with TelegramModel(find_spec()) as opened:
        opened.flood.off()
        yield opened


@pytest.mark.parametrize("token", ["5:wrong", ""])
async def test_a_wrong_token_is_the_admins_affair(model: TelegramModel, token: str) -> None:
    """Trying again would not help, so the adapter says what would."""
    adapter = adapter_for(model, Toy().dispatcher(), token=token)
    with pytest.raises(Refused, match="HYPECHECK_TELEGRAM_TOKEN"):
        await adapter.run()
    await adapter.close()


async def test_a_token_taken_back_ends_the_polling(model: TelegramModel) -> None:
    """Also when it happens while the bot runs."""
    model.fail(1, "getUpdates", 401)
    with pytest.raises(Refused):
        await adapter_for(model, Toy().dispatcher()).run()


async def test_telegram_down_at_the_start_is_waited_for(model: TelegramModel) -> None:
    """The pauses grow, and the bot answers once Telegram does."""
    model.fail(3, "getMe", 502)
    waits, ann = Waits(), model.user("Ann")
    async with running(model, Toy().dispatcher(), sleep=waits):
        assert (await ann.says(ann.private, "/worth x").reply()).text
    assert waits.asked[:3] == [0.75, 1.5, 3.0]


@pytest.mark.parametrize("how", [409, 502, "cut before"])
async def test_trouble_that_lasts_is_seen_in_seconds(model: TelegramModel, how: int | str) -> None:
    """A cut is no alarm; fetches that fail for seconds are, and it ends with the trouble."""
    now, ann = 1000.0, model.user("Ann")
    async with running(model, Toy().dispatcher(), clock=lambda: now) as adapter:
        await model.until(lambda: adapter.health().connected)
        model.fail(1_000_000, "getUpdates", how)
        ann.says(ann.private, "/worth x")
        await model.calls("sendMessage")
        failed = len(model.called("getUpdates"))
        await model.until(lambda: len(model.called("getUpdates")) > failed + 3)
        assert adapter.health().connected
        now += 6
        assert not adapter.health().connected
        model.heal()
        await model.until(lambda: adapter.health().connected)


@pytest.mark.parametrize("how", [409, 429, 500, 502, "cut before", "cut after effect"])
async def test_polling_goes_on_after_trouble(model: TelegramModel, how: int | str) -> None:
    """Another instance, floods, errors and cuts: each is waited out, no update is lost."""
    ann = model.user("Ann")
    async with running(model, Toy().dispatcher()):
        model.fail(2, "getUpdates", how)
        assert (await ann.says(ann.private, "/worth x").reply()).text
        assert (await ann.says(ann.private, "/worth y").reply()).text
    assert len(ann.private.from_bot) == 2


@pytest.mark.parametrize("how", [429, 500, 502, "cut before"])
async def test_a_send_that_failed_is_repeated_where_that_is_safe(
    model: TelegramModel, how: int | str
) -> None:
    """What Telegram says it has not taken comes again, once; a cut may have arrived."""
    ann = model.user("Ann")
    async with running(model, Toy().dispatcher()):
        model.fail(1, "sendMessage", how)
        ann.says(ann.private, "/worth x")
        await model.until(lambda: model.called("sendMessage"))
        await ann.says(ann.private, "/worth y").reply()
        await model.quiet()
    texts = [message.text for message in ann.private.from_bot]
    assert len(texts) == (1 if how == "cut before" else 2)


async def test_a_cut_answer_does_not_double_the_message(model: TelegramModel) -> None:
    """The message arrived, its receipt was lost: it is there once."""
    ann = model.user("Ann")
    async with running(model, Toy().dispatcher()):
        model.fail(1, "sendMessage", "cut after effect")
        await ann.says(ann.private, "/worth x").reply()
        await ann.says(ann.private, "/worth y").reply()
    assert len(ann.private.from_bot) == 2


async def test_an_update_delivered_twice_takes_effect_once(model: TelegramModel) -> None:
    """By its number, in one batch or later."""
    toy, ann = Toy(), model.user("Ann")
    async with running(model, toy.dispatcher()):
        model.duplicate(1)
        await ann.says(ann.private, "/worth x").reply()
        model.redeliver()
        await ann.says(ann.private, "/worth y").reply()
        await model.quiet()
    assert len(toy.asked) == 2


async def test_a_malformed_update_is_skipped(model: TelegramModel) -> None:
    """The updates after it are answered."""
    ann = model.user("Ann")
    async with running(model, Toy().dispatcher()):
        model.garbage()
        assert (await ann.says(ann.private, "/worth x").reply()).text


async def test_a_slow_chat_blocks_nobody_and_keeps_its_order(model: TelegramModel) -> None:
    """Others are answered meanwhile; what the slow chat said is answered in its order."""
    toy, ann, ben = Toy(), model.user("Ann"), model.user("Ben")
    async with running(model, toy.dispatcher()):
        toy.disk.clear()
        ann.says(ann.private, "/stall")
        ann.says(ann.private, "/worth second")
        assert (await ben.says(ben.private, "/worth x").reply()).text
        assert not ann.private.from_bot
        assert model.updates.pending  # not confirmed before it was handled
        toy.disk.set()
        await model.until(lambda: len(ann.private.from_bot) == 2)
        await model.quiet()
    assert [m.text.split()[0] for m in ann.private.from_bot] == ["here", "Answer"]


async def test_what_was_not_handled_comes_again_after_a_crash(model: TelegramModel) -> None:
    """An update under way is not confirmed, so the next start answers it."""
    toy, ann = Toy(), model.user("Ann")
    toy.disk.clear()
    adapter = adapter_for(model, toy.dispatcher())
    crashing = asyncio.create_task(adapter.run())
    await model.connected()
    ann.says(ann.private, "/stall")
    await model.until(lambda: len(model.called("getUpdates")) > 2)
    assert model.updates.pending
    toy.disk.set()
    crashing.cancel()
    await asyncio.wait({crashing})
    before = len(ann.private.from_bot)
    async with running(model, toy.dispatcher()):
        await model.until(lambda: len(ann.private.from_bot) >= 1)
    assert len(ann.private.from_bot) >= before


async def test_blocked_kicked_and_silenced_bots_stay_calm(model: TelegramModel) -> None:
    """Where it may not write it does not, and everybody else is answered."""
    ann, ben = model.user("Ann"), model.user("Ben")
    lab, den = model.supergroup("Lab", ann, ben), model.supergroup("Den", ann, ben)
    async with running(model, Toy().dispatcher()):
        ann.says(lab, "/worth x")
        lab.kick(model.bot)
        den.restrict(model.bot)
        ann.says(den, "/worth x")
        ben.says(ben.private, "/worth x")
        ben.blocks()
        assert (await ann.says(ann.private, "/worth y").reply()).text
        await model.quiet()
    assert not [each for each in model.violations if "by the description" in str(each)]


async def test_an_error_of_ours_ends_with_its_update(
    model: TelegramModel, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The next message of the same chat is answered."""
    toy, ann = Toy(), model.user("Ann")
    dispatcher, broken = toy.dispatcher(), [True]
    handle = dispatcher.handle

    async def breaking(request: object) -> object:
        if broken.pop() if broken else False:
            raise RuntimeError
        return await handle(request)  # type: ignore[arg-type]  # passed on as it came

    monkeypatch.setattr(dispatcher, "handle", breaking)
    async with running(model, dispatcher):
        ann.says(ann.private, "/worth x")
        await model.quiet()
        assert (await ann.says(ann.private, "/worth y").reply()).text


async def test_commands_that_cannot_be_set_are_set_next_time(model: TelegramModel) -> None:
    """A refusal is no reason not to answer."""
    remembered, ann = Remembering(), model.user("Ann")
    model.fail(9, "setMyCommands", 400)
    async with running(model, Toy().dispatcher(), remembered):
        assert (await ann.says(ann.private, "/worth x").reply()).text
    assert not [name for name in remembered.kept if "commands" in name]
    model.heal()
    async with running(model, Toy().dispatcher(), remembered, pace=Unpaced()):
        await model.until(lambda: [name for name in remembered.kept if "commands" in name])
