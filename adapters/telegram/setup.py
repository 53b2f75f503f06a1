"""Setting up on Telegram: the first steps, and what an admin's doctor asks."""

from typing import Any

import aiohttp

from adapters.telegram.polling import refusal
from bot.chat.finding import Finding, Level, told_time

_API = "https://api.telegram.org"
_PATIENCE = aiohttp.ClientTimeout(total=10)
_MANY = 1000  # updates that wait; the bot is far behind then
_REFUSED = (401, 404)


class _Refused(Exception):
    """Say that Telegram does not know the token."""


def first_steps(token: str) -> list[str]:
    """Say what is left to do in the chat with BotFather."""
    if not token:
        return ["Telegram: write /newbot to @BotFather and copy the token that it gives."]
    return [
        "Telegram: privacy mode stays on (/setprivacy, Enable: the default). For questions in",
        "any chat write /setinline to @BotFather, then a hint such as: is it worth it?",
        "Add the bot to a group like a member; it needs no admin rights. There it is asked by",
        "/worth or in reply; its name alone Telegram brings only to a group's administrators.",
        "With guest mode on (BotFather, the bot's settings) it is asked by name in other chats.",
    ]


async def examine(token: str, api_base: str, now: float) -> list[Finding]:
    """Ask Telegram whether the token is good and how the bot is set up there.

    `now` is our own time, in seconds of the epoch.
    """
    base = f"{(api_base or _API).rstrip('/')}/bot{token}"
    try:
        async with aiohttp.ClientSession(timeout=_PATIENCE) as session:
            me, date = await _call(session, f"{base}/getMe")
            webhook, _ = await _call(session, f"{base}/getWebhookInfo")
    except _Refused:
        return [
            Finding(
                "telegram token",
                Level.FAILURE,
                "Telegram does not accept the token.",
                "Without it the bot cannot connect.",
                refusal().partition(". ")[2],
            )
        ]
    except (aiohttp.ClientError, TimeoutError, ValueError, KeyError) as error:
        return [
            Finding(
                "telegram",
                Level.FAILURE,
                f"Telegram could not be asked ({type(error).__name__}).",
                "The bot could not reach it either.",
                "Check the network, a firewall, and telegram_api_base if it is set.",
            )
        ]
    return [
        Finding("telegram token", Level.OK, "Telegram accepts the token."),
        _privacy(me),
        _inline(me),
        _guests(me),
        _waiting(webhook),
        *told_time("telegram", date, now),
    ]


async def _call(session: aiohttp.ClientSession, url: str) -> tuple[dict[str, Any], str]:
    async with session.get(url) as answer:
        if answer.status in _REFUSED:
            raise _Refused
        answer.raise_for_status()
        values = await answer.json()
        return dict(values["result"]), answer.headers.get("Date", "")


def _privacy(me: dict[str, Any]) -> Finding:
    if not me.get("can_read_all_group_messages"):
        return Finding("telegram privacy mode", Level.OK, "Privacy mode is on.")
    return Finding(
        "telegram privacy mode",
        Level.WARNING,
        "Privacy mode is off: Telegram sends the bot every message of its groups.",
        "It needs only what is meant for it, and members may not want the rest to be read.",
        "Write /setprivacy to @BotFather, choose Enable, and add the bot to its groups anew.",
    )


def _inline(me: dict[str, Any]) -> Finding:
    if me.get("supports_inline_queries"):
        return Finding("telegram inline", Level.OK, "Inline questions are on.")
    return Finding(
        "telegram inline",
        Level.NOTE,
        "Inline questions are off.",
        "They let people ask in chats where the bot is not.",
        "Write /setinline to @BotFather if you want them.",
    )


def _guests(me: dict[str, Any]) -> Finding:
    if me.get("supports_guest_queries"):
        return Finding("telegram guests", Level.OK, "Guest mode is on.")
    return Finding(
        "telegram guests",
        Level.NOTE,
        "Guest mode is off.",
        "With it people ask the bot by its name in chats where it is not.",
        "Switch it on in the bot's settings with @BotFather if you want it.",
    )


def _waiting(webhook: dict[str, Any]) -> Finding:
    count = int(webhook.get("pending_update_count", 0))
    if count < _MANY:
        return Finding("telegram updates", Level.OK, f"{count:,} updates wait.")
    return Finding(
        "telegram updates",
        Level.WARNING,
        f"{count:,} updates wait.",
        "The bot is not running, cannot keep up, or another program holds its webhook.",
        "See whether it runs; if it does, look at its log.",
    )
