"""sendMessage and its kin: into which chat, what, and whether it may be sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.wire.telegram_model.entities import detect
from tests.wire.telegram_model.keyboards import read_markup
from tests.wire.telegram_model.markup import parse
from tests.wire.telegram_model.messages import File, Message
from tests.wire.telegram_model.places import Chat, Topic
from tests.wire.telegram_model.refusal import Refusal, forbidden, gone, wrong
from tests.wire.telegram_model.world import Json

if TYPE_CHECKING:
    from tests.wire.telegram_model.model import TelegramModel
    from tests.wire.telegram_model.server import Call

TEXT, CAPTION = 4096, 1024  # characters after parsing
IMAGES = (b"\x89PNG\r\n", b"\xff\xd8\xff", b"GIF8", b"RIFF", b"BM")
NAMES = {"group": "group chat", "supergroup": "supergroup chat", "channel": "channel chat"}


def find_chat(world: TelegramModel, call: Call, name: str = "chat_id") -> Chat:
    """Find the chat that a call names, as far as the bot knows it."""
    value = call.text(name)
    if not value:
        raise wrong("chat_id is empty")
    named = [each for each in world.chats.values() if value == f"@{each.username}"]
    people = [each for each in world.users if str(each.id) == value and not each.bot and each.known]
    chat = named[0] if named else world.chats.get(int(value) if value.lstrip("-").isdigit() else 0)
    if chat is None and people:
        chat = people[0].private
    if chat is None or (chat.private and not chat.owner.known):
        raise gone("chat not found")
    if chat.successor is not None:
        words = "Bad Request: group chat was upgraded to a supergroup chat"
        raise Refusal(400, words, parameters={"migrate_to_chat_id": chat.now.id})
    return chat


def open_chat(world: TelegramModel, call: Call) -> Chat:
    """Find the chat that a call names, and be in it."""
    chat = find_chat(world, call)
    if chat.private and chat.owner.blocked:
        raise forbidden("bot was blocked by the user")
    if chat.private and not chat.owner.started:
        raise forbidden("bot can't initiate conversation with a user")
    status = chat.member(world.bot).status
    if status == "kicked":
        raise forbidden(f"bot was kicked from the {NAMES[chat.kind]}")
    if status == "left" and world.bot in chat.members:
        raise forbidden(f"bot is not a member of the {NAMES[chat.kind]}")
    if status == "left":
        raise gone("chat not found")
    return chat


def check_rights(chat: Chat, what: str) -> None:
    """Refuse what the bot may not write here."""
    if chat.member(chat.world.bot).status == "restricted":
        raise gone(f"not enough rights to send {what} to the chat")
    if chat.kind == "channel" and not chat.bot_may("can_post_messages"):
        raise gone("need administrator rights in the channel chat")


def find_topic(chat: Chat, call: Call) -> Topic | None:
    """Find the topic that a call names, and refuse it when it is closed."""
    thread = call.number("message_thread_id")
    if not thread:
        return None
    topic = chat.topics.get(thread)
    if topic is None:
        raise gone("message thread not found")
    return topic


def read_text(call: Call, name: str = "text", most: int = TEXT) -> tuple[str, list[Json]]:
    """Read and check the words of a call: plain text and entities."""
    mode, prefix = call.text("parse_mode"), "caption_" if name == "caption" else ""
    text, entities = parse(call.text(name), mode)
    given = call.json(f"{prefix}entities")
    entities = list(given) if given and not mode else entities
    if len(text) > most:
        long = "message caption is too long" if most == CAPTION else "message is too long"
        raise wrong(long)
    if not text and most == TEXT:
        raise wrong("message text is empty")
    return text, detect(text, entities)


def previews(call: Call, entities: list[Json]) -> bool:
    """Tell whether a link in the words is shown with a preview."""
    options = call.json("link_preview_options") or {}
    linked = any(each["type"] in {"url", "text_link"} for each in entities)
    return linked and not options.get("is_disabled")


def read_reply(chat: Chat, call: Call) -> Message | None:
    """Find the message that a call answers."""
    wanted = call.json("reply_parameters")
    if not wanted:
        return None
    if wanted.get("chat_id") not in (None, chat.id):
        raise wrong("the model knows replies within a chat only")
    found = chat.find(int(wanted["message_id"]))
    if found is None and not wanted.get("allow_sending_without_reply"):
        raise gone("message to be replied not found")
    if found is not None and wanted.get("quote", "") not in found.text:
        raise wrong("QUOTE_TEXT_INVALID")
    return found


def read_file(world: TelegramModel, call: Call, kind: str, value: str) -> File:
    """Take in an uploaded file, or find one by its id or address."""
    upload = call.files.get(value.removeprefix("attach://") if value else kind)
    if upload is not None:
        if kind == "photo" and not upload.content.startswith(IMAGES):
            raise wrong("IMAGE_PROCESS_FAILED")
        if len(upload.content) > (10 if kind == "photo" else 50) * 1024 * 1024:
            raise Refusal(413, "Request Entity Too Large", blame=True)
        return world.file(upload.name, upload.content, kind)
    if value.startswith(("http://", "https://")):
        return world.file(value, b"", kind)
    if value not in world.files:
        raise wrong("wrong file identifier/HTTP URL specified")
    return world.files[value]


def _send(world: TelegramModel, call: Call, what: str, **more: Any) -> Json:
    chat = open_chat(world, call)
    check_rights(chat, what)
    topic, reply = find_topic(chat, call), read_reply(chat, call)
    topic = reply.topic if reply is not None and topic is None else topic
    if topic is not None and topic.closed and not chat.bot_may("can_manage_topics"):
        raise gone("TOPIC_CLOSED")
    markup = read_markup(call)
    world.flood.take(chat, world.clock().timestamp())
    message = Message(
        chat, chat.next_id(), world.clock(), world.bot, reply_to=reply, topic=topic,
        markup=markup,
        silent=call.flag("disable_notification"), protected=call.flag("protect_content"), **more,
    )  # fmt: skip
    world.post(message)
    return message.payload()


def send_message(world: TelegramModel, call: Call) -> Json:
    """Send words."""
    text, entities = read_text(call)
    preview = previews(call, entities)
    return _send(world, call, "text messages", text=text, entities=entities, link_preview=preview)


def send_photo(world: TelegramModel, call: Call) -> Json:
    """Send a picture."""
    return _send_file(world, call, "photo")


def send_document(world: TelegramModel, call: Call) -> Json:
    """Send a file."""
    return _send_file(world, call, "document")


def _send_file(world: TelegramModel, call: Call, kind: str) -> Json:
    text, entities = read_text(call, "caption", CAPTION)
    open_chat(world, call)
    file = read_file(world, call, kind, call.text(kind))
    return _send(world, call, f"{kind}s", text=text, entities=entities, file=file)


def send_chat_action(world: TelegramModel, call: Call) -> bool:
    """Show that the bot types."""
    chat = open_chat(world, call)
    check_rights(chat, "text messages")
    return True


SENDING = {
    "sendMessage": send_message, "sendPhoto": send_photo, "sendDocument": send_document,
    "sendChatAction": send_chat_action,
}  # fmt: skip
