"""The first answer to an interaction, by Discord's own call and nothing more.

discord.py asks for the sent message back and makes objects of all that is in it, which costs more
than writing the answer does and is read by nobody. The call is a documented one and takes no token
but the interaction's own. What has files, and all that comes later, goes through discord.py.
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import aiohttp
import discord
import msgspec
from discord.http import Route

from adapters.discord.life import Sleep

_SECONDS = 10.0
_LONGEST = 2.0  # of waiting when told to: an interaction is forgotten after three seconds
_HEADERS = {"Content-Type": "application/json", "User-Agent": "DiscordBot (hypecheck, answers)"}
_NO_MENTIONS = {"parse": list[str]()}


class Callbacks:
    """Answer interactions over one session of their own."""

    def __init__(self, sleep: Sleep, flooded: Callable[[], None] = lambda: None) -> None:
        """Take how to wait, and who is told whenever Discord tells us to."""
        self._sleep, self._flooded = sleep, flooded
        self._session: aiohttp.ClientSession | None = None

    async def answer(
        self,
        interaction: discord.Interaction,
        kind: discord.InteractionResponseType,
        data: Mapping[str, Any],
    ) -> None:
        """Send an answer; raise discord.HTTPException, or what a cut wire raises."""
        token = quote(interaction.token, safe="")
        url = f"{Route.BASE}/interactions/{interaction.id}/{token}/callback"
        said = {"type": kind.value, "data": {**data, "allowed_mentions": _NO_MENTIONS}}
        body = msgspec.json.encode(said)
        wait = await self._post(url, body)
        if wait is not None:
            await self._sleep(wait)
            await self._post(url, body, is_last=True)

    async def close(self) -> None:
        """Let go of the session; an answer after that opens another."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _post(self, url: str, body: bytes, *, is_last: bool = False) -> float | None:
        """Make the call; return how long to wait when Discord says so, unless it is the last."""
        async with self._open().post(url, data=body, headers=_HEADERS) as response:
            if response.status < HTTPStatus.MULTIPLE_CHOICES:
                return None
            said = await _said(response)
            if response.status == HTTPStatus.TOO_MANY_REQUESTS:
                self._flooded()
            wait = _wait(said) if response.status == HTTPStatus.TOO_MANY_REQUESTS else None
            if wait is not None and wait <= _LONGEST and not is_last:
                return wait
            if response.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
                raise discord.DiscordServerError(response, said)
            raise discord.HTTPException(response, said)

    def _open(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=0),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=_SECONDS),
            )
        return self._session


async def _said(response: aiohttp.ClientResponse) -> dict[str, Any] | str:
    """Read what Discord says was wrong; a proxy's words are no JSON."""
    body = await response.read()
    try:
        return msgspec.json.decode(body, type=dict[str, Any])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return body.decode(errors="replace")


def _wait(said: dict[str, Any] | str) -> float | None:
    try:
        return float(said["retry_after"]) if isinstance(said, dict) else None
    except (KeyError, TypeError, ValueError):
        return None
