"""The gateway: sessions that bots identify for and resume, and the trouble they can get into."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from aiohttp import web

from tests.wire.discord_model.connection import Connection
from tests.wire.discord_model.places import Channel, Guild
from tests.wire.discord_model.world import Json

if TYPE_CHECKING:
    from tests.wire.discord_model.model import DiscordModel

HEARTBEAT, IDENTIFY, PRESENCE, VOICE, RESUME, MEMBERS = 1, 2, 3, 4, 6, 8
DISPATCH, RECONNECT, INVALID_SESSION, HELLO, ACK = 0, 7, 9, 10, 11
GUILDS, GUILD_MESSAGES, DM_MESSAGES = 1 << 0, 1 << 9, 1 << 12
MESSAGE_CONTENT = 1 << 15
MEMBERS_INTENT, PRESENCES = 1 << 1, 1 << 8
PRIVILEGED = {
    MEMBERS_INTENT: "GUILD_MEMBERS",
    PRESENCES: "GUILD_PRESENCES",
    MESSAGE_CONTENT: "MESSAGE_CONTENT",
}
DEAD = {1000, 1001}  # closed so by the client, a session cannot be resumed


@dataclass(eq=False)
class Session:
    """What one shard of a bot was sent since it identified."""

    id: str
    shard: tuple[int, int]
    intents: int
    connection: Connection | None
    log: list[Json] = field(default_factory=list)

    def send(self, event: str, data: Json) -> None:
        """Give an event its number and send it, or keep it for a resume."""
        payload = {"op": DISPATCH, "t": event, "s": len(self.log) + 1, "d": data}
        self.log.append(payload)
        if self.connection is not None:
            self.connection.send(payload)

    def wants(self, event: str, guild_id: str | None) -> bool:
        """Tell whether this shard with its intents gets such an event."""
        number, count = self.shard
        if number != ((int(guild_id) >> 22) % count if guild_id else 0):
            return False
        if event.startswith("MESSAGE_"):
            return bool(self.intents & (GUILD_MESSAGES if guild_id else DM_MESSAGES))
        return bool(self.intents & GUILDS) or not event.startswith(
            ("GUILD_", "CHANNEL_", "THREAD_")
        )


class Gateway:
    """The side of Discord that bots hold a websocket to."""

    def __init__(self, world: DiscordModel) -> None:
        self._world = world
        self.heartbeat_interval = 41.25
        self.identify_interval = 0.0  # 5.0 as in life: who identifies earlier gets op 9
        self.identifies: list[Json] = []
        self.resumes: list[Json] = []
        self.sessions: dict[str, Session] = {}
        self.connections: list[Connection] = []
        self.connects = 0
        self.start_limit = 1000
        self.max_concurrency = 1
        self.shards = 1
        self._refused: list[int] = []
        self._last_identify: dict[int, float] = {}

    # Trouble on demand

    def refuse(self, times: int, status: int = 503) -> None:
        """Answer the next connects with an HTTP error."""
        self._refused = [status] * times

    def drop(self, code: int | None = None) -> None:
        """Close every connection with a code, or cut the wire if there is none."""
        for connection in self._live():
            connection.close(code)

    def ask_reconnect(self) -> None:
        """Ask the bot to reconnect and resume (op 7)."""
        self._tell({"op": RECONNECT, "d": None})

    def invalidate(self, *, resumable: bool = False) -> None:
        """Tell the bot that its session is over (op 9)."""
        if not resumable:
            self.sessions.clear()
        self._tell({"op": INVALID_SESSION, "d": resumable})

    def mute(self) -> None:
        """Leave the connections open but dead: nothing comes from them any more."""
        for connection in self._live():
            connection.muted = True

    def malformed(self, event: str = "INTERACTION_CREATE", data: Json | None = None) -> None:
        """Send an event that does not hold what it should."""
        for session in self.sessions.values():
            session.send(event, data or {"id": "?"})

    def garbage(self, text: str = "{not json") -> None:
        """Send what is no JSON at all."""
        for connection in self._live():
            connection.send(text)

    # What the rest of the model tells the bots

    def dispatch(self, event: str, data: Json, place: Channel | Guild | None = None) -> None:
        """Send an event to every session that gets it."""
        guild = place.guild if isinstance(place, Channel) else place
        for session in self.sessions.values():
            if session.wants(event, guild.id if guild else None):
                session.send(event, data)

    @property
    def reads_content(self) -> bool:
        """Tell whether the bot declared the privileged intent for message content."""
        return any(each.intents & MESSAGE_CONTENT for each in self.sessions.values())

    @property
    def connected(self) -> bool:
        """Tell whether a session is live on a connection."""
        return any(each.connection is not None for each in self.sessions.values())

    async def close(self) -> None:
        """Hang up on everyone."""
        for connection in list(self.connections):
            await connection.finish()

    # One connection

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Talk to one client until either side closes."""
        self.connects += 1
        if self._refused:
            return web.Response(status=self._refused.pop())
        connection = Connection(request.query.get("compress"))
        await connection.open(request)
        self.connections.append(connection)
        try:
            hello = {"op": HELLO, "d": {"heartbeat_interval": int(self.heartbeat_interval * 1000)}}
            connection.send(hello)
            if request.query.get("v") not in ("9", "10"):
                connection.close(4012)
            async for payload in connection:
                self._receive(connection, payload)
        finally:
            self.connections.remove(connection)
            await connection.finish()
            self._detach(connection)
        return connection.response

    def _receive(self, connection: Connection, payload: Json | None) -> None:
        if payload is None:
            connection.close(4002)
            return
        op, data = payload.get("op"), payload.get("d")
        if op == HEARTBEAT:
            connection.heartbeats += 1
            connection.send({"op": ACK})
        elif op == IDENTIFY and isinstance(data, dict):
            self._identify(connection, data)
        elif op == RESUME and isinstance(data, dict):
            self._resume(connection, data)
        elif op not in (PRESENCE, VOICE, MEMBERS):
            connection.close(4001)
        elif self._session_of(connection) is None:
            connection.close(4003)

    def _identify(self, connection: Connection, data: Json) -> None:
        if code := self._wrong_identify(connection, data):
            connection.close(code)
            return
        number, count = data.get("shard", [0, 1])
        now = self._world.clock.now()
        bucket = number % self.max_concurrency
        early = now - self._last_identify.get(bucket, -1e9) < self.identify_interval
        self._last_identify[bucket] = now
        self.identifies.append(data)
        self.start_limit -= 1
        if early:
            connection.send({"op": INVALID_SESSION, "d": False})
            return
        session = Session(self._world.ids.next(), (number, count), data["intents"], connection)
        self.sessions[session.id] = session
        self._greet(session)

    def _wrong_identify(self, connection: Connection, data: Json) -> int | None:
        number, count = data.get("shard", [0, 1])
        intents = data.get("intents")
        if self._session_of(connection) is not None:
            return 4005
        if data.get("token") != self._world.token:
            return 4004
        if self.start_limit <= 0:
            self._world.reset_token()
            return 4004
        if not 0 <= number < count:
            return 4010
        if count < self.shards:
            return 4011
        if not isinstance(intents, int):
            return 4013
        asked = [name for bit, name in PRIVILEGED.items() if intents & bit]
        if asked and not set(asked) <= self._world.approved_intents:
            self._world.violation(f"asked for privileged intents: {', '.join(asked)}", code=4014)
            return 4014
        return None

    def _greet(self, session: Session) -> None:
        guilds = [guild for guild in self._world.guilds.values() if guild.has_bot]
        mine = [guild for guild in guilds if session.wants("READY", guild.id)]
        ready: Json = {
            "v": 10, "user": self._world.bot.payload(), "session_id": session.id,
            "guilds": [{"id": guild.id, "unavailable": True} for guild in mine],
            "resume_gateway_url": self._world.gateway_url, "shard": list(session.shard),
            "application": {"id": self._world.bot.id, "flags": 0},
        }  # fmt: skip
        session.send("READY", ready)
        for guild in mine:
            if session.wants("GUILD_CREATE", guild.id):
                session.send("GUILD_CREATE", guild.payload())
        self._world.bell.ring()

    def _resume(self, connection: Connection, data: Json) -> None:
        self.resumes.append(data)
        session = self.sessions.get(str(data.get("session_id")))
        if session is None or data.get("token") != self._world.token:
            connection.send({"op": INVALID_SESSION, "d": False})
            self._world.bell.ring()
            return
        seq = data.get("seq")
        if not isinstance(seq, int) or seq > len(session.log):
            connection.close(4007)
            return
        session.connection = connection
        for payload in session.log[seq:]:
            connection.send(payload)
        session.send("RESUMED", {})
        self._world.bell.ring()

    def _detach(self, connection: Connection) -> None:
        session = self._session_of(connection)
        if session is not None:
            session.connection = None
            if connection.closed_by_client in DEAD:
                del self.sessions[session.id]
        self._world.bell.ring()

    def _session_of(self, connection: Connection) -> Session | None:
        found = (each for each in self.sessions.values() if each.connection is connection)
        return next(found, None)

    def _live(self) -> list[Connection]:
        return list(self.connections)

    def _tell(self, payload: Json) -> None:
        for connection in self._live():
            connection.send(payload)
