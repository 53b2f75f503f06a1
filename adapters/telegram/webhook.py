"""Webhook mode: Telegram brings the updates, and is answered when they were handled."""

import asyncio
import hmac
import logging
import re
import secrets
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import msgspec
from aiohttp import web
from telegram import Bot
from telegram.error import BadRequest

from adapters.telegram.calls import Calls
from adapters.telegram.intake import KINDS, Intake
from adapters.telegram.pacing import Clock
from bot.chat.adapter import Refused

_PATIENCE = 25.0  # seconds; Telegram gives a delivery up after about a minute
_MOST_BYTES = 1 << 20
_HEADER = "X-Telegram-Bot-Api-Secret-Token"
_SECRET = re.compile(r"[A-Za-z0-9_-]{16,256}\Z")
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WebhookAddress:
    """Say where Telegram brings updates to, and where the bot listens for them."""

    url: str
    host: str
    port: int
    secret: str = field(repr=False)

    @property
    def path(self) -> str:
        """Return the path of the address, which a proxy in front has to keep."""
        return urlsplit(self.url).path or "/"

    @classmethod
    def read(cls, url: str, listen: str, secret: str = "") -> "WebhookAddress":
        """Read the settings; a secret is made when there is none. Raise ValueError, saying why."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname or parts.query:
            raise ValueError("the address must be like https://example.org/telegram")
        host, _, port = listen.rpartition(":")
        if not (host and port.isascii() and port.isdigit() and int(port) < 1 << 16):
            raise ValueError("where to listen must be like 127.0.0.1:8081")
        if secret and not _SECRET.match(secret):
            raise ValueError("the secret must be 16 to 256 letters, digits, _ or -")
        return cls(url, host.strip("[]"), int(port), secret or secrets.token_urlsafe(32))


class Webhook:
    """Listen for updates and hand them on."""

    def __init__(self, address: WebhookAddress, intake: Intake, calls: Calls, clock: Clock) -> None:
        """Take the address, who takes updates in, how calls are made, and a clock in seconds."""
        self._address, self._intake, self._calls = address, intake, calls
        self._clock = clock
        self.last: float | None = None  # when Telegram last brought something, by the clock
        self.is_listening = False

    async def run(self, bot: Bot) -> None:
        """Listen until cancelled; raise Refused when the address or the port is not to be had.

        Telegram keeps what comes while nobody listens.
        """
        app = web.Application(client_max_size=_MOST_BYTES)

        async def handle(request: web.Request) -> web.Response:
            return await self._handle(request, bot)

        app.router.add_post(self._address.path, handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
        await runner.setup()
        try:
            await self._listen(runner)
            await self._tell(bot)
            self.is_listening, self.last = True, self._clock()
            await asyncio.Event().wait()
        finally:
            self.is_listening = False
            await runner.cleanup()

    async def _listen(self, runner: web.AppRunner) -> None:
        host, port = self._address.host, self._address.port
        try:
            await web.TCPSite(runner, host, port).start()
        except OSError as error:
            raise Refused(
                f"Telegram: cannot listen on {host}:{port} ({error.strerror})."
                " Set HYPECHECK_TELEGRAM_WEBHOOK_LISTEN to a free address."
            ) from None

    async def _tell(self, bot: Bot) -> None:
        address = self._address
        try:
            await self._calls.make(
                lambda: bot.set_webhook(
                    address.url, allowed_updates=KINDS, secret_token=address.secret
                ),
                is_repeatable=True,
            )
        except BadRequest as error:
            raise Refused(
                f"Telegram does not take HYPECHECK_TELEGRAM_WEBHOOK_URL: {error.message}."
            ) from None

    async def _handle(self, request: web.Request, bot: Bot) -> web.Response:
        given = request.headers.get(_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._address.secret.encode()):
            return web.Response(status=403)
        self.last = self._clock()
        try:
            raw = msgspec.json.decode(await request.read(), type=dict[str, Any])
            done = self._intake.put(raw, bot)
        except (msgspec.DecodeError, KeyError, ValueError, TypeError) as error:
            # Refusing it would only bring it again, for ever.
            _log.warning("a malformed update was skipped: %s", type(error).__name__)
            return web.Response()
        if done is None:
            return web.Response()
        await asyncio.wait({done}, timeout=_PATIENCE)
        # What was broken off because the bot ends comes again at the next start.
        return web.Response(status=503 if done.cancelled() else 200)
