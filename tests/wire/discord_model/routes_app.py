"""What the bot asks about itself and its servers, and how it registers its commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.wire.discord_model.places import Guild
from tests.wire.discord_model.refusal import Refusal, missing_access, unknown
from tests.wire.discord_model.server import Request, Route
from tests.wire.discord_model.world import Json

if TYPE_CHECKING:
    from tests.wire.discord_model.model import DiscordModel


def me(world: DiscordModel, request: Request) -> Json:
    """Describe the bot's user."""
    return world.bot.payload() | {"verified": True, "mfa_enabled": True, "locale": "en-US"}


def application(world: DiscordModel, request: Request) -> Json:
    """Describe the application."""
    return {
        "id": world.bot.id, "name": world.bot.name, "description": "", "icon": None,
        "bot_public": True, "bot_require_code_grant": False, "owner": world.owner.payload(),
        "verify_key": "0" * 64, "flags": 0, "redirect_uris": [], "team": None,
        "interactions_endpoint_url": None, "integration_types_config": {"0": {}, "1": {}},
    }  # fmt: skip


def my_guilds(world: DiscordModel, request: Request) -> list[Json]:
    """List the servers that the bot is in, with its permissions in each as a whole."""
    return [
        {
            "id": guild.id, "name": guild.name, "icon": None, "banner": None, "owner": False,
            "permissions": str(guild.members[world.bot.id].permissions), "features": [],
        }
        for guild in world.guilds.values()
        if guild.has_bot
    ]  # fmt: skip


def gateway_bot(world: DiscordModel, request: Request) -> Json:
    """Say where the gateway is and how often the bot may still identify."""
    gateway = world.gateway
    limit: Json = {
        "total": 1000, "remaining": max(0, gateway.start_limit), "reset_after": 86_400_000,
        "max_concurrency": gateway.max_concurrency,
    }  # fmt: skip
    return {"url": world.gateway_url, "shards": gateway.shards, "session_start_limit": limit}


def user(world: DiscordModel, request: Request, user: str) -> Json:
    """Describe a person."""
    if user not in world.users:
        raise unknown("User")
    return world.users[user].payload()


def _guild(world: DiscordModel, name: str) -> Guild:
    guild = world.guilds.get(name)
    if guild is None:
        raise unknown("Guild")
    if not guild.has_bot:
        raise missing_access()
    return guild


def guild(world: DiscordModel, request: Request, guild: str) -> Json:
    """Describe a server."""
    return _guild(world, guild).payload()


def guild_channels(world: DiscordModel, request: Request, guild: str) -> list[Json]:
    """List the channels of a server."""
    return [each.payload() for each in _guild(world, guild).channels]


def guild_roles(world: DiscordModel, request: Request, guild: str) -> list[Json]:
    """List the roles of a server."""
    found = _guild(world, guild)
    return [each.payload() for each in (found.everyone, *found.roles)]


def member(world: DiscordModel, request: Request, guild: str, user: str) -> Json:
    """Describe a member of a server."""
    found = _guild(world, guild).members.get(user)
    if found is None:
        raise unknown("Member")
    return found.payload()


def leave(world: DiscordModel, request: Request, guild: str) -> None:
    """Let the bot leave a server."""
    _guild(world, guild).remove_bot()


def _app(world: DiscordModel, app: str, guild: str | None) -> None:
    if app != world.bot.id:
        raise Refusal(403, 20012, "You are not authorized to perform this action")
    if guild is not None:
        _guild(world, guild)


def list_commands(
    world: DiscordModel, request: Request, app: str, guild: str | None = None
) -> list[Json]:
    """List the registered commands."""
    _app(world, app, guild)
    return world.catalogue.commands[guild]


def put_commands(
    world: DiscordModel, request: Request, app: str, guild: str | None = None
) -> list[Json]:
    """Replace all commands."""
    _app(world, app, guild)
    if world.catalogue.is_registered(guild, request.body):
        world.violation("synced commands that had not changed", request.method, request.path)
    return world.catalogue.replace(guild, request.body)


def post_command(world: DiscordModel, request: Request, app: str, guild: str | None = None) -> Json:
    """Add or replace one command."""
    _app(world, app, guild)
    return world.catalogue.upsert(guild, request.body)


def delete_command(
    world: DiscordModel, request: Request, app: str, command: str, guild: str | None = None
) -> None:
    """Remove one command."""
    _app(world, app, guild)
    world.catalogue.remove(guild, command)


_GLOBAL = "/applications/{app}/commands"
_LOCAL = "/applications/{app}/guilds/{guild}/commands"
ROUTES = (
    Route("GET", "/users/@me", me),
    Route("GET", "/oauth2/applications/@me", application),
    Route("GET", "/applications/@me", application),
    Route("GET", "/gateway/bot", gateway_bot),
    Route("GET", "/users/@me/guilds", my_guilds),
    Route("GET", "/users/{user}", user),
    Route("GET", "/guilds/{guild}", guild),
    Route("GET", "/guilds/{guild}/channels", guild_channels),
    Route("GET", "/guilds/{guild}/roles", guild_roles),
    Route("GET", "/guilds/{guild}/members/{user}", member),
    Route("DELETE", "/users/@me/guilds/{guild}", leave),
    *(
        route
        for base in (_GLOBAL, _LOCAL)
        for route in (
            Route("GET", base, list_commands),
            Route("PUT", base, put_commands),
            Route("POST", base, post_command),
            Route("DELETE", base + "/{command}", delete_command),
        )
    ),
)
