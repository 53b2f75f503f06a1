"""Setting up on Discord: the first steps, the invite link, and what an admin's doctor asks."""

import base64
import binascii
from typing import Any

import aiohttp

from bot.chat.finding import Finding, Level, told_time

# What answering takes, by Discord's names and bits.
NEEDED = {
    "View Channels": 1 << 10,
    "Send Messages": 1 << 11,
    "Attach Files": 1 << 15,
    "Read Message History": 1 << 16,
    "Send Messages in Threads": 1 << 38,
}
PERMISSIONS = sum(NEEDED.values())
_ADMINISTRATOR = 1 << 3
_PRIVILEGED = {
    "Presence": 1 << 12 | 1 << 13,
    "Server Members": 1 << 14 | 1 << 15,
    "Message Content": 1 << 18 | 1 << 19,
}
_API = "https://discord.com/api/v10"
_SERVERS = 200  # looked at, which is one page of Discord's list
_NAMED = 5
_PATIENCE = aiohttp.ClientTimeout(total=10)


def application_of(token: str) -> str:
    """Return the application's id, which is the first part of a token; empty when it is not."""
    head = token.partition(".")[0]
    try:
        text = base64.urlsafe_b64decode(head + "=" * (-len(head) % 4)).decode("ascii")
    except (binascii.Error, ValueError):
        return ""
    return text if text.isdigit() else ""


def invite(application: str) -> str:
    """Return the link that brings the bot to a server with exactly what it needs."""
    return (
        f"https://discord.com/oauth2/authorize?client_id={application}"
        f"&scope=bot+applications.commands&permissions={PERMISSIONS}"
    )


def first_steps(token: str) -> list[str]:
    """Say what is left to do after the token was given, or how to come by one."""
    if not token:
        return [
            "Discord: make an application at https://discord.com/developers/applications, add a",
            "bot, leave every privileged intent off, and copy its token.",
        ]
    application = application_of(token)
    if not application:
        return ["Discord: the token does not look like one; copy it again from the bot's page."]
    return [
        "Discord: leave every privileged intent off. Invite the bot to your server with",
        f"  {invite(application)}",
    ]


async def examine(token: str, api_base: str, now: float) -> list[Finding]:
    """Ask Discord whether the token is good, what the bot lacks, and what time it is.

    `now` is our own time, in seconds of the epoch.
    """
    base = (api_base or _API).rstrip("/")
    headers = {"Authorization": f"Bot {token}", "User-Agent": "DiscordBot (hypecheck, doctor)"}
    try:
        async with aiohttp.ClientSession(headers=headers, timeout=_PATIENCE) as session:
            async with session.get(f"{base}/applications/@me") as answer:
                if answer.status == 401:
                    return [_refused()]
                answer.raise_for_status()
                application = await answer.json()
                date = answer.headers.get("Date", "")
            async with session.get(
                f"{base}/users/@me/guilds", params={"limit": str(_SERVERS)}
            ) as answer:
                answer.raise_for_status()
                servers = await answer.json()
    except (aiohttp.ClientError, TimeoutError, ValueError) as error:
        return [_unreached(error)]
    return [
        Finding("discord token", Level.OK, "Discord accepts the token."),
        _intents(int(application.get("flags", 0))),
        _servers(servers, str(application.get("id", ""))),
        *told_time("discord", date, now),
    ]


def _refused() -> Finding:
    return Finding(
        "discord token",
        Level.FAILURE,
        "Discord does not accept the token.",
        "Without it the bot cannot connect.",
        "Copy it again from the developer portal (Bot, Reset Token) and set discord_token.",
    )


def _unreached(error: Exception) -> Finding:
    return Finding(
        "discord",
        Level.FAILURE,
        f"Discord could not be asked ({type(error).__name__}).",
        "The bot could not reach it either.",
        "Check the network, a firewall, and discord_api_base if it is set.",
    )


def _intents(flags: int) -> Finding:
    found = [name for name, bits in _PRIVILEGED.items() if flags & bits]
    if not found:
        return Finding("discord intents", Level.OK, "No privileged intent is on.")
    return Finding(
        "discord intents",
        Level.NOTE,
        f"Privileged intents are on: {', '.join(found)}.",
        "The bot does not ask for them; members may wonder why the profile says so.",
        "Switch them off in the developer portal (Bot).",
    )


def _servers(servers: list[dict[str, Any]], application: str) -> Finding:
    link = invite(application)
    if not servers:
        return Finding(
            "discord servers",
            Level.NOTE,
            "The bot is in no server yet.",
            "Nobody can ask it there.",
            f"Invite it: {link}",
        )
    lacking = {
        str(server.get("name", ""))[:40]: missing
        for server in servers
        if (missing := _missing(int(server.get("permissions", 0))))
    }
    if not lacking:
        return Finding(
            "discord servers",
            Level.OK,
            f"The bot has what it needs in {len(servers)} server(s).",
        )
    shown = "; ".join(f"{name}: {', '.join(lacking[name])}" for name in list(lacking)[:_NAMED])
    return Finding(
        "discord servers",
        Level.WARNING,
        f"Permissions are missing in {len(lacking)} of {len(servers)} server(s): {shown}.",
        "Answers do not arrive there, or without their pictures.",
        f"Invite it again, which only adds what is missing: {link}",
    )


def _missing(permissions: int) -> list[str]:
    if permissions & _ADMINISTRATOR:
        return []
    return [name for name, bit in NEEDED.items() if not permissions & bit]
