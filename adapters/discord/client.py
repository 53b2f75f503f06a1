"""The client on the wire: discord.py's own, asked to keep little and to bear bad weather."""

import logging
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, Protocol

import aiohttp
import discord

from adapters.discord.buttons import PressButton, carried
from adapters.discord.forms import is_form
from adapters.discord.inbound import may_be_for
from adapters.discord.life import (
    CONNECT_GAPS,
    CUT_OFF,
    FREE_CONNECTS,
    WINDOW,
    Identifies,
    NotReached,
    Pace,
    check_sessions,
    guarded,
)
from adapters.discord.reaching import Shards, Wire, through

_COMMANDS = (
    discord.InteractionType.application_command,
    discord.InteractionType.autocomplete,
)
_log = logging.getLogger(__name__)
_VITAL = ("READY", "RESUMED")  # without these there is no connection to save


class Events(Protocol):
    """Take what happens; the adapter does."""

    async def logged_in(self, client: discord.Client) -> None:
        """Prepare what needs a client that knows who it is."""
        ...

    async def pressed(self, interaction: discord.Interaction, text: str) -> None:
        """Answer a pressed button."""
        ...

    async def submitted(self, interaction: discord.Interaction) -> None:
        """Answer a form that was sent."""
        ...

    async def written(self, client: discord.Client, message: discord.Message) -> None:
        """Answer a message, or not."""
        ...


