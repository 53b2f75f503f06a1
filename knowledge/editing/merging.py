"""Two products that are one, and one that is two: merging and splitting, exactly undoable."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from knowledge.change import Change
from knowledge.community import SHARED, Actor
from knowledge.editing.drafts import add_product, names
from knowledge.editing.reach import (
    adopt,
    copy_editorial,
    handling_of,
    hanging,
    own_or_shared,
    put_handling,
)
from knowledge.errors import BadInput
from knowledge.handling import Handling
from knowledge.hanging import keep_one
from knowledge.product import Product
from knowledge.store import tables
from knowledge.store.table import Table

_MOVED: tuple[Table[Any], ...] = (tables.PACK_TALLIES, tables.PROPOSALS)


@dataclass(frozen=True, slots=True)
class Moved:
    """Say what a merge or a split came to: the product kept or made, and how much moved."""

    product: Product
    verdicts: int
    set_aside: int = 0  # older verdicts of people who had one on both


async def merge(change: Change, actor: Actor, source: int, target: int) -> Moved:
    """Make one product of two: the target stays, with all that hung on the source.

    Of a person's verdicts on both the newer stays; the older is kept in the journal alone. A
    shared target becomes the community's own first; a shared source is hidden here.
    """
    gone = await own_or_shared(change, actor, source)
    kept = await adopt(change, actor, await own_or_shared(change, actor, target))
    if gone.key == kept.key:
        raise BadInput("That is the same product already.")
    moved, older = await _verdicts(change, actor.community, gone.key, kept.key)
    await _note(change, actor.community, gone.key, kept.key)
    await _alternatives(change, actor.community, gone.key, kept.key)
    for table in _MOVED:
        for entry in await hanging(change, table, actor.community, gone.key):
            await change.put(table, replace(entry, product=kept.key))
    merged = _joined(kept, gone)
    await change.put(tables.PRODUCTS, merged)
    await _handling(change, actor.community, gone.key, kept.key)
    if gone.community == SHARED:
        if not await hanging(change, tables.NOTES, kept.community, kept.key):
            await copy_editorial(change, gone.key, kept)
        stand_in = Handling(actor.community, gone.key, hidden=True, instead=kept.key)
        await put_handling(change, stand_in)
    else:
        await change.delete(tables.PRODUCTS, gone.key)
    return Moved(merged, moved, older)


async def split(
    change: Change,
    actor: Actor,
    source: int,
    draft: Product,
    verdicts: Collection[int],
    now: datetime,
) -> Moved:
    """Make a product of some names and verdicts of another, which keeps the rest."""
    before = await adopt(change, actor, await own_or_shared(change, actor, source))
    taken = {each.casefold() for each in (*draft.aliases, draft.name)}
    unknown = [
        each
        for each in draft.aliases
        if each.casefold() not in {name.casefold() for name in before.aliases}
    ]
    if unknown:
        raise BadInput(
            "{product} is not called {names}.", product=before.title, names=", ".join(unknown)
        )
    left = tuple(each for each in before.aliases if each.casefold() not in taken)
    await change.put(tables.PRODUCTS, replace(before, aliases=left))
    made = await add_product(change, actor, draft, now)
    for key in verdicts:
        verdict = await change.get(tables.VERDICTS, key)
        if verdict is None or (verdict.product, verdict.community) != (
            before.key,
            actor.community,
        ):
            raise BadInput("One of these verdicts is not on that product.")
        await change.put(tables.VERDICTS, replace(verdict, product=made.key))
    return Moved(made, len(verdicts))


def _joined(kept: Product, gone: Product) -> Product:
    """Give the kept product the other's names, and what it lacks."""
    called = names([*kept.aliases, gone.title, gone.name, *gone.aliases])
    own = {kept.name.casefold(), kept.title.casefold()}
    return replace(
        kept,
        aliases=tuple(each for each in called if each.casefold() not in own),
        brand=kept.brand or gone.brand,
        what=kept.what or gone.what,
        category=kept.category or gone.category,
        worth_if=kept.worth_if or gone.worth_if,
        skip_if=kept.skip_if or gone.skip_if,
        price=kept.price or gone.price,
        retailers=names([*kept.retailers, *gone.retailers]),
        tags=names([*kept.tags, *gone.tags]),
    )


async def _verdicts(change: Change, community: int, source: int, target: int) -> tuple[int, int]:
    """Move verdicts, one a person; return how many moved and how many older ones went."""
    moved = older = 0
    for verdict in await hanging(change, tables.VERDICTS, community, source):
        there = "product = ? AND community = ? AND person = ?"
        stays = verdict
        for other in await change.find(tables.VERDICTS, there, target, community, verdict.person):
            stays = await keep_one(change, other, verdict)
            older += 1
        await change.put(tables.VERDICTS, replace(stays, product=target))
        moved += stays.key == verdict.key
    return moved, older


async def _note(change: Change, community: int, source: int, target: int) -> None:
    """Move the notes when the target has none of the community's own; else they go."""
    has_one = await change.tx.all(
        "SELECT 1 FROM note WHERE product = ? AND community = ? LIMIT 1", target, community
    )
    for note in await hanging(change, tables.NOTES, community, source):
        if has_one:
            await change.delete(tables.NOTES, note.key)
        else:
            await change.put(tables.NOTES, replace(note, product=target))


async def _alternatives(change: Change, community: int, source: int, target: int) -> None:
    """Move alternatives to and from the source, each once, and none from a product to itself."""
    rows = await change.tx.all(
        "SELECT key FROM alternative WHERE community = ?"
        " AND (product IN (?, ?) OR other = ?)"
        " ORDER BY CASE WHEN product = ? THEN 1 ELSE 0 END, key",
        *(community, source, target, source, source),
    )
    seen = set()
    for (key,) in rows:
        entry = await change.get(tables.ALTERNATIVES, key)
        if entry is None:
            continue
        after = replace(
            entry,
            product=target if entry.product == source else entry.product,
            other=target if entry.other == source else entry.other,
        )
        mark = (after.product, after.rank, after.text, after.other)
        if after.product == after.other or mark in seen:
            await change.delete(tables.ALTERNATIVES, key)
        else:
            await change.put(tables.ALTERNATIVES, after)
        seen.add(mark)


async def _handling(change: Change, community: int, source: int, target: int) -> None:
    """Let the target take the source's place, also for what was merged into the source before."""
    earlier = await change.tx.all(
        "SELECT product FROM handling WHERE community = ? AND instead = ? ORDER BY product",
        *(community, source),
    )
    for (product,) in earlier:
        kept = await handling_of(change, community, product)
        await put_handling(change, replace(kept, instead=target))
    await put_handling(change, Handling(community, source))  # says nothing: takes the row away
