"""Which community a space belongs to: the first is home, others have their own, codes join them."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from knowledge.change import Change
from knowledge.codes import digest, new_code
from knowledge.community import BOT, HOME, Actor, Community, JoinCode, Space
from knowledge.errors import BadInput, Conflict, Missing
from knowledge.journal import Done, Journal
from knowledge.store import tables
from knowledge.store.port import Store, Transaction

CODE_LASTS = timedelta(hours=24)


class Communities:
    """Admit spaces to communities, and join them by code."""

    def __init__(self, store: Store, journal: Journal, now: Callable[[], datetime]) -> None:
        """Take the store, the journal and the clock."""
        self._store, self._journal, self._now = store, journal, now

    async def admit(self, platform: str, space: str, *, may_be_home: bool) -> Space:
        """Return a space, given its place the first time it is met.

        The very first space of a base is home when it may be; each later one founds a community.
        """

        async def is_free(tx: Transaction) -> bool:
            found = await tx.all("SELECT 1 FROM space WHERE community = ? LIMIT 1", HOME)
            return not found

        community = HOME
        if not (may_be_home and await self._store.read(is_free)):
            community = self._journal.keys.new()

        async def work(change: Change) -> Space:
            known = await change.get(tables.SPACES, platform, space)
            if known is not None:
                return known
            if community == HOME and not await is_free(change.tx):
                raise Conflict("Another space became home just now.")
            admitted = Space(platform, space, community)
            await change.put(tables.SPACES, admitted)
            return admitted

        try:
            return (await self._journal.apply(Actor(BOT, community), "space admit", work))[0]
        except Conflict:
            return await self.admit(platform, space, may_be_home=False)

    async def read(self, key: int) -> Community:
        """Return how a community wants to be run."""
        found = await self._store.read(lambda tx: tables.COMMUNITIES.get(tx, key))
        return found or Community(key)

    async def spaces(self, key: int) -> int:
        """Count a community's spaces."""

        async def unit(tx: Transaction) -> int:
            rows = await tx.all("SELECT count(*) FROM space WHERE community = ?", key)
            return int(rows[0][0])

        return await self._store.read(unit)

    async def change(self, actor: Actor, edit: Callable[[Community], Community]) -> Community:
        """Change how the actor's community is run; return what it became."""

        async def work(change: Change) -> Community:
            now = await change.get(tables.COMMUNITIES, actor.community)
            after = edit(now or Community(actor.community))
            await change.put(tables.COMMUNITIES, after)
            return after

        return (await self._journal.apply(actor, "community settings", work))[0]

    async def change_space(
        self, actor: Actor, default: Space, edit: Callable[[Space], Space]
    ) -> Space:
        """Change how the bot behaves in a space, from what it is now; return what it became."""

        async def work(change: Change) -> Space:
            now = await change.get(tables.SPACES, default.platform, default.id) or default
            if now.community != actor.community:
                raise Missing("There is no such space in this community.")
            space = edit(now)
            await change.put(tables.SPACES, space)
            return space

        return (await self._journal.apply(actor, "settings save", work))[0]

    async def invite(self, actor: Actor) -> str:
        """Make a code by which one space may join the actor's community, once, within a day."""
        code, target = new_code(), str(actor.community)
        entry = JoinCode(digest(code), target, self._now() + CODE_LASTS)

        async def work(change: Change) -> None:
            old = await change.tx.all("SELECT digest FROM join_code WHERE target = ?", target)
            for (each,) in old:  # a newer code takes the place of the one before
                await change.delete(tables.JOIN_CODES, each)
            await change.put(tables.JOIN_CODES, entry)

        await self._journal.apply(actor, "code make", work)
        return code

    async def join(self, person: str, space: Space, code: str) -> tuple[Space, int]:
        """Bring a space into the community that a code names; the code is spent.

        Returns the space and how many verdicts stay behind in the community it leaves. The
        operation belongs to the community joined, whose admins may undo it.
        """
        entry = await self._store.read(lambda tx: tables.JOIN_CODES.get(tx, digest(code)))
        if entry is None:
            raise _no_such_code()
        target = int(entry.target)
        if target == space.community:
            raise BadInput("This space is in that community already.")

        async def work(change: Change) -> tuple[Space, int]:
            await _spend(change, code, self._now())
            now = await change.get(tables.SPACES, space.platform, space.id) or space
            joined = replace(now, community=target)
            await change.put(tables.SPACES, joined)
            await _hush(change, now)
            rows = await change.tx.all(
                "SELECT count(*) FROM verdict WHERE community = ?", now.community
            )
            return joined, rows[0][0]

        return (await self._journal.apply(Actor(person, target), "space join", work))[0]

    async def leave(self, actor: Actor, space: Space) -> Done:
        """Take a space out of its community; it founds one of its own, which may undo that."""
        own = self._journal.keys.new()

        async def work(change: Change) -> None:
            now = await change.get(tables.SPACES, space.platform, space.id)
            if now is None or now.community != actor.community:
                raise Missing("There is no such space in this community.")
            await change.put(tables.SPACES, replace(now, community=own))
            await _hush(change, now)

        return (await self._journal.apply(Actor(actor.id, own), "space leave", work))[1]


async def _hush(change: Change, space: Space) -> None:
    """Send a community's notices nowhere, when they went to a space that is leaving it."""
    community = await change.get(tables.COMMUNITIES, space.community)
    if community is not None and community.notices[:2] == (space.platform, space.id):
        await change.put(tables.COMMUNITIES, replace(community, notices=()))


async def _spend(change: Change, code: str, now: datetime) -> None:
    """Use a code up; raise BadInput when there is none or its time has passed."""
    entry = await change.get(tables.JOIN_CODES, digest(code))
    if entry is None or entry.expires_at < now:
        raise _no_such_code()
    await change.delete(tables.JOIN_CODES, entry.digest)


def _no_such_code() -> BadInput:
    """Say that a code does not work, without saying whether there ever was one."""
    return BadInput("That code does not work: it was used, is over a day old, or has a typo.")
