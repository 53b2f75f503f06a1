"""What the bot asks: about itself, chats, people, commands and updates."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.wire.telegram_model.members import Member
from tests.wire.telegram_model.messages import Message
from tests.wire.telegram_model.places import Chat
from tests.wire.telegram_model.refusal import gone, wrong
from tests.wire.telegram_model.sending import find_chat, open_chat
from tests.wire.telegram_model.world import Json

if TYPE_CHECKING:
    from tests.wire.telegram_model.model import TelegramModel
    from tests.wire.telegram_model.server import Call


def get_me(world: TelegramModel, call: Call) -> Json:
    """Tell the bot who it is."""
    return world.bot.payload() | {
        "can_join_groups": True, "can_read_all_group_messages": not world.privacy_mode,
        "supports_inline_queries": world.inline_mode, "supports_guest_queries": world.guest_mode,
        "can_connect_to_business": False, "has_main_web_app": False,
    }  # fmt: skip


async def get_updates(world: TelegramModel, call: Call) -> list[Json]:
    """Wait for updates."""
    world.updates.allow(call.json("allowed_updates"))
    offset, limit = call.number("offset"), call.number("limit", 100)
    return await world.updates.get(offset, limit, call.number("timeout"))


async def set_webhook(world: TelegramModel, call: Call) -> bool:
    """Have updates brought to the bot's server."""
    url, secret = call.text("url"), call.text("secret_token") or None
    parts = urlsplit(url)
    if not url:
        return await delete_webhook(world, call)
    if parts.scheme != "https" and parts.hostname not in {"127.0.0.1", "localhost"}:
        raise wrong("bad webhook: An HTTPS URL must be provided for webhook")
    if secret is not None and not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", secret):
        raise wrong("secret token contains unallowed characters")
    world.updates.allow(call.json("allowed_updates"))
    if call.flag("drop_pending_updates"):
        world.updates.pending.clear()
    await world.webhook.start(url, secret, call.number("max_connections", 40))
    return True


async def delete_webhook(world: TelegramModel, call: Call) -> bool:
    """Have updates kept for getUpdates."""
    await world.webhook.stop()
    if call.flag("drop_pending_updates"):
        world.updates.pending.clear()
    world.bell.ring()
    return True


def webhook_info(world: TelegramModel, call: Call) -> Json:
    """Tell how delivery goes."""
    return world.webhook.info()


def get_chat(world: TelegramModel, call: Call) -> Json:
    """Tell about a chat."""
    chat = find_chat(world, call)
    return chat.details() if chat.private else open_chat(world, call).details()


def get_member(world: TelegramModel, call: Call) -> Json:
    """Tell what a person is in a chat; of others than itself only an administrator may ask.

    Telegram may answer more; where a group hides its members it answers no more than that.
    """
    chat, number = open_chat(world, call), call.number("user_id")
    if number != world.bot.id and not chat.private and not chat.member(world.bot).admin:
        raise gone("CHAT_ADMIN_REQUIRED")
    for user in world.users:
        if user.id == number:
            return chat.member(user).payload()
    raise gone("PARTICIPANT_ID_INVALID")


def get_admins(world: TelegramModel, call: Call) -> list[Json]:
    """List the administrators of a chat; bots other than this one are left out."""
    chat = open_chat(world, call)
    if chat.private:
        raise wrong("there are no administrators in the private chat")
    return [each.payload() for each in chat.members.values() if each.admin and _listed(each, chat)]


def _listed(member: Member, chat: Chat) -> bool:
    return not member.user.bot or member.user is chat.world.bot


def count_members(world: TelegramModel, call: Call) -> int:
    """Count the people in a chat."""
    return sum(each.present for each in open_chat(world, call).members.values())


def leave(world: TelegramModel, call: Call) -> bool:
    """Leave a chat."""
    open_chat(world, call).leave(world.bot)
    return True


def pin(world: TelegramModel, call: Call) -> bool:
    """Pin a message, which needs a right in groups."""
    chat = open_chat(world, call)
    message: Message | None = chat.find(call.number("message_id"))
    if message is None:
        raise gone("message to pin not found")
    if not chat.private and not chat.bot_may("can_pin_messages"):
        raise gone("not enough rights to manage pinned messages in the chat")
    return True


def set_commands(world: TelegramModel, call: Call) -> bool:
    """Keep a list of commands."""
    language = call.text("language_code")
    world.commands.set(call.json("scope"), language, call.json("commands"))
    return True


def get_commands(world: TelegramModel, call: Call) -> list[Json]:
    """Give a list of commands."""
    return world.commands.get(call.json("scope"), call.text("language_code"))


def delete_commands(world: TelegramModel, call: Call) -> bool:
    """Forget a list of commands."""
    world.commands.delete(call.json("scope"), call.text("language_code"))
    return True


def get_file(world: TelegramModel, call: Call) -> Json:
    """Tell where a file can be fetched."""
    file = world.files.get(call.text("file_id"))
    if file is None:
        raise wrong("wrong file_id or the file is temporarily unavailable")
    if len(file.content) > 20 * 1024 * 1024:
        raise gone("file is too big")
    path = f"documents/{file.file_id}"
    size = len(file.content)
    body: Json = {"file_id": file.file_id, "file_unique_id": f"u{file.file_id}"}
    return body | {"file_size": size, "file_path": path}


def accept(world: TelegramModel, call: Call) -> bool:
    """Do as told, to no effect that the model shows."""
    return True


ASKING = {
    "getMe": get_me, "getUpdates": get_updates, "setWebhook": set_webhook,
    "deleteWebhook": delete_webhook, "getWebhookInfo": webhook_info, "getChat": get_chat,
    "getChatMember": get_member, "getChatAdministrators": get_admins,
    "getChatMemberCount": count_members, "leaveChat": leave, "pinChatMessage": pin,
    "setMyCommands": set_commands, "getMyCommands": get_commands,
    "deleteMyCommands": delete_commands, "getFile": get_file, "setMessageReaction": accept,
    "setMyDescription": accept, "setMyShortDescription": accept, "setChatMenuButton": accept,
    "logOut": accept, "close": accept,
}  # fmt: skip