class Hooks(discord.Client):
    """Pass on what happens, to one adapter."""

    def attach(self, events: Events, wire: Wire, identifies: Identifies) -> None:
        """Set what is told of events and how to connect, before anything starts."""
        self._events, self._wire, self._identifies = events, wire, identifies
        self._last_sign: float | None = None
        self._up: set[int] = set()
        self._has_been_up = False
        self.add_dynamic_items(PressButton)
        self._guard_events()
        self._pace_connects()

    @property
    def last_sign(self) -> float | None:
        """Return when Discord last sent anything, by the wire's clock."""
        return self._last_sign

    @property
    def connected_shards(self) -> int:
        """Count the shards that have a live session."""
        return len(self._up)

    async def setup_hook(self) -> None:
        """Check the day's budget and prepare, before the first connection."""
        _, _, limits = await self.http.get_bot_gateway()
        check_sessions(dict(limits))
        await self._events.logged_in(self)

    async def before_identify_hook(
        self,
        shard_id: int | None,
        *,
        initial: bool = False,  # noqa: ARG002 - discord.py's signature
    ) -> None:
        """Space identifies over reconnects and restarts of the client."""
        await self._identifies.wait(shard_id or 0)

    async def pressed(self, interaction: discord.Interaction, text: str) -> None:
        """Pass on a press."""
        await self._events.pressed(interaction, text)

    def dispatch(self, event: str, /, *args: Any, **more: Any) -> None:
        """Make no task of what the commands have taken already."""
        if event == "interaction" and args[0].type in _COMMANDS:
            return
        super().dispatch(event, *args, **more)

    async def on_message(self, message: discord.Message) -> None:
        """Pass on a message."""
        await self._events.written(self, message)

    async def on_interaction(self, interaction: discord.Interaction) -> None:
        """Pass on forms, and buttons that are not of our making; the rest has its own ways."""
        data: Mapping[str, Any] = dict(interaction.data or {})
        custom_id = str(data.get("custom_id", ""))
        if interaction.type is discord.InteractionType.modal_submit and is_form(custom_id):
            await self._events.submitted(interaction)
        elif interaction.type is discord.InteractionType.component and carried(custom_id) is None:
            await self._events.pressed(interaction, custom_id)

    async def on_connect(self) -> None:
        """Note a new session where there is but one shard."""
        self._rise(0)

    async def on_resumed(self) -> None:
        """Note a resumed session where there is but one shard."""
        self._rise(0)

    async def on_disconnect(self) -> None:
        """Note a lost session where there is but one shard."""
        self._up.discard(0)

    def _rise(self, shard: int) -> None:
        self._up.add(shard)
        self._has_been_up = True
        _log.info("Discord: shard %s is connected", shard)

    def _guard_events(self) -> None:
        parsers = self._connection.parsers
        for name, parse in list(parsers.items()):
            if name not in _VITAL:
                wanted = self._is_wanted if name == "MESSAGE_CREATE" else None
                parsers[name] = guarded(name, parse, wanted)

    def _is_wanted(self, message: Mapping[str, Any]) -> bool:
        return self.user is not None and may_be_for(self.user.id, message)

    def _pace_connects(self) -> None:
        """Space connections, which discord.py repeats at once when Discord asks for it."""
        connect = self.http.ws_connect
        paces: list[Pace] = []

        async def paced(url: str, **options: Any) -> object:
            if not paces:  # only now it is known how many shards there are
                free = (0.0,) * FREE_CONNECTS * (self.shard_count or 1)
                paces.append(
                    Pace((*free, *CONNECT_GAPS), WINDOW, self._wire.clock, self._wire.sleep)
                )
            await paces[0].wait()
            try:
                socket = await connect(through(url, self._wire.gateway_url), **options)
            except CUT_OFF as error:
                if not self._has_been_up:
                    raise NotReached(type(error).__name__) from error
                raise
            self._listen(socket)
            return socket

        # discord.py has no setting for the gateway's address nor for the pause before it.
        setattr(self.http, "ws_connect", paced)  # noqa: B010 - mypy refuses the assignment

    def _listen(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        """Note when anything comes; discord.py's own event for that costs a task each time."""
        receive = socket.receive

        async def heard(timeout: float | None = None) -> aiohttp.WSMessage:  # noqa: ASYNC109 - its name
            message = await receive(timeout)
            self._last_sign = self._wire.clock()
            return message

        setattr(socket, "receive", heard)  # noqa: B010 - mypy refuses the assignment


class PlainClient(Hooks):
    """Serve all servers over one connection."""


class ShardedClient(Hooks, discord.AutoShardedClient):
    """Serve many servers over several connections."""

    async def on_connect(self) -> None:
        """Leave it to the events of the shards."""

    async def on_resumed(self) -> None:
        """Leave it to the events of the shards."""

    async def on_disconnect(self) -> None:
        """Leave it to the events of the shards."""

    async def on_shard_connect(self, shard_id: int) -> None:
        """Note a shard's new session."""
        self._rise(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Note a shard's resumed session."""
        self._rise(shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Note a shard's lost session."""
        self._up.discard(shard_id)


def _telling(flooded: Callable[[], None]) -> aiohttp.TraceConfig:
    """Tell of each answer by which Discord makes us wait; its library waits without telling."""

    async def ended(
        _session: aiohttp.ClientSession, _context: object, end: aiohttp.TraceRequestEndParams
    ) -> None:
        if end.response.status == HTTPStatus.TOO_MANY_REQUESTS:
            flooded()

    trace = aiohttp.TraceConfig()
    trace.on_request_end.append(ended)
    return trace


def make(
    events: Events,
    wire: Wire,
    identifies: Identifies,
    served: Shards,
    flooded: Callable[[], None] = lambda: None,
) -> Hooks:
    """Make a client that keeps no members and no messages, and asks for no privileged intent.

    `flooded` is called whenever Discord tells us to wait.
    """
    settings: dict[str, Any] = {
        "intents": discord.Intents(guilds=True, guild_messages=True, dm_messages=True),
        "member_cache_flags": discord.MemberCacheFlags.none(),
        "chunk_guilds_at_startup": False,
        "max_messages": None,
        "allowed_mentions": discord.AllowedMentions.none(),
        "http_trace": _telling(flooded),
        "heartbeat_timeout": wire.heartbeat_timeout,
    }
    client: Hooks
    if served.count == 1:
        client = PlainClient(**settings)
    elif served.count:
        client = ShardedClient(shard_ids=list(served.ids), shard_count=served.count, **settings)
    else:
        client = ShardedClient(**settings)
    client.attach(events, wire, identifies)
    return client
