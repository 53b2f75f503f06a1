"""Answers to taps, inline queries and guests."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.wire.telegram_model.entities import detect
from tests.wire.telegram_model.keyboards import check_markup
from tests.wire.telegram_model.markup import parse
from tests.wire.telegram_model.messages import Message
from tests.wire.telegram_model.queries import Answer, Result
from tests.wire.telegram_model.refusal import QUERY_TOO_OLD, gone, wrong
from tests.wire.telegram_model.world import Json

if TYPE_CHECKING:
    from tests.wire.telegram_model.model import TelegramModel
    from tests.wire.telegram_model.server import Call

START = re.compile(r"[A-Za-z0-9_-]{1,64}")


def answer_tap(world: TelegramModel, call: Call) -> bool:
    """Stop a button from spinning, and say something."""
    tap = world.taps.get(call.text("callback_query_id"))
    if tap is None or tap.asked is None or _late(world, tap.asked, world.callback_lifetime):
        raise gone(QUERY_TOO_OLD)
    if len(call.text("text")) > 200:
        raise wrong("MESSAGE_TOO_LONG")
    url = call.text("url") or None
    if url and not url.startswith((f"https://t.me/{world.bot.username}?start=", "tg://")):
        raise wrong("URL_INVALID")
    if tap.answers:
        world.violation("answered the same tap twice", call.method, call.params)
    tap.answers.append(Answer(call.text("text"), call.flag("show_alert"), url))
    return True


def answer_inline(world: TelegramModel, call: Call) -> bool:
    """Show a list under what a person types."""
    inline = world.inlines.get(call.text("inline_query_id"))
    old = inline is None or inline.asked is None or inline.found is not None
    if inline is None or inline.asked is None or old:
        raise gone(QUERY_TOO_OLD)
    if _late(world, inline.asked, world.inline_lifetime):
        raise gone(QUERY_TOO_OLD)
    results = call.json("results") or []
    _check_list(results, call)
    inline.found = [read_result(each) for each in results]
    inline.next_offset, inline.button = call.text("next_offset"), call.json("button")
    keep = call.number("cache_time", 300)
    owner = inline.user if call.flag("is_personal") else None
    until = world.clock() + timedelta(seconds=keep)
    world.inline_cache[inline.query, inline.offset, owner] = (until, inline)
    return True


def _check_list(results: list[Json], call: Call) -> None:
    if len(results) > 50:
        raise wrong("RESULTS_TOO_MUCH")
    names = [str(each.get("id", "")) for each in results]
    if any(not 1 <= len(each.encode()) <= 64 for each in names):
        raise wrong("RESULT_ID_INVALID")
    if len(set(names)) < len(names):
        raise wrong("RESULT_ID_DUPLICATE")
    if len(call.text("next_offset").encode()) > 64:
        raise wrong("NEXT_OFFSET_INVALID")
    start = (call.json("button") or {}).get("start_parameter")
    if start is not None and not START.fullmatch(start):
        raise wrong("START_PARAM_INVALID")


def read_result(raw: Json) -> Result:
    """Read and check one result; articles and pictures are known."""
    if raw["type"] not in {"article", "photo"}:
        raise wrong(f"the model shows articles and pictures, not {raw['type']}")
    if raw["type"] == "article" and not str(raw.get("title") or "").strip():
        raise wrong("ARTICLE_TITLE_EMPTY")
    content = raw.get("input_message_content")
    source, mode, most = raw.get("caption") or "", raw.get("parse_mode"), 1024
    if content is not None or raw["type"] == "article":
        if not content:
            raise wrong("INPUT_MESSAGE_CONTENT_REQUIRED")
        source, mode, most = content["message_text"], content.get("parse_mode"), 4096
    text, entities = parse(source, mode)
    if len(text) > most:
        raise wrong("MESSAGE_TOO_LONG")
    if not text and most == 4096:
        raise wrong("message text is empty")
    check_markup(raw.get("reply_markup"))
    title, words = str(raw.get("title") or ""), str(raw.get("description") or "")
    return Result(str(raw["id"]), title, words, text, detect(text, entities), raw)


def answer_guest(world: TelegramModel, call: Call) -> Json:
    """Answer in a chat that the bot is not in."""
    guest = world.guests.get(call.text("guest_query_id"))
    late = guest is None or guest.answered or _late(world, guest.asked, world.inline_lifetime)
    if guest is None or late:
        raise gone(QUERY_TOO_OLD)
    result = read_result(call.json("result"))
    guest.answered, asked = True, guest.message
    number = str(world.ids.next("query"))
    message = Message(
        asked.chat, asked.chat.next_id(), world.clock(), world.bot, result.text, result.entities,
        reply_to=asked, topic=asked.topic, markup=result.raw.get("reply_markup"), inline_id=number,
    )  # fmt: skip
    assert asked.sender is not None
    message.more = {"guest_bot_caller_user": asked.sender.payload()}
    world.inline_messages[number] = message
    world.post(message)
    return {"inline_message_id": number}


def _late(world: TelegramModel, asked: datetime, lifetime: timedelta) -> bool:
    return world.clock() - asked > lifetime


ANSWERING = {
    "answerCallbackQuery": answer_tap, "answerInlineQuery": answer_inline,
    "answerGuestQuery": answer_guest,
}  # fmt: skip
