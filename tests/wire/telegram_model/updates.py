"""The queue of updates, and getUpdates, which empties it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tests.wire.telegram_model.refusal import OTHER_POLL, WEBHOOK_ACTIVE, Refusal
from tests.wire.telegram_model.world import Json

if TYPE_CHECKING:
    from tests.wire.telegram_model.happenings import World

UNASKED = {"chat_member", "message_reaction", "message_reaction_count"}  # only on request
KEPT_FOR = timedelta(hours=24)


@dataclass(eq=False)
class Update:
    """Something that the bot is to be told."""

    update_id: int
    kind: str
    body: Json
    born: datetime
    queue: object = None  # webhooks deliver what has the same queue in order
    again: bool = False  # delivered once more, confirmed or not
    delivered: int = 0

    def payload(self) -> Json:
        """Build Telegram's JSON."""
        return {"update_id": self.update_id} | self.body


class Updates:
    """Everything that the bot was not told yet, or did not confirm."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._poll: object = None
        self.pending: list[Update] = []
        self.log: list[Update] = []
        self.allowed: set[str] | None = None
        self.doubled = 0
        self.webhook = False
        self.closed = False

    def wanted(self, kind: str) -> bool:
        """Tell whether the bot asked for updates of a kind."""
        return kind not in UNASKED if self.allowed is None else kind in self.allowed

    def add(self, kind: str, body: Json, queue: object = None) -> Update | None:
        """Tell the bot something, twice if duplicates were asked for."""
        if not self.wanted(kind):
            return None
        update = self._put(kind, {kind: body}, queue)
        if self.doubled:
            self.doubled -= 1
            self.repeat(update)
        return update

    def add_raw(self, body: Json) -> Update:
        """Tell the bot something that may make no sense."""
        return self._put("garbage", body)

    def repeat(self, update: Update) -> None:
        """Deliver an update once more, with the same number."""
        twin = Update(
            update.update_id, update.kind, update.body, update.born, update.queue, again=True
        )
        self.pending.append(twin)
        self.pending.sort(key=lambda each: each.update_id)
        self._world.bell.ring()

    def allow(self, kinds: list[str] | None) -> None:
        """Note which kinds of updates the bot wants; an empty list means the usual ones."""
        if kinds is not None:
            self.allowed = set(kinds) or None

    async def get(self, offset: int, limit: int, seconds: float) -> list[Json]:
        """Confirm what is before the offset, and wait for more."""
        if self.webhook:
            raise Refusal(409, WEBHOOK_ACTIVE)
        self._poll = mine = object()
        self._world.bell.ring()
        self._confirm(offset)
        try:
            async with asyncio.timeout(seconds):
                while not self.pending and not self.closed:
                    await self._world.bell.wait()
                    self._check(mine)
        except TimeoutError:
            self._check(mine)
        batch = self.pending[: limit or 100]
        for update in batch:
            update.delivered += 1
        return [update.payload() for update in batch]

    def _check(self, mine: object) -> None:
        if self.webhook:
            raise Refusal(409, "Conflict: terminated by setWebhook request")
        if self._poll is not mine:
            raise Refusal(409, OTHER_POLL)

    def _confirm(self, offset: int) -> None:
        old = self._world.clock() - KEPT_FOR
        if offset < 0:
            self.pending = self.pending[offset:]
        self.pending = [
            each for each in self.pending
            if each.born > old
            and (each.update_id >= offset or (each.again and not each.delivered))
        ]  # fmt: skip

    def _put(self, kind: str, body: dict[str, Any], queue: object = None) -> Update:
        now = self._world.clock()
        update = Update(self._world.ids.next("update"), kind, body, now, queue)
        self.pending.append(update)
        self.log.append(update)
        self._world.bell.ring()
        return update
