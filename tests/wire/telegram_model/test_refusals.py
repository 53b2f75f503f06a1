"""What the model refuses, in Telegram's words, as the real client hears it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from telegram import Bot, BotCommand, InlineKeyboardButton, InlineKeyboardMarkup
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter

from tests.factories import FakeClock
from tests.wire.telegram_model import TelegramModel
from tests.wire.telegram_model.flood import Pace
from tests.wire.telegram_model.small_bot import article, bot, client, keys, say, telegram

__all__ = ["bot", "telegram"]
Try = Callable[[Bot, int], Awaitable[Any]]
QUERY = "query is too old and response timeout expired or query id is invalid"

HTML = [
    ("<b>open", "can't find end tag corresponding to start tag \"b\""),
    ("ä <x>", 'unsupported start tag "x" at byte offset 3'),
    ("a < b", 'unclosed start tag at byte offset 2'),
    ("a</b>", "unexpected end tag at byte offset 1"),
    ("<b>a</i>", 'unmatched end tag at byte offset 4, expected "</b>", found "</i>"'),
    ("<span>a</span>", 'tag "span" must have class "tg-spoiler" at byte offset 0'),
]  # fmt: skip


def photo(caption: str) -> Try:
    """Send a picture with these words."""
    return lambda bot, chat: bot.send_photo(chat, b"\x89PNG\r\n", caption)


def text(words: str, **more: Any) -> Try:
    """Send these words."""
    return lambda bot, chat: bot.send_message(chat, words, **more)


def commands(*names: str) -> Try:
    """Set these commands."""
    return lambda bot, _: bot.set_my_commands([BotCommand(each, "Do it") for each in names])


LINK = InlineKeyboardMarkup([[InlineKeyboardButton("a", url="http://nowhere")]])
REFUSED: list[tuple[Try, str]] = [
    (text("x" * 4097), "message is too long"),
    (text(" "), "message text is empty"),
    (photo("x" * 1025), "message caption is too long"),
    (text("x", reply_markup=keys(("a", "ä" * 33))), "button_data_invalid"),
    (text("x", reply_markup=LINK), "is invalid: wrong http url"),
    (text("x", message_thread_id=5), "message thread not found"),
    (text("x", reply_to_message_id=999), "message to be replied not found"),
    (lambda bot, chat: bot.edit_message_text("x", chat, 999), "message to edit not found"),
    (lambda bot, chat: bot.delete_message(chat, 999), "message to delete not found"),
    (lambda bot, _: bot.send_message(77, "x"), "chat not found"),
    (lambda bot, _: bot.send_message("@nobody", "x"), "chat not found"),
    (lambda bot, _: bot.answer_callback_query("1"), QUERY),
    (lambda bot, _: bot.answer_inline_query("1", []), QUERY),
    (lambda bot, chat: bot.send_photo(chat, "nofile"), "wrong file identifier/http url specified"),
    (lambda bot, chat: bot.send_photo(chat, b"no picture"), "image_process_failed"),
    (commands("Upper"), "bot_command_invalid"),
    (commands(*(f"c{n}" for n in range(101))), "bot_commands_too_much"),
]


@pytest.mark.parametrize(("attempt", "words"), REFUSED)
async def test_bad_requests(telegram: TelegramModel, bot: Bot, attempt: Try, words: str) -> None:
    """Say no in Telegram's own words."""
    ann = telegram.user("Ann")
    with pytest.raises(BadRequest) as caught:
        await attempt(bot, ann.id)
    assert words in str(caught.value).lower()
    assert not ann.private.messages


@pytest.mark.parametrize(("html", "words"), HTML)
async def test_html_that_cannot_be_read(
    telegram: TelegramModel, bot: Bot, html: str, words: str
) -> None:
    """Name the place in bytes, as Telegram does."""
    ann = telegram.user("Ann")
    with pytest.raises(BadRequest, match="parse entities") as caught:
        await bot.send_message(ann.id, html, parse_mode="HTML")
    assert words in str(caught.value).lower()
    assert telegram.violations


async def test_limits_count_characters_after_parsing(telegram: TelegramModel, bot: Bot) -> None:
    """Tags and references take no room, and an emoji is one character."""
    ann = telegram.user("Ann")
    words = "😀" * 4092 + "&lt;<b>x</b>&amp;!"
    sent = await say(bot, ann.private, words, parse_mode="HTML")
    assert len(sent.text) == 4096
    await photo("x" * 1024)(bot, ann.id)
    await text("x", reply_markup=keys(("a", "b" * 64)))(bot, ann.id)
    assert not telegram.violations


