"""What the bot does in channels with its own token."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

from tests.wire.discord_model.limits import check_message
from tests.wire.discord_model.messages import EPHEMERAL, LOADING, Message
from tests.wire.discord_model.places import DM, FORUM, THREAD, Channel
from tests.wire.discord_model.refusal import (
    Refusal,
    closed_dms,
    missing_access,
    missing_permissions,
    unknown,
)
from tests.wire.discord_model.server import Request, Route
from tests.wire.discord_model.world import Json
from tests.wire.discord_model.writing import change, remove, write

if TYPE_CHECKING:
    from tests.wire.discord_model.model import DiscordModel


def _channel(world: DiscordModel, name: str, *needed: str) -> Channel:
    channel = world.channels.get(name)
    if channel is None:
        raise unknown("Channel")
    if not channel.bot_is_here or not channel.bot_may("view_channel"):
        raise missing_access()
    if any(not channel.bot_may(each) for each in needed):
        raise missing_permissions()
    return channel


def _writable(world: DiscordModel, name: str) -> Channel:
    """Find a channel that the bot may write to; in threads that takes a permission of its own."""
    place = _channel(world, name)
    in_thread = "send_messages_in_threads" if place.kind == THREAD else "send_messages"
    if not place.bot_may(in_thread):
        raise missing_permissions()
    if place.locked:
        raise Refusal(400, 50083, "Thread is archived", blame=False)
    if place.kind == FORUM:
        raise Refusal(400, 50008, "Cannot send messages in a non-text channel")
    return place


def _message(world: DiscordModel, channel: Channel, name: str) -> Message:
    message = world.messages.get(name)
    if message is None or message.channel is not channel or message.ephemeral_to is not None:
        raise unknown("Message")
    if message.deleted:
        raise unknown("Message", blame=False)
    return message


def send(world: DiscordModel, request: Request, channel: str) -> Json:
    """Post a message."""
    place = _writable(world, channel)
    if request.files and not place.bot_may("attach_files"):
        raise missing_permissions()
    if place.kind == DM and not all(each.dms_open for each in place.people):
        raise closed_dms()
    body = request.body | {"flags": int(request.body.get("flags") or 0) & ~(EPHEMERAL | LOADING)}
    check_message(body, {each.filename for each in request.files})
    body = _check_reference(world, place, body)
    if not place.bot_may("embed_links"):
        body |= {"embeds": []}
    message = write(place, body, request)
    world.post(message)
    return message.payload()


def _check_reference(world: DiscordModel, place: Channel, body: Json) -> Json:
    reference = body.get("message_reference")
    if not reference:
        return body
    if not place.bot_may("read_message_history"):
        raise Refusal(403, 160002, "Cannot reply without permission to read message history")
    target = world.messages.get(str(reference.get("message_id")))
    if target is not None and not target.deleted and target.channel is place:
        return body
    if reference.get("fail_if_not_exists", True):
        errors: Json = {
            "message_reference": {
                "_errors": [
                    {"code": "MESSAGE_REFERENCE_UNKNOWN_MESSAGE", "message": "Unknown message"}
                ]
            }
        }
        raise Refusal(400, 50035, "Invalid Form Body", errors, blame=False)
    return body | {"message_reference": None}


def edit(world: DiscordModel, request: Request, channel: str, message: str) -> Json:
    """Change one of the bot's own messages."""
    found = _message(world, _channel(world, channel), message)
    if found.author is not world.bot:
        raise Refusal(403, 50005, "Cannot edit a message authored by another user")
    change(found, request.body, request)
    return found.payload()


def fetch(world: DiscordModel, request: Request, channel: str, message: str) -> Json:
    """Give a message, as much of it as the bot may read."""
    found = _message(world, _channel(world, channel, "read_message_history"), message)
    return found.payload(open_content=world.content_is_open(found))


def history(world: DiscordModel, request: Request, channel: str) -> list[Json]:
    """Give the last messages, newest first."""
    place = _channel(world, channel, "read_message_history")
    public = [each for each in place.messages if each.ephemeral_to is None and not each.deleted]
    before, after = request.query.get("before"), request.query.get("after")
    public = [
        each for each in public
        if (before is None or int(each.id) < int(before))
        and (after is None or int(each.id) > int(after))
    ]  # fmt: skip
    last = public[::-1][: int(request.query.get("limit", 50))]
    return [each.payload(open_content=world.content_is_open(each)) for each in last]


def delete(world: DiscordModel, request: Request, channel: str, message: str) -> None:
    """Delete a message: one's own, or with the permission anyone's."""
    place = _channel(world, channel)
    found = _message(world, place, message)
    if found.author is not world.bot and not place.bot_may("manage_messages"):
        raise missing_permissions()
    remove(found)


def typing(world: DiscordModel, request: Request, channel: str) -> None:
    """Show that the bot is typing."""
    _writable(world, channel)


def react(world: DiscordModel, request: Request, channel: str, message: str, emoji: str) -> None:
    """Add the bot's reaction."""
    place = _channel(world, channel, "add_reactions", "read_message_history")
    _message(world, place, message).reactions.append(unquote(emoji))


def unreact(world: DiscordModel, request: Request, channel: str, message: str, emoji: str) -> None:
    """Take the bot's reaction back."""
    found = _message(world, _channel(world, channel), message)
    if unquote(emoji) in found.reactions:
        found.reactions.remove(unquote(emoji))


def show_channel(world: DiscordModel, request: Request, channel: str) -> Json:
    """Describe a channel."""
    return _channel(world, channel).payload()


def open_dm(world: DiscordModel, request: Request) -> Json:
    """Open the direct messages with a person."""
    user = world.users.get(str(request.body.get("recipient_id")))
    if user is None:
        raise unknown("User")
    if user is world.bot:
        raise Refusal(400, 50007, "Cannot send messages to this user")
    return user.dm.payload()


_MESSAGE = "/channels/{channel}/messages/{message}"
_REACTION = _MESSAGE + "/reactions/{emoji}/@me"
ROUTES = (
    Route("POST", "/channels/{channel}/messages", send),
    Route("GET", "/channels/{channel}/messages", history),
    Route("GET", _MESSAGE, fetch),
    Route("PATCH", _MESSAGE, edit),
    Route("DELETE", _MESSAGE, delete),
    Route("PUT", _REACTION, react),
    Route("DELETE", _REACTION, unreact),
    Route("POST", "/channels/{channel}/typing", typing),
    Route("GET", "/channels/{channel}", show_channel),
    Route("POST", "/users/@me/channels", open_dm),
)
