"""What an actor can reach: their community's products, and a copy of what lies beneath all."""

from dataclasses import replace
from typing import Any

from knowledge.change import Change
from knowledge.community import SHARED, Actor
from knowledge.errors import Missing
from knowledge.handling import Handling
from knowledge.product import Product
from knowledge.store import tables
from knowledge.store.table import Table

_EDITORIAL: tuple[Table[Any], ...] = (tables.NOTES, tables.ALTERNATIVES)
_HANGING: tuple[Table[Any], ...] = (
    *_EDITORIAL,
    tables.PACK_TALLIES,
    tables.VERDICTS,
    tables.PROPOSALS,
)


async def own_or_shared(change: Change, actor: Actor, key: int) -> Product:
    """Return a product that the actor's community sees; raise Missing for any other."""
    handling = await handling_of(change, actor.community, key)
    product = await change.get(tables.PRODUCTS, handling.instead or key)
    if product is None or product.community not in (actor.community, SHARED):
        raise Missing("There is no such product here; it may be gone already.")
    return product


async def handling_of(change: Change, community: int, product: int) -> Handling:
    """Return how a community treats a product."""
    found = await change.get(tables.HANDLINGS, community, product)
    return found or Handling(community, product)


async def put_handling(change: Change, handling: Handling) -> None:
    """Keep how a community treats a product; a row that says nothing is taken away."""
    if handling != Handling(handling.community, handling.product):
        await change.put(tables.HANDLINGS, handling)
    elif await change.get(tables.HANDLINGS, handling.community, handling.product):
        await change.delete(tables.HANDLINGS, handling.community, handling.product)


async def adopt(change: Change, actor: Actor, product: Product) -> Product:
    """Return the community's own product, made as a copy when only a shared one is there.

    Shared entries lie beneath every community and are read-only for each of them. What the
    community said of it moves to the copy, which stands in its place here and nowhere else. A
    product that came with a pack is the community's from then on.
    """
    if product.community == actor.community:
        return replace(product, pack=None)
    own = replace(product, key=change.keys.new(), community=actor.community, pack=None)
    await change.put(tables.PRODUCTS, own)
    await copy_editorial(change, product.key, own)
    await move_hanging(change, actor.community, product.key, own.key)
    kept = await handling_of(change, actor.community, product.key)
    await put_handling(change, replace(kept, product=own.key))
    await put_handling(change, Handling(actor.community, product.key, hidden=True, instead=own.key))
    return own


async def copy_editorial(change: Change, shared: int, own: Product) -> None:
    """Copy the shared notes and alternatives, so that the copy answers as the original did."""
    for table in _EDITORIAL:
        for entry in await hanging(change, table, SHARED, shared):
            fresh = change.keys.new()
            copy = replace(entry, key=fresh, community=own.community, product=own.key, pack=None)
            await change.put(table, copy)


async def move_hanging(change: Change, community: int, source: int, target: int) -> None:
    """Move what a community hung on one product to another that has none of it yet."""
    for table in _HANGING:
        for entry in await hanging(change, table, community, source):
            await change.put(table, replace(entry, product=target))
    rows = await change.tx.all(
        "SELECT key FROM alternative WHERE other = ? AND community = ? ORDER BY key",
        *(source, community),
    )
    for (key,) in rows:
        entry = await change.get(tables.ALTERNATIVES, key)
        if entry is not None:
            await change.put(tables.ALTERNATIVES, replace(entry, other=target))


async def hanging(change: Change, table: Table[Any], community: int, product: int) -> list[Any]:
    """Return the entries of a table that a community hung on a product, oldest first."""
    where = "product = ? AND community = ? ORDER BY key"
    return await change.find(table, where, product, community)
