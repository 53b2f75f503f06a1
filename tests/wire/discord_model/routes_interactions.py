"""What the bot does with interactions: the first answer, then fifteen minutes of a webhook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.wire.discord_model.interactions import (
    AUTOCOMPLETE,
    CHOICES,
    COMMAND,
    DEFER,
    DEFER_UPDATE,
    MESSAGE,
    MODAL,
    MODAL_SUBMIT,
    UPDATE,
    Interaction,
)
from tests.wire.discord_model.limits import check_choices, check_message, check_modal
from tests.wire.discord_model.messages import (
    COMPONENTS_V2,
    EPHEMERAL,
    LOADING,
    Message,
    Modal,
    number,
)
from tests.wire.discord_model.refusal import Refusal, unknown
from tests.wire.discord_model.server import Request, Route
from tests.wire.discord_model.world import PERMISSIONS, Json
from tests.wire.discord_model.writing import change, remove, write

if TYPE_CHECKING:
    from tests.wire.discord_model.model import DiscordModel

FOLLOWUPS_WHERE_ONLY_LENT = 5


def respond(world: DiscordModel, request: Request, id: str, token: str) -> Json | None:  # noqa: A002 the path's own word
    """Take the first answer to an interaction."""
    interaction = world.interactions.get(token)
    if interaction is None or interaction.id != id:
        raise unknown("interaction")
    interaction.check_first_answer()
    kind, data = request.body.get("type"), request.body.get("data") or {}
    if kind not in _allowed(interaction):
        errors: Json = {"type": {"_errors": [{"code": "INTERACTION_TYPE", "message": str(kind)}]}}
        raise Refusal(400, 50035, "Invalid Form Body", errors)
    _ANSWERS[kind](interaction, request, data)
    interaction.ack = kind
    interaction.acked_after = world.clock.now() - interaction.dispatched
    interaction.bell.ring()
    return _receipt(interaction) if request.query.get("with_response") in ("1", "true") else None


def _allowed(interaction: Interaction) -> set[int]:
    if interaction.kind == AUTOCOMPLETE:
        return {CHOICES}
    allowed = {MESSAGE, DEFER}
    if interaction.kind != MODAL_SUBMIT:
        allowed.add(MODAL)
    if interaction.source is not None and interaction.kind != COMMAND:
        allowed |= {DEFER_UPDATE, UPDATE}
    return allowed


def _answer_message(interaction: Interaction, request: Request, data: Json) -> None:
    check_message(data, {each.filename for each in request.files})
    flags = _flags(interaction, data)
    interaction.original = _create(interaction, data | {"flags": flags}, request)
    interaction.show(interaction.original)


def _answer_defer(interaction: Interaction, request: Request, data: Json) -> None:
    flags = _flags(interaction, data) & EPHEMERAL
    interaction.original = _create(interaction, {"flags": flags | LOADING}, request)


def _answer_defer_update(interaction: Interaction, request: Request, data: Json) -> None:
    interaction.original = interaction.source


def _answer_update(interaction: Interaction, request: Request, data: Json) -> None:
    interaction.original = source = interaction.source
    if source is None or source.deleted:
        raise unknown("Message", blame=False)
    change(source, data, request)
    interaction.show(source)


def _answer_choices(interaction: Interaction, request: Request, data: Json) -> None:
    check_choices(data.get("choices"))
    interaction.choices = data["choices"]


def _answer_modal(interaction: Interaction, request: Request, data: Json) -> None:
    check_modal(data)
    components = number(data["components"])
    interaction.show(Modal(interaction, data["custom_id"], data["title"], components))


_ANSWERS = {
    MESSAGE: _answer_message,
    DEFER: _answer_defer,
    DEFER_UPDATE: _answer_defer_update,
    UPDATE: _answer_update,
    CHOICES: _answer_choices,
    MODAL: _answer_modal,
}


def _flags(interaction: Interaction, data: Json) -> int:
    flags = int(data.get("flags") or 0) & (EPHEMERAL | COMPONENTS_V2 | 1 << 2 | 1 << 12)
    guild = interaction.channel.guild
    if guild and not guild.has_bot:
        member = guild.member(interaction.user)
        if not member.permissions & PERMISSIONS["use_external_apps"]:
            flags |= EPHEMERAL
    return flags


def _create(
    interaction: Interaction, body: Json, request: Request, *, followup: bool = False
) -> Message:
    message = write(interaction.channel, body, request)
    message.interaction = interaction
    message.followup = followup
    if message.ephemeral:
        message.ephemeral_to = interaction.user
    interaction.world.post(message)
    return message


def _receipt(interaction: Interaction) -> Json:
    body: Json = {"id": interaction.id, "type": interaction.kind}
    resource: Json = {"type": interaction.ack}
    if interaction.original is not None:
        message = interaction.original
        body |= {
            "response_message_id": message.id, "response_message_loading": message.loading,
            "response_message_ephemeral": message.ephemeral,
        }  # fmt: skip
        resource["message"] = message.payload()
    return {"interaction": body, "resource": resource}


def _webhook(world: DiscordModel, app: str, token: str) -> Interaction:
    interaction = world.interactions.get(token)
    if interaction is None or app != world.bot.id:
        raise unknown("Webhook")
    interaction.check_token()
    return interaction


def _own(interaction: Interaction, name: str) -> Message:
    """Find a message that this interaction's webhook may touch."""
    message = interaction.world.messages.get(name)
    if name == "@original":
        message = interaction.original
    mine = message is not None and (
        message.interaction is interaction or message is interaction.original
    )
    if message is None or message.deleted or not mine:
        raise unknown("Message", blame=message is None or not mine)
    return message


