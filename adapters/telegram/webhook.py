"""Webhook mode: Telegram brings the updates, and is answered when they were handled."""

import asyncio
import hmac
import logging
from dataclasses import dataclass, field

from aiohttp import web
from telegram import Bot, Update

from adapters.telegram.calls import Calls
from adapters.telegram.polling import KINDS, Seen, Take

_PATIENCE = 25.0  # seconds; Telegram gives a delivery up after about a minute
_MOST_BYTES = 1 << 20
_SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105  # a header's name
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class WebhookAddress:
    """Say where Telegram brings updates to, and where the bot listens for them."""

    url: str
    secret: str = field(repr=False)
    host: str = "127.0.0.1"
    port: int = 8080
    path: str = "/telegram"


class Webhook:
    """Listen for updates and hand them on, each once."""

    def __init__(self, address: WebhookAddress, take: Take, calls: Calls) -> None:
        """Take the address, who handles an update, and how calls are made."""
        if not address.secret:
            raise ValueError("a webhook needs a secret, or anybody could bring updates")
        self._address, self._take, self._calls = address, take, calls
        self._seen = Seen()

    async def run(self, bot: Bot) -> None:
        """Listen until cancelled; Telegram keeps what comes while nobody listens."""
        app = web.Application(client_max_size=_MOST_BYTES)

        async def handle(request: web.Request) -> web.Response:
            return await self._handle(request, bot)

        app.router.add_post(self._address.path, handle)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=2)
        await runner.setup()
        try:
            await web.TCPSite(runner, self._address.host, self._address.port).start()
            await self._calls.make(
                lambda: bot.set_webhook(
                    self._address.url, allowed_updates=KINDS, secret_token=self._address.secret
                ),
                is_repeatable=True,
            )
            await asyncio.Event().wait()
        finally:
            await runner.cleanup()

    async def _handle(self, request: web.Request, bot: Bot) -> web.Response:
        given = request.headers.get(_SECRET, "")
        if not hmac.compare_digest(given.encode(), self._address.secret.encode()):
            return web.Response(status=403)
        try:
            update = Update.de_json(await request.json(), bot)
        except Exception as error:
            # Refusing it would only bring it again, for ever.
            _log.warning("a malformed update was skipped: %s", type(error).__name__)
            return web.Response()
        if self._seen.add(update.update_id) and (done := self._take(update)) is not None:
            await asyncio.wait({done}, timeout=_PATIENCE)
        return web.Response()