async def test_an_edit_must_change_something(telegram: TelegramModel, bot: Bot) -> None:
    """The same words with the same buttons are not modified, which blames nobody."""
    ann = telegram.user("Ann")
    sent = await bot.send_message(ann.id, "x", reply_markup=keys(("a", "b")))
    with pytest.raises(BadRequest, match="essage is not modified: specified new message content"):
        await sent.edit_text("x", reply_markup=keys(("a", "b")))
    await sent.edit_text("x")
    assert ann.private.last.labels == []
    said = ann.says(ann.private, "mine")
    with pytest.raises(BadRequest, match="can't be edited"):
        await bot.edit_message_text("yours", ann.id, said.message_id)


async def test_queries_grow_old(telegram: TelegramModel, bot: Bot, clock: FakeClock) -> None:
    """A tap can be answered for some seconds only."""
    ann = telegram.user("Ann")
    sent = await say(bot, ann.private, "x", reply_markup=keys(("a", "b")))
    tap = ann.taps(sent, "a")
    clock.step(16)
    with pytest.raises(BadRequest, match="uery is too old"):
        await bot.answer_callback_query(tap.query_id)
    inline = ann.inline("x")
    with pytest.raises(BadRequest, match="esults_too_much"):
        await bot.answer_inline_query(inline.query_id, [article(str(n)) for n in range(51)])
    clock.step(11)
    with pytest.raises(BadRequest, match="uery is too old"):
        await bot.answer_inline_query(inline.query_id, [article("1")])


async def test_people_and_chats_that_shut_the_bot_out(telegram: TelegramModel, bot: Bot) -> None:
    """Name the reason for which the bot may not write."""
    ann, eve = telegram.user("Ann"), telegram.user("Eve", started=False)
    lab = telegram.supergroup("Lab", ann, eve)
    ann.blocks()
    assert [each.kind for each in telegram.updates.pending] == ["my_chat_member"]
    with pytest.raises(Forbidden, match="bot was blocked by the user"):
        await bot.send_message(ann.id, "x")
    eve.says(lab, "/worth")
    with pytest.raises(Forbidden, match="bot can't initiate conversation with a user"):
        await bot.send_message(eve.id, "x")
    lab.restrict(telegram.bot)
    with pytest.raises(BadRequest, match="ot enough rights to send text messages to the chat"):
        await bot.send_message(lab.id, "x")
    lab.kick(telegram.bot)
    with pytest.raises(Forbidden, match="bot was kicked from the supergroup chat"):
        await bot.send_message(lab.id, "x")
    assert not telegram.violations


async def test_places_that_are_gone_or_closed(telegram: TelegramModel, bot: Bot) -> None:
    """A closed topic refuses, a grown group says where it went."""
    ann = telegram.user("Ann")
    forum = telegram.forum("Forum", ann)
    topic = forum.topic("Gadgets")
    forum.close(topic)
    with pytest.raises(BadRequest, match="opic_closed"):
        await bot.send_message(forum.id, "x", message_thread_id=topic.thread_id)
    small = telegram.group("Small", ann)
    grown = small.migrate()
    with pytest.raises(ChatMigrated) as caught:
        await bot.send_message(small.id, "x")
    assert caught.value.new_chat_id == grown.id


async def test_deleting_needs_a_right_and_haste(
    telegram: TelegramModel, bot: Bot, clock: FakeClock
) -> None:
    """Other people's messages need a right, and two days are the limit."""
    ann = telegram.user("Ann")
    lab = telegram.supergroup("Lab", ann)
    said, own = ann.says(lab, "x"), await say(bot, lab, "y")
    with pytest.raises(BadRequest, match="essage can't be deleted"):
        await bot.delete_message(lab.id, said.message_id)
    lab.promote(telegram.bot, "can_delete_messages")
    await bot.delete_message(lab.id, said.message_id)
    assert said.deleted
    clock.step(49 * 3600)
    with pytest.raises(BadRequest, match="for everyone"):
        await bot.delete_message(lab.id, own.message_id)


async def test_floods_are_refused(telegram: TelegramModel, bot: Bot, clock: FakeClock) -> None:
    """One a second in a chat, twenty a minute in a group, thirty a second overall."""
    lab = telegram.supergroup("Lab")
    telegram.flood.chat, telegram.flood.group = Pace(1, 1.0), Pace(20, 60.0)
    await bot.send_message(lab.id, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(lab.id, "x")
    for _ in range(19):
        clock.step(1)
        await bot.send_message(lab.id, "x")
    clock.step(1)
    with pytest.raises(RetryAfter) as caught:
        await bot.send_message(lab.id, "x")
    assert caught.value.retry_after == timedelta(seconds=40)
    telegram.flood.overall = Pace(30, 1.0)
    clock.step(60)
    for user in [telegram.user(f"P{n}") for n in range(30)]:
        await bot.send_message(user.id, "x")
    with pytest.raises(RetryAfter):
        await bot.send_message(lab.id, "x")
    assert telegram.flood.refused == len(telegram.violations) == 3


async def test_a_wrong_token(telegram: TelegramModel) -> None:
    """Nobody but the bot is served."""
    with pytest.raises(InvalidToken):
        async with client(telegram, "1:wrong"):
            pass
