"""The model as a whole: one bot, the people around it, and the two servers that it talks to."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from tests.wire.discord_model.catalogue import Catalogue
from tests.wire.discord_model.gateway import Gateway
from tests.wire.discord_model.interactions import AUTOCOMPLETE, Interaction
from tests.wire.discord_model.messages import CannotDo, File, Message
from tests.wire.discord_model.people import User
from tests.wire.discord_model.places import GROUP_DM, Channel, Guild, Role
from tests.wire.discord_model.schema import load_schema
from tests.wire.discord_model.server import Fault, Request, Server
from tests.wire.discord_model.world import EVERYONE, Bell, Clock, Json, Snowflakes

CHECKED = 50  # messages held against Discord's description; more look alike, and it takes time
TOKEN = "model.of.discord"  # noqa: S105 opens nothing but the model


@dataclass(frozen=True)
class Violation:
    """Something that Discord would refuse, or that a good bot would not do."""

    reason: str
    method: str = ""
    path: str = ""
    code: int = 0
    errors: Json | None = None

    def __str__(self) -> str:
        wrong = f" {self.errors}" if self.errors else ""
        return f"{self.method} {self.path}: {self.reason} ({self.code}){wrong}".strip()


class DiscordModel:
    """A small and strict Discord on 127.0.0.1."""

    def __init__(
        self, spec: Path | None = None, *, token: str = TOKEN, deadline: float = 3.0
    ) -> None:
        self.schema = load_schema(spec) if spec is not None and spec.exists() else None
        self.token = token
        self.deadline = deadline
        self.global_limit = 50  # requests in a second, interactions not counted
        self.referenced_content = False  # True: a mention opens the message that it replies to
        self.approved_intents: set[str] = set()
        self.clock = Clock()
        self.ids = Snowflakes()
        self.bell = Bell()
        self.bot = User(self, self.ids.next(), "Hypecheck", bot=True)
        self.owner = User(self, self.ids.next(), "Owner")
        self.users = {each.id: each for each in (self.bot, self.owner)}
        self.guilds: dict[str, Guild] = {}
        self.channels: dict[str, Channel] = {}
        self.messages: dict[str, Message] = {}
        self.files: dict[str, File] = {}
        self.interactions: dict[str, Interaction] = {}
        self.catalogue = Catalogue(self)
        self.violations: list[Violation] = []
        self.gateway = Gateway(self)
        self.server = Server(self)
        self.port = 0
        self._runner = web.AppRunner(self.server.app, access_log=None, shutdown_timeout=0.5)

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.gateway.close()
        await self._runner.cleanup()

    # Where the bot connects

    @property
    def api_base(self) -> str:
        """Give the value for discord.http.Route.BASE."""
        return f"http://127.0.0.1:{self.port}/api/v10"

    @property
    def gateway_url(self) -> str:
        """Give the value for DiscordWebSocket.DEFAULT_GATEWAY, a yarl.URL there."""
        return f"ws://127.0.0.1:{self.port}/gateway"

    def reset_token(self) -> None:
        """Take the bot's token away, as Discord does after too many IDENTIFYs."""
        self.violation("identified more often than allowed; the token was reset", code=4004)
        self.token = secrets.token_hex(12)

    # Who and where

    def guild(
        self, name: str, *, locale: str = "en-US", bot: bool = True, owner: User | None = None
    ) -> Guild:
        """Found a server, with the bot in it or not."""
        everyone = Role(self.ids.next(shard_apart=True), "@everyone", EVERYONE)
        guild = Guild(self, everyone.id, name, owner or self.owner, everyone, locale, has_bot=bot)
        self.guilds[guild.id] = guild
        guild.member(guild.owner)
        if bot:
            guild.add_bot()
        return guild

    def user(
        self, name: str, locale: str = "en-US", *, installed: bool = False, dms_open: bool = True
    ) -> User:
        """Bring in a person, who may have installed the app for every place."""
        user = User(self, self.ids.next(), name, locale, installed=installed, dms_open=dms_open)
        self.users[user.id] = user
        return user

    def group_dm(self, *people: User, name: str | None = None) -> Channel:
        """Open a group of people; the bot is not in it."""
        channel = Channel(self, self.ids.next(), GROUP_DM, name, people=list(people))
        self.channels[channel.id] = channel
        return channel

    # What can be seen

    @property
    def requests(self) -> list[Request]:
        """Give all requests of the bot so far."""
        return self.server.requests

    @property
    def commands(self) -> list[Json]:
        """Give the global commands as registered."""
        return self.catalogue.commands[None]

    @property
    def unanswered(self) -> list[Interaction]:
        """Give the interactions that nobody acknowledged; overtaken suggestions do not count."""
        asked = (each for each in self.interactions.values() if each.kind != AUTOCOMPLETE)
        return [each for each in asked if each.ack is None]

    async def until(self, look: Callable[[], Any], within: float = 5.0) -> Any:
        """Wait until something is so, looking after everything that happens here."""
        return await self.bell.until(look, within, lambda: f"never so: {self.violations}")

    async def connected(self, within: float = 5.0) -> None:
        """Wait until a bot has a live session."""
        await self.until(lambda: self.gateway.connected, within)

    def fail(
        self, times: int, method: str, path: str, how: int | str = 500, json: Json | None = None
    ) -> None:
        """Spoil the next requests: a status, "cut" before the work or "cut after" it."""
        self.server.faults.append(Fault(times, method, path, how, json))

    def rate_limit(
        self, times: int, method: str, path: str, retry_after: float, *, everywhere: bool = False
    ) -> None:
        """Answer the next requests with 429."""
        message = "You are being rate limited."
        body: Json = {"message": message, "retry_after": retry_after, "global": everywhere}
        self.server.faults.append(Fault(times, method, path, 429, body))

    # What the parts of the model tell each other

    def violation(
        self,
        reason: str,
        method: str = "",
        path: str = "",
        code: int = 0,
        errors: Json | None = None,
    ) -> None:
        """Note what the bot should not have done."""
        self.violations.append(Violation(reason, method, path, code, errors))

    def content_is_open(self, message: Message) -> bool:
        """Tell whether the bot gets to read a message outside of interactions."""
        if message.author is self.bot or self.gateway.reads_content:
            return True
        direct = message.channel.guild is None and message.channel.bot_is_here
        return direct or self.bot in message.mentions

    def post(self, message: Message) -> None:
        """Put a message into its channel and tell the bot, unless it is for one person only."""
        self.messages[message.id] = message
        message.channel.messages.append(message)
        self.announce("MESSAGE_CREATE", message)

    def announce(self, event: str, message: Message) -> None:
        """Tell the bot about a message as far as it may know."""
        channel = message.channel
        if message.ephemeral_to is None and channel.bot_is_here and channel.bot_may("view_channel"):
            self.gateway.dispatch(event, self._event(event, message), channel)
        channel.bell.ring()
        self.bell.ring()

    def _event(self, event: str, message: Message) -> Json:
        guild = message.channel.guild
        place: Json = {"guild_id": guild.id} if guild else {}
        if event == "MESSAGE_DELETE":
            return {"id": message.id, "channel_id": message.channel.id} | place
        body = message.payload(open_content=self.content_is_open(message)) | place
        if self.schema and len(self.messages) < CHECKED:
            for problem in self.schema.wrong("MessageResponse", body):
                self.violation(f"the model tells what Discord would not: {problem}")
        if guild:
            body["member"] = guild.member(message.author).payload(user=False)
        return body

    def ask(self, interaction: Interaction) -> Interaction:
        """Bring an interaction to the bot."""
        if not self.gateway.sessions:
            raise CannotDo("the bot is not connected: await discord.connected() first")
        self.interactions[interaction.token] = interaction
        self.gateway.dispatch("INTERACTION_CREATE", interaction.payload(), interaction.channel)
        return interaction

    def keep(self, file: File) -> File:
        """Take a file in and give it an address."""
        file.id = file.id or self.ids.next()
        file.url = f"http://127.0.0.1:{self.port}/cdn/{file.id}/{file.filename}"
        self.files[file.id] = file
        return file
