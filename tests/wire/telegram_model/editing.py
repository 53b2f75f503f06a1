"""Messages of the bot change and go."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from tests.wire.telegram_model.entities import detect
from tests.wire.telegram_model.keyboards import read_markup
from tests.wire.telegram_model.markup import parse
from tests.wire.telegram_model.messages import File, Message
from tests.wire.telegram_model.refusal import NOT_MODIFIED, gone, wrong
from tests.wire.telegram_model.sending import (
    CAPTION,
    open_chat,
    previews,
    read_file,
    read_text,
)
from tests.wire.telegram_model.world import Json

if TYPE_CHECKING:
    from tests.wire.telegram_model.model import TelegramModel
    from tests.wire.telegram_model.server import Call

DELETABLE = timedelta(hours=48)


def _find(world: TelegramModel, call: Call) -> Message:
    number = call.text("inline_message_id")
    if number:
        found = world.inline_messages.get(number)
        if found is None or found.deleted:
            raise gone("MESSAGE_ID_INVALID")
        return found
    message = open_chat(world, call).find(call.number("message_id"))
    if message is None:
        raise gone("message to edit not found")
    if message.sender is not world.bot or message.service:
        raise wrong("message can't be edited")
    return message


def _change(
    message: Message, call: Call, text: str, entities: list[Json], file: File | None
) -> Json | bool:
    markup = read_markup(call)
    old = (message.text, message.entities, message.file, message.markup)
    if old == (text, entities, file, markup):
        raise gone(NOT_MODIFIED)
    world = message.chat.world
    if (text, entities, file) != old[:3]:
        message.versions.append(message.text)
        message.edited = world.clock()
    message.text, message.entities, message.file = text, entities, file
    message.markup = markup
    message.link_preview = previews(call, entities)
    message.chat.ring()
    return message.payload() if message.inline_id is None else True


def edit_text(world: TelegramModel, call: Call) -> Json | bool:
    """Change the words; buttons that are not sent again go."""
    text, entities = read_text(call)
    message = _find(world, call)
    if message.file is not None:
        raise wrong("there is no text in the message to edit")
    return _change(message, call, text, entities, None)


def edit_caption(world: TelegramModel, call: Call) -> Json | bool:
    """Change the words under a picture."""
    text, entities = read_text(call, "caption", CAPTION)
    message = _find(world, call)
    if message.file is None:
        raise wrong("there is no caption in the message to edit")
    return _change(message, call, text, entities, message.file)


def edit_media(world: TelegramModel, call: Call) -> Json | bool:
    """Change the picture and its words."""
    message, media = _find(world, call), call.json("media")
    if media["type"] not in {"photo", "document"}:
        raise wrong(f"the model knows no {media['type']}")
    text, entities = parse(media.get("caption") or "", media.get("parse_mode"))
    if len(text) > CAPTION:
        raise wrong("message caption is too long")
    file = read_file(world, call, media["type"], media["media"])
    return _change(message, call, text, detect(text, entities), file)


def edit_markup(world: TelegramModel, call: Call) -> Json | bool:
    """Change the buttons only."""
    message = _find(world, call)
    return _change(message, call, message.text, message.entities, message.file)


def delete(world: TelegramModel, call: Call) -> bool:
    """Delete a message."""
    chat = open_chat(world, call)
    _delete(world, chat.find(call.number("message_id")))
    return True


def delete_many(world: TelegramModel, call: Call) -> bool:
    """Delete messages, and pass over those that are not there."""
    chat, numbers = open_chat(world, call), call.json("message_ids")
    if not 1 <= len(numbers) <= 100:
        raise wrong("can't delete that many messages")
    for message in [chat.find(number) for number in numbers]:
        if message is not None:
            _delete(world, message)
    return True


def _delete(world: TelegramModel, message: Message | None) -> None:
    if message is None:
        raise gone("message to delete not found")
    chat = message.chat
    free = message.sender is world.bot or chat.private or chat.bot_may("can_delete_messages")
    if not free or (message.service.get("forum_topic_created") and chat.forum):
        raise gone("message can't be deleted")
    if world.clock() - message.date > DELETABLE:
        raise gone("message can't be deleted for everyone")
    message.deleted = True
    chat.ring()


EDITING = {
    "editMessageText": edit_text, "editMessageCaption": edit_caption,
    "editMessageMedia": edit_media, "editMessageReplyMarkup": edit_markup,
    "deleteMessage": delete, "deleteMessages": delete_many,
}  # fmt: skip
