"""How a person's client fills in the options of a command."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.wire.discord_model.messages import CannotDo, File
from tests.wire.discord_model.places import Channel, Role
from tests.wire.discord_model.world import Json

if TYPE_CHECKING:
    from tests.wire.discord_model.model import DiscordModel

NESTED = {1, 2}
STRING, INTEGER, BOOLEAN, USER, CHANNEL, ROLE, MENTIONABLE, NUMBER, ATTACHMENT = range(3, 12)
PLAIN: dict[int, tuple[type, ...]] = {
    STRING: (str,),
    INTEGER: (int,),
    BOOLEAN: (bool,),
    NUMBER: (int, float),
}


class Filling:
    """Values for the options of one command, and the things that they refer to."""

    def __init__(self, world: DiscordModel, channel: Channel) -> None:
        self._world = world
        self._channel = channel
        self.resolved: Json = {}

    def data(
        self, command: Json, steps: list[str], given: dict[str, Any], focus: str | None
    ) -> Json:
        """Build the data of an interaction with a command."""
        options = self._descend(command, steps, given, focus)
        data: Json = {"id": command["id"], "name": command["name"], "type": command["type"]}
        if "guild_id" in command:
            data["guild_id"] = command["guild_id"]
        if options:
            data["options"] = options
        return data | ({"resolved": self.resolved} if self.resolved else {})

    def _descend(
        self, place: Json, steps: list[str], given: dict[str, Any], focus: str | None
    ) -> list[Json]:
        options = place.get("options") or []
        nested = {each["name"]: each for each in options if each["type"] in NESTED}
        if bool(nested) != bool(steps):
            raise CannotDo(f"{place['name']!r} goes on with {list(nested)}, not with {steps}")
        if not steps:
            return self._values(options, given, focus)
        if steps[0] not in nested:
            raise CannotDo(f"{place['name']!r} has no {steps[0]!r}, only {list(nested)}")
        inner = nested[steps[0]]
        found = self._descend(inner, steps[1:], given, focus)
        return [{"type": inner["type"], "name": inner["name"], "options": found}]

    def _values(self, options: list[Json], given: dict[str, Any], focus: str | None) -> list[Json]:
        known = {each["name"]: each for each in options}
        if extra := set(given) - set(known):
            raise CannotDo(f"there are no options {sorted(extra)}, only {list(known)}")
        missing = [name for name, each in known.items() if each.get("required")]
        missing = [name for name in missing if name not in given]
        if missing and focus is None:
            raise CannotDo(f"the options {missing} are required")
        found = []
        for name, value in given.items():
            typed: Json = {"name": name, "type": known[name]["type"]}
            if name == focus:
                found.append(typed | {"value": str(value), "focused": True})
            else:
                found.append(typed | {"value": self._value(known[name], value)})
        return found

    def _value(self, option: Json, value: Any) -> Any:
        kind, name = option["type"], option["name"]
        if kind not in PLAIN:
            return self.refer(value)
        if not isinstance(value, PLAIN[kind]) or isinstance(value, bool) != (kind == BOOLEAN):
            raise CannotDo(f"{name!r} takes {PLAIN[kind][0].__name__}, not {value!r}")
        if choices := option.get("choices"):
            for each in choices:
                if value in (each["value"], each["name"]):
                    return each["value"]
            raise CannotDo(f"{name!r} takes one of {[each['name'] for each in choices]}")
        size = len(value) if isinstance(value, str) else value
        unit = "length" if kind == STRING else "value"
        if not option.get(f"min_{unit}", size) <= size <= option.get(f"max_{unit}", size):
            raise CannotDo(f"{name!r} does not take {value!r}: its {unit} is out of range")
        return value

    def refer(self, thing: Any) -> str:
        """Describe a person, place, role or file beside the options, and give its id."""
        if isinstance(thing, File):
            file = self._world.keep(thing)
            self.resolved.setdefault("attachments", {})[file.id] = file.payload()
        elif isinstance(thing, Channel):
            shape = thing.payload() | {"permissions": str(thing.bot_permissions)}
            self.resolved.setdefault("channels", {})[thing.id] = shape
        elif isinstance(thing, Role):
            self.resolved.setdefault("roles", {})[thing.id] = thing.payload()
        elif thing in self._world.users.values():
            self.resolved.setdefault("users", {})[thing.id] = thing.payload()
            guild = self._channel.guild
            if guild and thing.id in guild.members:
                member = guild.members[thing.id]
                shape = member.payload(user=False) | {"permissions": str(member.permissions)}
                self.resolved.setdefault("members", {})[thing.id] = shape
        else:
            raise CannotDo(f"{thing!r} is neither a person nor a place, role or file")
        return str(thing.id)
