"""Where people are: servers with roles and members, and channels of every kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.wire.discord_model.world import (
    ALL_PERMISSIONS,
    EVERYONE,
    PERMISSIONS,
    Bell,
    Json,
    iso,
    permissions,
)

if TYPE_CHECKING:
    from tests.wire.discord_model.messages import Message
    from tests.wire.discord_model.model import DiscordModel
    from tests.wire.discord_model.people import User

TEXT, DM, GROUP_DM, THREAD, FORUM = 0, 1, 3, 11, 15
LENT = permissions("embed_links", "attach_files")  # what an app may where only its user invited it


@dataclass(eq=False)
class Role:
    """A role of a server."""

    id: str
    name: str
    permissions: int = 0

    def payload(self) -> Json:
        """Build Discord's JSON."""
        return {
            "id": self.id, "name": self.name, "permissions": str(self.permissions), "color": 0,
            "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
            "hoist": False, "icon": None, "unicode_emoji": None, "position": 1, "managed": False,
            "mentionable": False, "flags": 0,
        }  # fmt: skip


@dataclass(eq=False)
class Member:
    """A person in a server."""

    user: User
    guild: Guild
    roles: list[Role]
    extra: int = 0

    @property
    def permissions(self) -> int:
        """Sum what everyone, the roles and the test grant."""
        total = self.guild.everyone.permissions | self.extra
        for role in self.roles:
            total |= role.permissions
        owner = self.guild.owner is self.user
        return ALL_PERMISSIONS if owner or total & PERMISSIONS["administrator"] else total

    def payload(self, *, user: bool = True) -> Json:
        """Build Discord's JSON, with or without the person inside."""
        body: Json = {
            "roles": [role.id for role in self.roles], "joined_at": iso(self.guild.id),
            "nick": None, "avatar": None, "banner": None, "premium_since": None, "deaf": False,
            "mute": False, "pending": False, "flags": 0, "communication_disabled_until": None,
        }  # fmt: skip
        return body | {"user": self.user.payload()} if user else body


@dataclass(eq=False)
class Channel:
    """A text channel, a forum, a thread in either, a direct message or a group of people."""

    world: DiscordModel
    id: str
    kind: int
    name: str | None = None
    guild: Guild | None = None
    people: list[User] = field(default_factory=list)
    parent: Channel | None = None  # of a thread
    locked: bool = False
    denied: int = 0
    messages: list[Message] = field(default_factory=list)
    bell: Bell = field(default_factory=Bell)

    def deny_bot(self, *names: str) -> None:
        """Take permissions from the bot in this channel."""
        self.denied |= permissions(*names)
        self.world.gateway.dispatch("CHANNEL_UPDATE", self.payload(), self)

    def allow_bot(self, *names: str) -> None:
        """Give denied permissions back to the bot in this channel."""
        self.denied &= ~permissions(*names)
        self.world.gateway.dispatch("CHANNEL_UPDATE", self.payload(), self)

    @property
    def bot_is_here(self) -> bool:
        """Tell whether the bot itself is in the conversation."""
        if self.guild:
            return self.guild.has_bot
        return self.world.bot in self.people

    @property
    def bot_permissions(self) -> int:
        """Sum what the bot may do here."""
        if not self.guild:
            return EVERYONE | LENT
        if not self.guild.has_bot:
            return LENT
        denied = self.denied | (self.parent.denied if self.parent else 0)
        return self.guild.members[self.world.bot.id].permissions & ~denied

    def bot_may(self, name: str) -> bool:
        """Tell whether the bot has a permission here."""
        return bool(self.bot_permissions & PERMISSIONS[name])

    def seen_by(self, user: User) -> list[Message]:
        """Give the messages that a person sees here."""
        return [message for message in self.messages if message.visible_to(user)]

    def payload(self) -> Json:
        """Build Discord's JSON."""
        body: Json = {"id": self.id, "type": self.kind, "last_message_id": None, "flags": 0}
        if self.guild is None:
            people = [user.payload() for user in self.people if user is not self.world.bot]
            group: Json = {"name": self.name, "icon": None, "owner_id": self.people[0].id}
            return body | {"recipients": people} | (group if self.kind == GROUP_DM else {})
        if self.parent is not None:
            return body | self._thread(self.guild, self.parent)
        overwrite = {"id": self.world.bot.id, "type": 1, "allow": "0", "deny": str(self.denied)}
        return body | {
            "guild_id": self.guild.id, "name": self.name, "position": 0, "topic": None,
            "nsfw": False, "parent_id": None, "rate_limit_per_user": 0,
            "permission_overwrites": [overwrite] if self.denied else [],
        }  # fmt: skip

    def _thread(self, guild: Guild, parent: Channel) -> Json:
        began = iso(self.id)
        state = {
            "archived": self.locked, "locked": self.locked, "auto_archive_duration": 1440,
            "archive_timestamp": began, "create_timestamp": began,
        }  # fmt: skip
        return {
            "guild_id": guild.id, "name": self.name, "parent_id": parent.id,
            "owner_id": guild.owner.id, "message_count": len(self.messages), "member_count": 1,
            "total_message_sent": len(self.messages), "rate_limit_per_user": 0,
            "thread_metadata": state,
        }  # fmt: skip


