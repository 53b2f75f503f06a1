"""What adapters remember over a restart, such as which commands they have registered.

It says nothing about knowledge and nobody would undo it, so it is the one thing that is written
beside the journal. Names are kept as keyed hashes and values sealed, since an adapter may need
them for people: a form half filled in, the chat of an answer.
"""

from datetime import timedelta

from bot.clock import Clock
from knowledge.person import Pseudonyms
from knowledge.store.port import Store, Transaction


class Memory:
    """Keep short texts by name, for one platform; an empty text forgets."""

    def __init__(self, store: Store, platform: str, pseudonyms: Pseudonyms, clock: Clock) -> None:
        """Take the store, whose memory it is, what hashes and seals, and the clock."""
        self._store, self._platform = store, platform
        self._pseudonyms, self._clock = pseudonyms, clock

    async def get(self, name: str) -> str | None:
        """Return what was put under the name, or None when there is nothing that still holds."""
        key, now = self._key(name), self._seconds()

        async def unit(tx: Transaction) -> str | None:
            rows = await tx.all(
                "SELECT value FROM memory WHERE name = ? AND (expires IS NULL OR expires > ?)",
                *(key, now),
            )
            return rows[0][0] if rows else None

        sealed = await self._store.read(unit, brief=True)
        return None if sealed is None else self._pseudonyms.unseal(sealed, key)

    async def put(self, name: str, value: str, lasts: timedelta | None = None) -> None:
        """Keep a text under the name, in the place of what was there, perhaps for a while only."""
        key, now = self._key(name), self._seconds()
        expires = None if lasts is None else now + lasts.total_seconds()
        sealed = self._pseudonyms.seal(value, key) if value else ""

        async def unit(tx: Transaction) -> None:
            await tx.run("DELETE FROM memory WHERE name = ? OR expires <= ?", key, now)
            if sealed:
                await tx.run(
                    "INSERT INTO memory (name, value, expires) VALUES (?, ?, ?)",
                    *(key, sealed, expires),
                )

        await self._store.write(unit)

    def _key(self, name: str) -> str:
        return f"{self._platform}:{self._pseudonyms.of(f'memory of {self._platform}', name)}"

    def _seconds(self) -> float:
        return self._clock().timestamp()
