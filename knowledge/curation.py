"""What people change by hand, each a named operation of the journal."""

from collections.abc import Callable
from dataclasses import replace

from knowledge.community import Actor, Space
from knowledge.contributing import keep_verdict
from knowledge.errors import BadInput, Missing
from knowledge.hanging import remove_product
from knowledge.journal import Change, Done, Journal
from knowledge.product import Product
from knowledge.store import tables
from knowledge.verdict import Standing, Verdict


class Curator:
    """Change the base as an actor; what an actor may do is decided before, by the gate."""

    def __init__(self, journal: Journal) -> None:
        """Take the journal, the one door for change."""
        self._journal = journal

    async def save_product(self, actor: Actor, product: Product) -> Done:
        """Add a product or change the one under its key."""
        if not product.name.strip():
            raise BadInput("A product needs a name.")

        async def work(change: Change) -> None:
            before = await change.get(tables.PRODUCTS, product.key)
            _own(actor, product.community)
            _own(actor, before.community if before else actor.community)
            await change.put(tables.PRODUCTS, product)

        return (await self._journal.apply(actor, "product save", work))[1]

    async def remove_product(self, actor: Actor, key: int) -> Done:
        """Take a product away with all that hangs on it: notes, alternatives, verdicts."""

        async def work(change: Change) -> None:
            product = await change.get(tables.PRODUCTS, key)
            if product is None:
                raise Missing("There is no such product; it may be gone already.")
            _own(actor, product.community)
            await remove_product(change, key)

        return (await self._journal.apply(actor, "product remove", work))[1]

    async def save_verdict(self, actor: Actor, verdict: Verdict) -> Done:
        """Keep a person's one verdict on a product in a community, in place of an earlier one."""

        async def work(change: Change) -> None:
            _own(actor, verdict.community)
            await keep_verdict(change, verdict)

        return (await self._journal.apply(actor, "verdict save", work))[1]

    async def withdraw_verdict(self, actor: Actor, key: int) -> Done:
        """Take a verdict out of every answer and count; the journal keeps it for an undo."""

        async def work(change: Change) -> None:
            verdict = await change.get(tables.VERDICTS, key)
            if verdict is None:
                raise Missing("There is no such verdict; it may be gone already.")
            _own(actor, verdict.community)
            await change.put(tables.VERDICTS, replace(verdict, standing=Standing.WITHDRAWN))

        return (await self._journal.apply(actor, "verdict withdraw", work))[1]

    async def change_space(
        self, actor: Actor, default: Space, edit: Callable[[Space], Space]
    ) -> Space:
        """Change how the bot behaves in a space, from what it is now; return what it became."""

        async def work(change: Change) -> Space:
            now = await change.get(tables.SPACES, default.platform, default.id) or default
            _own(actor, now.community)
            space = edit(now)
            await change.put(tables.SPACES, space)
            return space

        return (await self._journal.apply(actor, "settings save", work))[0]


def _own(actor: Actor, community: int) -> None:
    """Refuse to touch what belongs to another community."""
    if actor.community != community:
        raise Missing("There is no such entry in this community.")