@dataclass(eq=False)
class Guild:
    """A server."""

    world: DiscordModel
    id: str
    name: str
    owner: User
    everyone: Role
    locale: str = "en-US"
    has_bot: bool = True
    roles: list[Role] = field(default_factory=list)
    members: dict[str, Member] = field(default_factory=dict)
    channels: list[Channel] = field(default_factory=list)
    opened_commands: set[str] = field(default_factory=set)

    def channel(self, name: str, kind: int = TEXT) -> Channel:
        """Open a text channel, or one of another kind."""
        channel = Channel(self.world, self.world.ids.next(), kind, name, self)
        self.channels.append(channel)
        self.world.channels[channel.id] = channel
        if self.has_bot:
            self.world.gateway.dispatch("CHANNEL_CREATE", channel.payload(), channel)
        return channel

    def forum(self, name: str) -> Channel:
        """Open a forum, in which only its threads are written to."""
        return self.channel(name, FORUM)

    def thread(self, parent: Channel, name: str, *, told: bool = True) -> Channel:
        """Open a thread; the bot is told of it unless it was archived when that happened."""
        thread = Channel(self.world, self.world.ids.next(), THREAD, name, self, parent=parent)
        self.channels.append(thread)
        self.world.channels[thread.id] = thread
        if self.has_bot and told:
            self.world.gateway.dispatch("THREAD_CREATE", thread.payload(), thread)
        return thread

    def role(self, name: str, *names: str) -> Role:
        """Create a role with the named permissions."""
        role = Role(self.world.ids.next(), name, permissions(*names))
        self.roles.append(role)
        if self.has_bot:
            body = {"guild_id": self.id, "role": role.payload()}
            self.world.gateway.dispatch("GUILD_ROLE_CREATE", body, self)
        return role

    def member(
        self, user: User, roles: list[Role] | None = None, permissions: int | str | list[str] = 0
    ) -> Member:
        """Let a person in, or change what the person may do."""
        member = self.members.get(user.id)
        if member is None:
            member = self.members[user.id] = Member(user, self, [])
        member.roles = member.roles if roles is None else roles
        if permissions:
            member.extra = _bits(permissions)
        return member

    def open_command(self, name: str) -> None:
        """Show a command to everyone here, whatever permissions the bot proposed for it."""
        self.opened_commands.add(name)

    def add_bot(self) -> None:
        """Invite the bot."""
        self.has_bot = True
        self.member(self.world.bot)
        self.world.gateway.dispatch("GUILD_CREATE", self.payload(), self)

    def remove_bot(self) -> None:
        """Throw the bot out."""
        self.has_bot = False
        self.world.gateway.dispatch("GUILD_DELETE", {"id": self.id}, self)

    def payload(self) -> Json:
        """Build Discord's JSON as GUILD_CREATE brings it."""
        roles = [self.everyone, *self.roles]
        threads = [each.payload() for each in self.channels if each.parent is not None]
        return {
            "id": self.id, "name": self.name, "owner_id": self.owner.id, "icon": None,
            "roles": [role.payload() for role in roles], "emojis": [], "stickers": [],
            "features": [], "preferred_locale": self.locale, "verification_level": 0,
            "default_message_notifications": 0, "explicit_content_filter": 0, "mfa_level": 0,
            "nsfw_level": 0, "premium_tier": 0, "premium_progress_bar_enabled": False,
            "system_channel_flags": 0, "afk_timeout": 300, "afk_channel_id": None,
            "joined_at": iso(self.id), "large": False, "unavailable": False,
            "member_count": len(self.members), "voice_states": [], "presences": [],
            "members": [self.members[self.world.bot.id].payload()], "threads": threads,
            "channels": [each.payload() for each in self.channels if each.parent is None],
            "stage_instances": [], "guild_scheduled_events": [], "soundboard_sounds": [],
        }  # fmt: skip


def _bits(given: int | str | list[str]) -> int:
    if isinstance(given, int):
        return given
    return permissions(*([given] if isinstance(given, str) else given))
