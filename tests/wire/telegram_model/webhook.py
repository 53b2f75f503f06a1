"""Delivery to the bot's own web server, again and again until it says that all is well."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import aiohttp

from tests.wire.telegram_model.updates import Update
from tests.wire.telegram_model.world import Json

if TYPE_CHECKING:
    from tests.wire.telegram_model.happenings import World

SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 the header's name


class Webhook:
    """The bot's web server as Telegram knows it."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._session: aiohttp.ClientSession | None = None
        self._runner: asyncio.Task[None] | None = None
        self._busy: dict[object, asyncio.Task[None]] = {}
        self.url = ""
        self.secret: str | None = None
        self.max_connections = 40
        self.pause = 0.02  # seconds before the first re-delivery; doubled up to a second
        self.patience = 10.0  # seconds that the bot has for its answer
        self.statuses: list[int] = []  # what the bot's server answered; 0 is a broken connection
        self.last_error: tuple[int, str] | None = None

    async def start(self, url: str, secret: str | None, max_connections: int) -> None:
        """Deliver to this address from now on."""
        await self.stop()
        self.url, self.secret, self.max_connections = url, secret, max_connections
        self._world.updates.webhook = True
        self._session = aiohttp.ClientSession()
        self._runner = asyncio.create_task(self._run())
        self._world.bell.ring()

    async def stop(self) -> None:
        """Deliver no more."""
        self._world.updates.webhook, self.url = False, ""
        tasks = [*self._busy.values(), *([self._runner] if self._runner else [])]
        self._busy, self._runner = {}, None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    def info(self) -> Json:
        """Build the JSON that getWebhookInfo gives."""
        body: Json = {"url": self.url, "has_custom_certificate": False}
        body["pending_update_count"] = len(self._world.updates.pending)
        if self.last_error:
            body["last_error_date"], body["last_error_message"] = self.last_error
        return body | ({"max_connections": self.max_connections} if self.url else {})

    async def _run(self) -> None:
        while True:
            for update in list(self._world.updates.pending):
                queue = update.queue if update.queue is not None else update
                if queue not in self._busy and len(self._busy) < self.max_connections:
                    self._busy[queue] = asyncio.create_task(self._deliver(queue, update))
            await self._world.bell.wait()

    async def _deliver(self, queue: object, update: Update) -> None:
        pause = self.pause
        while not await self._post(update):
            await asyncio.sleep(pause)
            pause = min(2 * pause, 1.0)
        if update in self._world.updates.pending:
            self._world.updates.pending.remove(update)
        del self._busy[queue]
        self._world.bell.ring()

    async def _post(self, update: Update) -> bool:
        assert self._session is not None
        headers = {SECRET: self.secret} if self.secret else {}
        update.delivered += 1
        limit = aiohttp.ClientTimeout(total=self.patience)
        try:
            async with self._session.post(
                self.url, json=update.payload(), headers=headers, timeout=limit,
                allow_redirects=False,
            ) as response:  # fmt: skip
                await response.read()
                status, words = response.status, f"{response.status} {response.reason}"
        except (aiohttp.ClientError, TimeoutError) as error:
            status, words = 0, str(error) or "Connection timed out"
        self.statuses.append(status)
        well = 200 <= status < 300
        if not well:
            now = int(self._world.clock().timestamp())
            self.last_error = (now, f"Wrong response from the webhook: {words}")
        self._world.bell.ring()
        return well
