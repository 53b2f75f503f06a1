"""The smallest bot on the real python-telegram-bot, for the tests of the model itself."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram import InlineQueryResultArticle as Article
from telegram import InputTextMessageContent as Content
from telegram.ext import Application, ApplicationBuilder, ContextTypes, TypeHandler

from tests.factories import FakeClock
from tests.wire.telegram_model import Chat, Message, TelegramModel, find_spec

App = Application[Any, Any, Any, Any, Any, Any]
Handle = Callable[[Update, Bot], Awaitable[object]]


def keys(*pairs: tuple[str, str]) -> InlineKeyboardMarkup:
    """Build a row of buttons out of labels and data."""
    return InlineKeyboardMarkup([[InlineKeyboardButton(a, callback_data=b) for a, b in pairs]])


def article(number: str, words: str = "<b>words</b>") -> Article:
    """Build an inline result with a button."""
    content = Content(words, parse_mode="HTML")
    return Article(number, f"Title {number}", content, reply_markup=keys(("More", "more")))


def client(telegram: TelegramModel, token: str | None = None) -> Bot:
    """Build the client alone."""
    return Bot(
        token or telegram.token,
        base_url=f"{telegram.api_base}/bot",
        base_file_url=f"{telegram.api_base}/file/bot",
    )


@pytest.fixture
async def telegram(
    clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[TelegramModel]:
    """Open a Telegram on a clock that stands still, without limits of speed."""
    monkeypatch.setenv("PTB_TIMEDELTA", "1")  # the client warns of its own defaults
    async with TelegramModel(find_spec(), clock=clock) as found:
        found.flood.off()
        yield found


@pytest.fixture
async def bot(telegram: TelegramModel) -> AsyncIterator[Bot]:
    """Open a client that only sends."""
    async with client(telegram) as found:
        yield found


@pytest.fixture
async def heard(telegram: TelegramModel) -> AsyncIterator[list[Update]]:
    """Run a bot that only listens, and keep what it hears."""
    updates: list[Update] = []

    async def listen(update: Update, bot: Bot) -> None:
        updates.append(update)

    async with running(telegram, listen):
        yield updates


@pytest.fixture
async def echoing(telegram: TelegramModel) -> AsyncIterator[TelegramModel]:
    """Open a Telegram in which the bot says back what it hears."""
    async with running(telegram, echo):
        yield telegram


async def say(bot: Bot, chat: Chat, text: str, **more: Any) -> Message:
    """Let the bot say something, and give the message as people see it."""
    sent = await bot.send_message(chat.id, text, **more)
    found = chat.find(sent.message_id)
    assert found is not None
    return found


async def take(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    """Hand an update to the function that the test gave."""
    await context.application.bot_data["handle"](update, context.bot)


@asynccontextmanager
async def running(telegram: TelegramModel, handle: Handle) -> AsyncIterator[App]:
    """Run an application that polls and hands every update to one function."""
    app = ApplicationBuilder().token(telegram.token).base_url(f"{telegram.api_base}/bot").build()
    app.bot_data["handle"] = handle
    app.add_handler(TypeHandler(Update, take, block=False))
    async with app:
        await app.start()
        assert app.updater is not None
        await app.updater.start_polling(timeout=2, allowed_updates=Update.ALL_TYPES)
        await telegram.connected()
        yield app
        await app.updater.stop()
        await app.stop()


async def echo(update: Update, bot: Bot) -> None:
    """Say back what was said, with two buttons; a tap edits the message."""
    if (tap := update.callback_query) is not None:
        await tap.answer(f"you tapped {tap.data}", show_alert=tap.data == "loud")
        await tap.edit_message_text(f"<b>{tap.data}</b>", parse_mode="HTML")
    elif (edited := update.edited_message) is not None:
        await bot.send_message(edited.chat.id, f"edited: {edited.text}")
    elif (query := update.inline_query) is not None:
        await query.answer([article("1"), article("2")], cache_time=30)
    elif (guest := update.guest_message) is not None and guest.guest_query_id:
        await bot.answer_guest_query(guest.guest_query_id, article("g"))
    elif (said := update.effective_message) is not None and said.text:
        buttons = keys(("Quiet", "quiet"), ("Loud", "loud"))
        await said.reply_html(f"<i>{said.text}</i>", reply_markup=buttons, do_quote=True)
