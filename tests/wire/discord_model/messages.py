"""What is said: messages, their files, and the forms that people fill in."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from tests.wire.discord_model.world import Json, iso, walk

if TYPE_CHECKING:
    from tests.wire.discord_model.interactions import Interaction
    from tests.wire.discord_model.people import User
    from tests.wire.discord_model.places import Channel

LOADING, EPHEMERAL, COMPONENTS_V2 = 1 << 7, 1 << 6, 1 << 15
BUTTON, LINK_STYLE = 2, 5
SELECTS = {3, 5, 6, 7, 8}
_ONE = {"min_values": 1, "max_values": 1}
_LEFT_OUT: dict[int | str, Json] = {  # what Discord adds to components on receipt
    **dict.fromkeys(SELECTS, _ONE),
    13: {"spoiler": False},
    14: {"divider": True, "spacing": 1},
    17: {"accent_color": None, "spoiler": False},
    "item": {"description": None, "spoiler": False},
}


class CannotDo(AssertionError):
    """A person tried what Discord's client does not offer."""


@dataclass(eq=False)
class File:
    """A file that somebody uploaded, kept where the bot can download it."""

    filename: str
    content: bytes
    content_type: str = "application/octet-stream"
    description: str | None = None
    id: str = ""
    url: str = ""

    def payload(self) -> Json:
        """Build Discord's JSON."""
        body: Json = {
            "id": self.id, "filename": self.filename, "size": len(self.content), "url": self.url,
            "proxy_url": self.url, "content_type": self.content_type,
        }  # fmt: skip
        return body | ({"description": self.description} if self.description else {})


@dataclass(eq=False)
class Message:
    """A message as the server keeps it."""

    id: str
    channel: Channel
    author: User
    content: str = ""
    embeds: list[Json] = field(default_factory=list)
    components: list[Json] = field(default_factory=list)
    flags: int = 0
    files: list[File] = field(default_factory=list)
    reference: Message | None = None
    mentions: list[User] = field(default_factory=list)
    pings: set[str] = field(default_factory=set)
    ephemeral_to: User | None = None
    interaction: Interaction | None = None
    allowed_mentions: Json | None = None
    reactions: list[str] = field(default_factory=list)
    followup: bool = False
    edits: int = 0
    deleted: bool = False

    @property
    def ephemeral(self) -> bool:
        """Tell whether only one person sees it."""
        return bool(self.flags & EPHEMERAL)

    @property
    def loading(self) -> bool:
        """Tell whether it still says that the bot is thinking."""
        return bool(self.flags & LOADING)

    @property
    def text(self) -> str:
        """Join everything on it that can be read, from top to bottom, buttons left out."""
        parts = [self.content]
        for embed in self.embeds:
            parts += [embed.get("title") or "", embed.get("description") or ""]
            parts += [f"{each['name']}\n{each['value']}" for each in embed.get("fields") or ()]
        parts += [each["content"] for each in walk(self.components) if each["type"] == 10]
        return "\n".join(part for part in parts if part)

    @property
    def buttons(self) -> list[str]:
        """Give the labels of its buttons."""
        found = (each for each in walk(self.components) if each["type"] == BUTTON)
        return [each.get("label") or (each.get("emoji") or {}).get("name", "") for each in found]

    def visible_to(self, user: User) -> bool:
        """Tell whether a person sees it."""
        return not self.deleted and self.ephemeral_to in (None, user)

    def control(self, name: str, kinds: set[int]) -> Json:
        """Find the button or select with that custom id, label or placeholder."""
        found = [each for each in walk(self.components) if each["type"] in kinds]
        for key in ("custom_id", "label", "placeholder"):
            for each in found:
                if each.get(key) == name:
                    return each
        names = [each.get("label") or each.get("custom_id") or each.get("url") for each in found]
        raise CannotDo(f"there is no {name!r} on the message, only {names}")

    def payload(self, *, open_content: bool = True, nested: bool = True) -> Json:
        """Build Discord's JSON, with or without what only readers may see."""
        body: Json = {
            "id": self.id, "channel_id": self.channel.id, "author": self.author.payload(),
            "content": self.content if open_content else "",
            "embeds": self.embeds if open_content else [],
            "components": self.components if open_content else [],
            "attachments": [each.payload() for each in self.files] if open_content else [],
            "timestamp": iso(self.id), "edited_timestamp": iso(self.id) if self.edits else None,
            "tts": False, "mention_everyone": "everyone" in self.pings, "mention_roles": [],
            "mentions": [user.payload() for user in self.mentions], "pinned": False,
            "type": self._type(), "flags": self.flags,
        }  # fmt: skip
        return body | self._origin() | (self._referenced() if nested else {})

    def _type(self) -> int:
        if self.interaction and not self.followup:
            if self.interaction.kind != 2:
                return 0
            return 20 if self.interaction.data["type"] == 1 else 23
        return 19 if self.reference else 0

    def _origin(self) -> Json:
        if self.interaction is None:
            return {}
        app = self.channel.world.bot.id
        return {
            "webhook_id": app, "application_id": app,
            "interaction_metadata": self.interaction.metadata(),
        }  # fmt: skip

    def _referenced(self) -> Json:
        if self.reference is None:
            return {}
        place: Json = {"type": 0, "channel_id": self.channel.id, "message_id": self.reference.id}
        if self.channel.guild:
            place["guild_id"] = self.channel.guild.id
        world = self.channel.world
        opened = world.content_is_open(self.reference) or world.referenced_content
        gone = self.reference.deleted
        body = None if gone else self.reference.payload(open_content=opened, nested=False)
        return {"message_reference": place, "referenced_message": body}


@dataclass(eq=False)
class Modal:
    """A form that the bot opened for one person."""

    interaction: Interaction
    custom_id: str
    title: str
    components: list[Json]

    @property
    def fields(self) -> dict[str, Json]:
        """Give the inputs by their labels."""
        found: dict[str, Json] = {}
        for outer in self.components:
            if outer["type"] == 18:
                found[outer["label"]] = outer["component"]
            for inner in outer.get("components") or ():
                found[inner["label"]] = inner
        return found

    @property
    def text(self) -> str:
        """Join the title, the labels and what is written between them."""
        lines = [self.title]
        for each in walk(self.components):
            wanted: list[Any] = [each.get("label"), each.get("description"), each.get("content")]
            lines += [line for line in wanted if line]
        return "\n".join(lines)


def number(components: list[Json]) -> list[Json]:
    """Give every component without an id its own, and what was left out, as Discord does."""
    every = list(walk(components))
    for each in every:
        for item in (each, *(each.get("items") or ())):
            kind = "item" if item is not each else each["type"]
            item |= {key: left for key, left in _LEFT_OUT.get(kind, {}).items() if key not in item}
    taken = {each["id"] for each in every if each.get("id")}
    free = (i for i in range(1, len(every) + len(taken) + 1) if i not in taken)
    for each in every:
        if not each.get("id"):
            each["id"] = next(free)
    return components
