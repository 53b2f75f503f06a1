"""What adapters remember over a restart, such as which commands they have registered.

It says nothing about knowledge or people and nobody would undo it, so it is the one thing
that is written beside the journal.
"""

from knowledge.person import Pseudonyms
from knowledge.store.port import Store, Transaction


class Memory:
    """Keep short texts by name, for one platform; an empty text forgets.

    Names are kept as keyed hashes, since an adapter may need one for a person or a chat.
    """

    def __init__(self, store: Store, platform: str, pseudonyms: Pseudonyms) -> None:
        """Take the store, whose memory it is, and what hashes names."""
        self._store, self._platform, self._pseudonyms = store, platform, pseudonyms

    async def get(self, name: str) -> str | None:
        """Return what was put under the name, or None."""

        async def unit(tx: Transaction) -> str | None:
            rows = await tx.all("SELECT value FROM memory WHERE name = ?", self._key(name))
            return rows[0][0] if rows else None

        return await self._store.read(unit, brief=True)

    async def put(self, name: str, value: str) -> None:
        """Keep a text under the name, in the place of what was there."""

        async def unit(tx: Transaction) -> None:
            if not value:
                await tx.run("DELETE FROM memory WHERE name = ?", self._key(name))
                return
            await tx.run(
                "INSERT INTO memory (name, value) VALUES (?, ?)"
                " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                *(self._key(name), value),
            )

        await self._store.write(unit)

    def _key(self, name: str) -> str:
        return f"{self._platform}:{self._pseudonyms.of(f'memory of {self._platform}', name)}"
