"""How messages come to be, change and go, and whom they would ping."""

from __future__ import annotations

import copy
import re
from typing import TYPE_CHECKING

from tests.wire.discord_model.limits import check_message
from tests.wire.discord_model.messages import EPHEMERAL, LOADING, Message, number
from tests.wire.discord_model.refusal import unknown
from tests.wire.discord_model.world import Json, walk

if TYPE_CHECKING:
    from tests.wire.discord_model.places import Channel
    from tests.wire.discord_model.server import Request

USER_MENTION = re.compile(r"<@!?(\d+)>")
ROLE_MENTION = re.compile(r"<@&(\d+)>")
EVERYONE_MENTION = re.compile(r"@(?:everyone|here)\b")


def write(channel: Channel, body: Json, request: Request) -> Message:
    """Make the bot's message out of a checked body."""
    world = channel.world
    message = Message(world.ids.next(), channel, world.bot, flags=int(body.get("flags") or 0))
    if reference := body.get("message_reference"):
        message.reference = world.messages.get(str(reference["message_id"]))
    _fill(message, body, request)
    return message


def change(message: Message, body: Json, request: Request, *, fresh: bool = False) -> None:
    """Check and apply an edit; a `fresh` one fills a message that was still loading."""
    if message.deleted:
        raise unknown("Message", blame=False)
    check_message(body, {each.filename for each in request.files}, message)
    keep = message.flags & EPHEMERAL
    asked = int(body.get("flags") or 0) & ~(EPHEMERAL | LOADING)
    message.flags = message.flags & ~LOADING & ~EPHEMERAL | asked | keep
    if not fresh:
        message.edits += 1
    _fill(message, body, request)
    message.channel.world.announce("MESSAGE_UPDATE", message)


def remove(message: Message) -> None:
    """Take a message away."""
    if message.deleted:
        raise unknown("Message", blame=False)
    message.deleted = True
    message.channel.world.announce("MESSAGE_DELETE", message)


def _fill(message: Message, body: Json, request: Request) -> None:
    world = message.channel.world
    if "attachments" in body:
        kept = {str(each["id"]) for each in body["attachments"] or () if "id" in each}
        message.files = [each for each in message.files if each.id in kept]
    message.files += [world.keep(each) for each in request.files]
    if "content" in body:
        message.content = body["content"] or ""
    if "embeds" in body:
        message.embeds = [{"type": "rich"} | each for each in body["embeds"] or ()]
    if "components" in body:
        message.components = number(copy.deepcopy(body["components"] or []))
        _resolve_media(message)
    if "allowed_mentions" in body:
        message.allowed_mentions = body["allowed_mentions"]
    if message.edits == 0:
        _ping(message, request)


def _resolve_media(message: Message) -> None:
    urls = {f"attachment://{each.filename}": each for each in message.files}
    for component in walk(message.components):
        for item in (component, *(component.get("items") or ())):
            for key in {"media", "file"} & item.keys():
                media, file = item[key], urls.get(item[key]["url"])
                media["url"] = file.url if file else media["url"]
                known = {"attachment_id": file.id, "id": file.id} if file else {"id": message.id}
                media |= {"proxy_url": media["url"], **known}
                if key == "file" and file is not None:
                    item |= {"name": file.filename, "size": len(file.content)}


def _ping(message: Message, request: Request) -> None:
    """Work out whom the message pings, and hold it against the bot."""
    allowed = message.allowed_mentions
    parse = set((allowed or {}).get("parse") or ())
    if allowed is None:
        parse = {"users", "roles", "everyone"}
    named = {str(each) for key in ("users", "roles") for each in (allowed or {}).get(key) or ()}
    text = message.text
    pings = {each for each in USER_MENTION.findall(text) if "users" in parse or each in named}
    pings |= {each for each in ROLE_MENTION.findall(text) if "roles" in parse or each in named}
    if "everyone" in parse and EVERYONE_MENTION.search(text):
        pings.add("everyone")
    replied = (allowed or {}).get("replied_user", allowed is None)
    if message.reference is not None and replied:
        pings.add(message.reference.author.id)
    message.pings = pings
    world = message.channel.world
    message.mentions = [
        world.users[each] for each in USER_MENTION.findall(text) if each in world.users
    ]
    if pings:
        reason = f"pings {sorted(pings)}"
        world.violation(reason, request.method, request.path)
