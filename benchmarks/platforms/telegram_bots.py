"""The bots that ours is compared with on Telegram, and ours, each a program: `... NAME`."""

import asyncio
import os
import sys
from datetime import timedelta
from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from adapters.telegram.app import TelegramAdapter
from adapters.telegram.members import TelegramMembers
from adapters.telegram.transport import AiohttpRequest
from benchmarks.platforms.canned import dispatcher as canned
from benchmarks.platforms.on_telegram import CANNED, CARD, SAME, STOCK, WHOLE
from bot.bootstrap import build, open_base
from bot.memory import Memory
from bot.settings import load
from tests.wire.telegram_model.unpaced import Unpaced

_HTML = (
    "<b>Blemoku Kettle Pro</b> (kettle)\n<b>SKIP</b> – 8 of 11 owners, fairly sure\n"
    "worth it 2, depends 1, skip 8\n<b>Why:</b> overpriced (7), unneeded (5)\n$45\n"
    "<b>Instead:</b> the bottle you have → second-hand\n"
    "9 bought, 2 gifted · median 8 months of use · last report May 2026"
)
_KEYS = InlineKeyboardMarkup(
    [
        [
            InlineKeyboardButton("Why?", callback_data="a"),
            InlineKeyboardButton("B", callback_data="b"),
        ]
    ]
)


def ten_lines(name: str, token: str, api_base: str) -> None:
    """Run the bot that replies a constant to everything."""

    async def reply(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if update.message is not None and name != CARD:
            await update.message.reply_text("Worth it.")
        elif update.message is not None:
            await update.message.reply_text(
                _HTML, "HTML", link_preview_options=LinkPreviewOptions(True), reply_markup=_KEYS
            )

    builder = Application.builder().token(token).base_url(f"{api_base}/bot")
    if name != STOCK:
        builder = builder.request(AiohttpRequest()).get_updates_request(AiohttpRequest())
    application = builder.build()
    application.add_handler(MessageHandler(filters.TEXT, reply))
    application.run_polling(timeout=30)


class _Nothing:
    async def get(self, _name: str) -> str | None:
        return None

    async def put(self, _name: str, _value: str, _lasts: timedelta | None = None) -> None:
        return None


async def ours(name: str, token: str, api_base: str) -> None:
    """Run our adapter without its pace, over our core or over one that answers a constant."""
    more: dict[str, Any] = {"token": token, "api_base": api_base, "pace": Unpaced()}
    if name == CANNED:
        await TelegramAdapter(canned(), _Nothing(), **more).run()
        return
    settings = load(os.environ)
    base, members = await open_base(settings), TelegramMembers(asyncio.get_running_loop().time)
    # Each model counts its updates from the same number on, so each gets a memory of its own.
    memory = Memory(base.store, f"telegram {api_base}", base.pseudonyms(), base.clock)
    core = build(settings, base, {"telegram": members})
    await TelegramAdapter(core, memory, members=members, **more).run()


def main(name: str) -> None:
    """Run a bot where the environment says."""
    token, api_base = (os.environ[f"HYPECHECK_TELEGRAM_{key}"] for key in ("TOKEN", "API_BASE"))
    if name in (STOCK, SAME, CARD):
        ten_lines(name, token, api_base)
    elif name in (CANNED, WHOLE):
        asyncio.run(ours(name, token, api_base))


if __name__ == "__main__":
    main(sys.argv[1])
