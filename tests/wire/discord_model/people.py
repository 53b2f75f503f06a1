"""People and what they do; every deed gives a handle on what comes of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tests.wire.discord_model.command_rules import CHAT, MESSAGE, USER
from tests.wire.discord_model.forms import choose, fill
from tests.wire.discord_model.interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    MODAL_SUBMIT,
    Interaction,
)
from tests.wire.discord_model.messages import BUTTON, LINK_STYLE, SELECTS, CannotDo, Modal
from tests.wire.discord_model.messages import Message as Post
from tests.wire.discord_model.options import Filling
from tests.wire.discord_model.places import DM, Channel
from tests.wire.discord_model.world import Json
from tests.wire.discord_model.writing import USER_MENTION, remove

if TYPE_CHECKING:
    from tests.wire.discord_model.model import DiscordModel


@dataclass(frozen=True)
class Choice:
    """A suggestion as its reader sees it."""

    name: str
    value: str | float


@dataclass(eq=False)
class Said:
    """A handle on what a person said in a channel."""

    message: Post

    async def reply(self, within: float = 5.0, nth: int = 0) -> Post:
        """Wait for the nth message of the bot that answers it."""
        channel = self.message.channel
        return await channel.bell.until(
            lambda: self.replies[nth] if len(self.replies) > nth else None,
            within,
            lambda: f"no answer to {self.message.content!r}; {channel.world.violations}",
        )

    @property
    def replies(self) -> list[Post]:
        """Give what the bot said after it, except in reply to others or by interactions."""
        channel = self.message.channel
        return [
            each for each in channel.seen_by(self.message.author)
            if each.author is channel.world.bot and int(each.id) > int(self.message.id)
            and each.reference in (None, self.message) and each.interaction is None
        ]  # fmt: skip


class User:
    """A person, or the bot itself."""

    def __init__(
        self, world: DiscordModel, id: str, name: str, locale: str = "en-US",  # noqa: A002 the field's own word
        *, bot: bool = False, installed: bool = False, dms_open: bool = True,
    ) -> None:  # fmt: skip
        self._world = world
        self.id = id
        self.name = name
        self.locale = locale
        self.bot = bot
        self.installed = installed
        self.dms_open = dms_open
        self._dm: Channel | None = None

    @property
    def mention(self) -> str:
        """Write the person's mention."""
        return f"<@{self.id}>"

    @property
    def dm(self) -> Channel:
        """Open the direct messages with the bot."""
        if self._dm is None:
            world = self._world
            self._dm = Channel(world, world.ids.next(), DM, people=[self, world.bot])
            world.channels[self._dm.id] = self._dm
        return self._dm

    def payload(self) -> Json:
        """Build Discord's JSON."""
        return {
            "id": self.id, "username": self.name.lower().replace(" ", "_"),
            "global_name": None if self.bot else self.name, "discriminator": "0", "avatar": None,
            "bot": self.bot, "system": False, "public_flags": 0, "banner": None,
            "accent_color": None, "avatar_decoration_data": None, "flags": 0,
            "primary_guild": None,
        }  # fmt: skip

    # Commands

    def slash(self, channel: Channel, path: str, /, **options: Any) -> Interaction:
        """Use a slash command; groups as in "kb add"."""
        filling = Filling(self._world, channel)
        name, *steps = path.split()
        command = self._world.catalogue.find(self, channel, name, CHAT)
        return self._ask(channel, COMMAND, filling.data(command, steps, options, None))

    async def autocomplete(
        self, channel: Channel, path: str, option: str, text: str, /, **others: Any
    ) -> list[Choice]:
        """Type into an option and see what is suggested."""
        filling = Filling(self._world, channel)
        name, *steps = path.split()
        command = self._world.catalogue.find(self, channel, name, CHAT)
        data = filling.data(command, steps, others | {option: text}, option)
        asked = self._ask(channel, AUTOCOMPLETE, data)
        await asked.acknowledged()
        return [self._choice(each) for each in asked.choices]

    def _choice(self, choice: Json) -> Choice:
        name = (choice.get("name_localizations") or {}).get(self.locale) or choice["name"]
        return Choice(name, choice["value"])

    def context_menu(self, channel: Channel, name: str, target: Post | User, /) -> Interaction:
        """Use a command from the menu of a message or a person."""
        kind = MESSAGE if isinstance(target, Post) else USER
        command = self._world.catalogue.find(self, channel, name, kind)
        filling = Filling(self._world, channel)
        data = filling.data(command, [], {}, None) | {"target_id": target.id}
        if isinstance(target, Post):
            self._must_see(target)
            data["resolved"] = {"messages": {target.id: target.payload()}}
        else:
            filling.refer(target)
            data["resolved"] = filling.resolved
        return self._ask(channel, COMMAND, data)

    # Messages

    def says(
        self, channel: Channel, text: str, reply_to: Post | None = None, *, ping: bool = True
    ) -> Said:
        """Write a message, as a reply or not; the reply pings its author unless told not to."""
        world = self._world
        if reply_to is not None:
            self._must_see(reply_to)
        named = [world.users[each] for each in USER_MENTION.findall(text) if each in world.users]
        if reply_to is not None and ping and reply_to.interaction is None:
            named.append(reply_to.author)
        mentions = list(dict.fromkeys(named))
        message = Post(world.ids.next(), channel, self, text, reference=reply_to, mentions=mentions)
        world.post(message)
        return Said(message)

    def edits(self, message: Post, text: str) -> None:
        """Change one's own message."""
        message.content = text
        message.edits += 1
        self._world.announce("MESSAGE_UPDATE", message)

    def deletes(self, message: Post) -> None:
        """Delete a message, as its author or a moderator."""
        remove(message)

    # Buttons, selects and forms

    def press(self, message: Post, name: str) -> Interaction:
        """Press the button with that label or custom id."""
        button = self._control(message, name, {BUTTON})
        if button["style"] == LINK_STYLE:
            raise CannotDo(f"the button {name!r} opens {button['url']}")
        return self._use(message, button, {})

    def chooses(self, message: Post, name: str, values: Any) -> Interaction:
        """Choose from the select with that custom id or placeholder."""
        select = self._control(message, name, SELECTS)
        filling = Filling(self._world, message.channel)
        data: Json = {"values": choose(select, values, filling)}
        return self._use(message, select, data | {"resolved": filling.resolved})

    def submits(self, modal: Modal, values: dict[str, Any]) -> Interaction:
        """Send a form with values by label or custom id."""
        opened = modal.interaction
        if opened.user is not self:
            raise CannotDo(f"the form is open for {opened.user.name} only")
        source = opened.source if opened.kind == COMPONENT else None
        data = fill(modal, values, Filling(self._world, opened.channel))
        sent = Interaction(self, opened.channel, MODAL_SUBMIT, data, source)
        sent.opener = opened
        return self._world.ask(sent)

    def _control(self, message: Post, name: str, kinds: set[int]) -> Json:
        self._must_see(message)
        control = message.control(name, kinds)
        if control.get("disabled"):
            raise CannotDo(f"{name!r} is disabled")
        return control

    def _use(self, message: Post, control: Json, more: Json) -> Interaction:
        data: Json = {"custom_id": control["custom_id"], "component_type": control["type"]}
        data["id"] = control["id"]
        return self._ask(message.channel, COMPONENT, data | more, message)

    def _must_see(self, message: Post) -> None:
        if not message.visible_to(self):
            raise CannotDo(f"{self.name} does not see that message")

    def _ask(
        self, channel: Channel, kind: int, data: Json, source: Post | None = None
    ) -> Interaction:
        return self._world.ask(Interaction(self, channel, kind, data, source))
