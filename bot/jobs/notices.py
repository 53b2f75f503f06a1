"""Notices to moderators: what has come to the queue, at most one digest an hour.

Each community names its place with `/community set notices:here`. What was told is kept in the
base, so a restart neither repeats a digest nor loses one.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta

from bot.bootstrap import Base
from bot.chat.outbox import Outbox
from bot.chat.request import Place
from bot.i18n.translator import translator
from bot.memory import Memory
from bot.views import notices as view
from knowledge.community import Community, Space
from knowledge.digest import Digest, digest
from knowledge.store import tables
from knowledge.store.port import Transaction

_log = logging.getLogger(__name__)
APART = timedelta(hours=1)
_LOOK = 60.0  # seconds between two looks
Sleep = Callable[[float], Awaitable[None]]


async def keep(
    base: Base, outboxes: Mapping[str, Outbox], locale: str, sleep: Sleep = asyncio.sleep
) -> None:
    """Post digests until cancelled; a failure is logged and tried again."""
    notices = Notices(base, outboxes, locale)
    while True:
        try:
            await notices.look()
        except Exception as error:
            _log.exception("notices to moderators failed (%s)", type(error).__name__)
        await sleep(_LOOK)


class Notices:
    """Tell each community's moderators what has come since they were told last."""

    def __init__(self, base: Base, outboxes: Mapping[str, Outbox], locale: str) -> None:
        """Take the base, each platform's outbox, and the bot's language."""
        self._base, self._outboxes, self._locale = base, outboxes, locale
        self._memory = Memory(base.store, "notices", base.pseudonyms(), base.clock)

    async def look(self) -> int:
        """Post the digests that are due; return how many arrived."""
        posted = 0
        for community in await self._base.store.read(_with_notices):
            posted += await self._tell(community)
        return posted

    async def _tell(self, community: Community) -> bool:
        name, now = str(community.key), self._base.clock()
        told = json.loads(await self._memory.get(name) or "{}")
        if told and now - datetime.fromisoformat(told["at"]) < APART:
            return False
        newest, groups = int(told.get("newest", 0)), frozenset(told.get("groups", ()))

        await self._base.library.refresh(community.key)
        platform, space, channel, thread = community.notices

        async def unit(tx: Transaction) -> tuple[Digest, Space | None]:
            found = await digest(tx, community.key, newest, groups, now)
            return found, await tables.SPACES.get(tx, platform, space)

        found, settings = await self._base.store.read(unit)
        outbox = self._outboxes.get(platform)
        if not found.fresh or outbox is None:
            return False
        place = Place(platform, space, channel, thread)
        t = translator((settings.locale if settings else None) or self._locale)
        if not await outbox.post(place, view.digest(t, found)):
            _log.warning("a digest to moderators could not be posted; it is tried again")
            return False
        heard = {"at": now.isoformat(), "newest": found.newest, "groups": found.keys}
        await self._memory.put(name, json.dumps(heard))
        return True


async def _with_notices(tx: Transaction) -> list[Community]:
    rows = await tx.all(
        f"SELECT {tables.COMMUNITIES.columns} FROM community WHERE notices <> '[]' ORDER BY key"
    )
    return [tables.COMMUNITIES.entry(row) for row in rows]
