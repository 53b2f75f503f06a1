"""One thing that a person asked of the bot, from the press of a key to the last follow-up."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Any

from tests.wire.discord_model.messages import Message, Modal
from tests.wire.discord_model.places import DM, GROUP_DM
from tests.wire.discord_model.refusal import already_acknowledged, expired_token, unknown
from tests.wire.discord_model.world import Bell, Json, NothingCame

if TYPE_CHECKING:
    from tests.wire.discord_model.people import User
    from tests.wire.discord_model.places import Channel

COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SUBMIT = 2, 3, 4, 5
MESSAGE, DEFER, DEFER_UPDATE, UPDATE, CHOICES, MODAL = 4, 5, 6, 7, 8, 9
TOKEN_SECONDS = 15 * 60
FILE_LIMIT = 10 * 1024 * 1024


class Interaction:
    """A handle on what one person asked: what the bot did with it and what the person sees."""

    def __init__(
        self, user: User, channel: Channel, kind: int, data: Json, source: Message | None = None
    ) -> None:
        self.world = channel.world
        self.id = self.world.ids.next()
        self.token = f"aW50ZXJhY3Rpb24{self.id}{secrets.token_urlsafe(120)}"
        self.user = user
        self.channel = channel
        self.kind = kind
        self.data = data
        self.source = source
        self.opener: Interaction | None = None  # which brought the form that this one sends
        self.dispatched = self.world.clock.now()
        self.ack: int | None = None
        self.acked_after: float | None = None
        self.original: Message | None = None
        self.seen: list[Message | Modal] = []
        self.choices: list[Json] = []
        self.followups = 0
        self.bell = Bell()

    # What the person does with it

    async def reply(self, within: float = 5.0, nth: int = 0) -> Message:
        """Wait for the nth message that the person sees as the answer."""
        shown = await self.shown(within, nth)
        if isinstance(shown, Modal):
            raise NothingCame(f"a form opened, no message came: {shown.title}")
        return shown

    async def modal(self, within: float = 5.0) -> Modal:
        """Wait for the form that opens as the answer."""
        shown = await self.shown(within, 0)
        if isinstance(shown, Message):
            raise NothingCame(f"a message came, no form opened: {shown.text}")
        return shown

    async def acknowledged(self, within: float = 5.0) -> int:
        """Wait for the first answer of any kind and give its type."""
        return await self.bell.until(lambda: self.ack, within, self._story)

    async def shown(self, within: float = 5.0, nth: int = 0) -> Message | Modal:
        """Wait for the nth thing that the person sees as the answer."""
        return await self.bell.until(
            lambda: self.seen[nth] if len(self.seen) > nth else None, within, self._story
        )

    def _story(self) -> str:
        what = self.data.get("name") or self.data.get("custom_id")
        ended = "was not acknowledged" if self.ack is None else f"was acknowledged by {self.ack}"
        wrong = [str(each) for each in self.world.violations]
        return f"{self.user.name}'s {what!r} {ended}, {len(self.seen)} seen; violations: {wrong}"

    @property
    def failed(self) -> bool:
        """Tell whether the person reads that the application did not respond."""
        late = self.world.clock.now() - self.dispatched > self.world.deadline
        return self.ack is None and late

    def show(self, shown: Message | Modal) -> None:
        """Put something before the person, once."""
        if shown not in self.seen:
            self.seen.append(shown)
        self.bell.ring()

    # What the server checks

    def check_first_answer(self) -> None:
        """Refuse a first answer that comes late or twice."""
        if self.ack is not None:
            raise already_acknowledged()
        if self.world.clock.now() - self.dispatched > self.world.deadline:
            raise unknown("interaction")

    def check_token(self) -> None:
        """Refuse the webhook of an interaction that is not answered yet, or too old."""
        if self.ack is None:
            raise unknown("Webhook")
        if self.world.clock.now() - self.dispatched > TOKEN_SECONDS:
            raise expired_token()

    # What the bot is told

    def payload(self) -> Json:
        """Build Discord's JSON."""
        guild, channel = self.channel.guild, self.channel
        body: Json = {
            "id": self.id, "application_id": self.world.bot.id, "type": self.kind,
            "data": self.data, "token": self.token, "version": 1, "channel_id": channel.id,
            "channel": channel.payload() | {"permissions": str(self._user_permissions())},
            "app_permissions": str(channel.bot_permissions), "locale": self.user.locale,
            "entitlements": [], "entitlement_sku_ids": [], "context": self.context,
            "authorizing_integration_owners": self.owners(), "attachment_size_limit": FILE_LIMIT,
        }  # fmt: skip
        if guild:
            member = guild.member(self.user)
            shape = {"id": guild.id, "locale": guild.locale, "features": []}
            granted = {"permissions": str(member.permissions)}
            body |= {"guild_id": guild.id, "guild": shape, "guild_locale": guild.locale}
            body["member"] = member.payload() | granted
        else:
            body["user"] = self.user.payload()
        if self.source is not None and self.kind != COMMAND:
            body["message"] = self.source.payload()
        return body

    def _user_permissions(self) -> int:
        guild = self.channel.guild
        return guild.member(self.user).permissions if guild else self.channel.bot_permissions

    @property
    def context(self) -> int:
        """Tell the kind of place: 0 a server, 1 the bot's direct messages, 2 among people."""
        if self.channel.guild:
            return 0
        return 1 if self.channel.kind == DM and self.channel.bot_is_here else 2

    def owners(self) -> Json:
        """Say by whose installation the app is here: 0 the server, 1 the person."""
        if self.source is not None and self.source.interaction is not None:
            return self.source.interaction.owners()
        owners: Json = {}
        if self.channel.bot_is_here and self.channel.kind != GROUP_DM:
            owners["0"] = self.channel.guild.id if self.channel.guild else "0"
        return owners | ({"1": self.user.id} if self.user.installed else {})

    def metadata(self) -> Json:
        """Say on a message which interaction brought it."""
        body: dict[str, Any] = {
            "id": self.id, "type": self.kind, "user": self.user.payload(),
            "authorizing_integration_owners": self.owners(),
        }  # fmt: skip
        if self.kind == COMMAND:
            body["name"] = self.data["name"]
        if self.source is not None and self.kind == COMPONENT:
            body["interacted_message_id"] = self.source.id
        if self.opener is not None:
            body["triggering_interaction_metadata"] = self.opener.metadata()
        return body