def follow_up(world: DiscordModel, request: Request, app: str, token: str) -> Json:
    """Take a further message; the first one after a defer takes the place of the waiting."""
    interaction = _webhook(world, app, token)
    original = interaction.original
    if original is not None and original.loading and not original.deleted:
        return _fill(interaction, original, request)
    interaction.followups += 1
    if "0" not in interaction.owners() and interaction.followups > FOLLOWUPS_WHERE_ONLY_LENT:
        raise Refusal(400, 40094, "This interaction has reached the maximum number of follow-ups")
    check_message(request.body, {each.filename for each in request.files})
    flags = _flags(interaction, request.body)
    message = _create(interaction, request.body | {"flags": flags}, request, followup=True)
    interaction.show(message)
    return message.payload()


def _fill(interaction: Interaction, message: Message, request: Request) -> Json:
    change(message, request.body, request, fresh=True)
    interaction.show(message)
    return message.payload()


def edit(world: DiscordModel, request: Request, app: str, token: str, message: str) -> Json:
    """Change the answer or a further message."""
    interaction = _webhook(world, app, token)
    found = _own(interaction, message)
    if found.loading:
        return _fill(interaction, found, request)
    change(found, request.body, request)
    interaction.show(found)
    return found.payload()


def fetch(world: DiscordModel, request: Request, app: str, token: str, message: str) -> Json:
    """Give the answer or a further message."""
    return _own(_webhook(world, app, token), message).payload()


def delete(world: DiscordModel, request: Request, app: str, token: str, message: str) -> None:
    """Take the answer or a further message away."""
    remove(_own(_webhook(world, app, token), message))


_HOOK = "/webhooks/{app}/{token}"
ROUTES = (
    Route("POST", "/interactions/{id}/{token}/callback", respond, bot_token=False),
    Route("POST", _HOOK, follow_up, bot_token=False),
    Route("GET", _HOOK + "/messages/{message}", fetch, bot_token=False),
    Route("PATCH", _HOOK + "/messages/{message}", edit, bot_token=False),
    Route("DELETE", _HOOK + "/messages/{message}", delete, bot_token=False),
)
