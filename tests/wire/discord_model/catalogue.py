"""The commands that the bot registered, and what a person's client makes of them."""

from __future__ import annotations

import copy
from collections import defaultdict
from typing import TYPE_CHECKING

from tests.wire.discord_model.command_rules import CHAT, check_commands, permission_text
from tests.wire.discord_model.messages import CannotDo
from tests.wire.discord_model.places import Channel
from tests.wire.discord_model.refusal import Refusal, unknown
from tests.wire.discord_model.world import PERMISSIONS, Json

if TYPE_CHECKING:
    from tests.wire.discord_model.model import DiscordModel
    from tests.wire.discord_model.people import User

CREATES_A_DAY = 200


class Catalogue:
    """Global commands under None, those of a server under its id."""

    def __init__(self, world: DiscordModel) -> None:
        self._world = world
        self.commands: defaultdict[str | None, list[Json]] = defaultdict(list)
        self.syncs = 0
        self._bodies: dict[str | None, list[Json]] = {}
        self._creates: defaultdict[str | None, int] = defaultdict(int)

    # What the bot does

    def is_registered(self, guild: str | None, bodies: list[Json]) -> bool:
        """Tell whether exactly this was registered last."""
        return self._bodies.get(guild) == bodies

    def replace(self, guild: str | None, bodies: list[Json]) -> list[Json]:
        """Register commands instead of all before; the same name keeps its id."""
        check_commands(bodies)
        known = {(each["type"], each["name"]): each for each in self.commands[guild]}
        new = [each for each in bodies if (each.get("type") or CHAT, each["name"]) not in known]
        self._creates[guild] += len(new)
        if self._creates[guild] > CREATES_A_DAY:
            raise Refusal(429, 30034, "Max number of daily application command creates (200)")
        self.commands[guild] = [self._register(guild, each, known) for each in bodies]
        self._bodies[guild] = copy.deepcopy(bodies)
        self.syncs += 1
        return self.commands[guild]

    def upsert(self, guild: str | None, body: Json) -> Json:
        """Register one command beside the others."""
        key = (body.get("type") or CHAT, body.get("name"))
        rest = [each for each in self._bodies.get(guild, []) if _key(each) != key]
        found = self.replace(guild, [*rest, body])
        return next(each for each in found if _key(each) == key)

    def remove(self, guild: str | None, command: str) -> None:
        """Forget one command."""
        gone = [each for each in self.commands[guild] if each["id"] == command]
        if not gone:
            raise unknown("application command")
        self.commands[guild].remove(gone[0])
        bodies = self._bodies[guild]
        self._bodies[guild] = [each for each in bodies if _key(each) != _key(gone[0])]

    def _register(self, guild: str | None, body: Json, known: dict[tuple[int, str], Json]) -> Json:
        kind = body.get("type") or CHAT
        before = known.get((kind, body["name"]), {})
        fixed: Json = {
            "id": before.get("id") or self._world.ids.next(), "type": kind,
            "application_id": self._world.bot.id, "version": self._world.ids.next(),
            "description": body.get("description") or "",
            "default_member_permissions": permission_text(body.get("default_member_permissions")),
            "nsfw": bool(body.get("nsfw")),
        }  # fmt: skip
        return copy.deepcopy(body) | fixed | ({"guild_id": guild} if guild else {})

    # What a person sees

    def find(self, user: User, channel: Channel, name: str, kind: int) -> Json:
        """Find a command that a person is offered in a place."""
        local = self.commands[channel.guild.id] if channel.guild else []
        for command in (*local, *self.commands[None]):
            if command["type"] == kind and command["name"] == name:
                if reason := self._hidden(user, channel, command):
                    raise CannotDo(f"{name!r} is not offered to {user.name} here: {reason}")
                return command
        names = [each["name"] for each in (*local, *self.commands[None]) if each["type"] == kind]
        raise CannotDo(f"the bot registered no {name!r}, only {names}")

    def _hidden(self, user: User, channel: Channel, command: Json) -> str | None:
        context = 0 if channel.guild else 1 if channel.bot_is_here else 2
        contexts = command.get("contexts")
        if contexts is not None and context not in contexts:
            return f"its contexts are {contexts}, this is {context}"
        installs = command.get("integration_types") or [0]
        by_guild = 0 in installs and channel.bot_is_here
        if not by_guild and not (1 in installs and user.installed):
            return f"no installation of {installs} brings it here"
        if channel.guild is None or command["name"] in channel.guild.opened_commands:
            return None
        may = channel.guild.member(user).permissions
        if not may & PERMISSIONS["use_application_commands"]:
            return "commands are forbidden here"
        needed = command["default_member_permissions"]
        if needed is not None and (needed == "0" or int(needed) & ~may):
            return f"it needs the permissions {needed}"
        return None


def _key(command: Json) -> tuple[int, str | None]:
    return command.get("type") or CHAT, command.get("name")
