"""Adding and correcting products, their notes and categories, each a named operation."""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import datetime

from knowledge.change import Change
from knowledge.community import Actor
from knowledge.editing.drafts import add_product, checked, names
from knowledge.editing.merging import Moved, merge, split
from knowledge.editing.reach import adopt, handling_of, own_or_shared, put_handling
from knowledge.errors import BadInput
from knowledge.handling import Handling
from knowledge.journal import Done, Journal
from knowledge.member import Member
from knowledge.note import Note
from knowledge.packs.lines import clean
from knowledge.product import MAX_SLUG, Category, Product, slug
from knowledge.store import tables


class Editor:
    """Change entries as an actor; what an actor may do is decided before, by the gate."""

    def __init__(self, journal: Journal, now: Callable[[], datetime]) -> None:
        """Take the journal, the one door for change, and the clock."""
        self._journal, self._now = journal, now

    async def add(self, actor: Actor, draft: Product) -> tuple[Product, Done]:
        """Add a product under a new key and an id made of its title; refuse a second of a name."""

        async def work(change: Change) -> Product:
            return await add_product(change, actor, draft, self._now())

        return await self._journal.apply(actor, "product add", work)

    async def edit(
        self, actor: Actor, key: int, edit: Callable[[Product], Product]
    ) -> tuple[Product, Done]:
        """Change a product from what it is now; a shared one becomes the community's own first."""

        async def work(change: Change) -> Product:
            before = await adopt(change, actor, await own_or_shared(change, actor, key))
            after = checked(edit(before))
            await change.put(tables.PRODUCTS, after)
            return after

        return await self._journal.apply(actor, "product edit", work)

    async def alias(
        self, actor: Actor, key: int, add: Iterable[str], remove: Iterable[str]
    ) -> tuple[Product, Done]:
        """Add and take away names by which people call a product."""
        gone = {each.casefold() for each in names(remove)}
        new = names(add)

        def change_names(product: Product) -> Product:
            unknown = gone - {each.casefold() for each in product.aliases}
            if unknown:
                raise BadInput(
                    "{product} is not called {names}.",
                    product=product.title,
                    names=", ".join(sorted(unknown)),
                )
            kept = [each for each in product.aliases if each.casefold() not in gone]
            return replace(product, aliases=names([*kept, *new]))

        return await self.edit(actor, key, change_names)

    async def handle(
        self, actor: Actor, key: int, operation: str, edit: Callable[[Handling], Handling]
    ) -> tuple[Product, Done]:
        """Change how the actor's community treats a product, its own or a shared one."""

        async def work(change: Change) -> Product:
            product = await own_or_shared(change, actor, key)
            now = await handling_of(change, actor.community, product.key)
            await put_handling(change, edit(now))
            return product

        return await self._journal.apply(actor, operation, work)

    async def member(
        self, actor: Actor, person: str, operation: str, edit: Callable[[Member], Member]
    ) -> tuple[Member, Done]:
        """Change what is known of an account in the actor's community."""
        today = self._now().replace(hour=0, minute=0, second=0, microsecond=0)

        async def work(change: Change) -> Member:
            now = await change.get(tables.MEMBERS, actor.community, person)
            after = edit(now or Member(actor.community, person, today))
            await change.put(tables.MEMBERS, after)
            return after

        return await self._journal.apply(actor, operation, work)

    async def write_note(self, actor: Actor, key: int, draft: Note) -> Done:
        """Write the community's editorial note on a product, in place of an earlier one."""

        async def work(change: Change) -> None:
            product = await own_or_shared(change, actor, key)
            rows = await change.tx.all(
                "SELECT key FROM note WHERE product = ? AND community = ? ORDER BY key",
                *(product.key, actor.community),
            )
            note = rows[0][0] if rows else change.keys.new()
            entry = replace(draft, key=note, community=actor.community, product=product.key)
            await change.put(tables.NOTES, entry)

        return (await self._journal.apply(actor, "note write", work))[1]

    async def name_category(
        self, actor: Actor, name: str, notice: str | None
    ) -> tuple[Category, Done]:
        """Add a category or rename the one with its id."""
        entry = Category(actor.community, slug(name, MAX_SLUG), clean(name) or "", notice)
        if not entry.id:
            raise BadInput("A category needs a name with letters or digits.")

        async def work(change: Change) -> None:
            await change.put(tables.CATEGORIES, entry)

        return entry, (await self._journal.apply(actor, "category save", work))[1]

    async def merge(self, actor: Actor, source: int, target: int) -> tuple[Moved, Done]:
        """Make one product of two; see `merging.merge`."""

        async def work(change: Change) -> Moved:
            return await merge(change, actor, source, target)

        return await self._journal.apply(actor, "product merge", work)

    async def split(
        self, actor: Actor, source: int, draft: Product, verdicts: Collection[int]
    ) -> tuple[Moved, Done]:
        """Make a product of some names and verdicts of another; see `merging.split`."""

        async def work(change: Change) -> Moved:
            return await split(change, actor, source, draft, verdicts, self._now())

        return await self._journal.apply(actor, "product split", work)
