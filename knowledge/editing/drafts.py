"""A product as a moderator gives it: cleaned, checked, and put under a key and an id."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from knowledge.change import Change
from knowledge.community import SHARED, Actor
from knowledge.errors import BadInput, Wording
from knowledge.packs.lines import clean
from knowledge.product import MAX_SLUG, Product, slug
from knowledge.store import tables

MAX_NAME = 200
MAX_ALIASES = 100


async def add_product(change: Change, actor: Actor, draft: Product, now: datetime) -> Product:
    """Write a new product of the actor's community within an operation."""
    product = checked(draft)
    wanted = slug(product.title) or "product"
    rows = await change.tx.all(
        "SELECT community, id, name FROM product WHERE community IN (?, ?)"
        " AND (id = ? OR id LIKE ?)",
        *(actor.community, SHARED, wanted, f"{wanted}-%"),
    )
    taken = {row[1] for row in rows}
    for community, found, name in rows:
        if found == wanted and name.casefold() == product.name.casefold():
            where = Wording("in the starter pack") if community == SHARED else Wording("here")
            raise BadInput(
                "{product} is {where} already; edit that one instead.",
                product=product.title,
                where=where,
            )
    number = 1
    free = wanted
    while free in taken:
        number += 1
        free = f"{wanted}-{number}"
    added = replace(
        product, key=change.keys.new(), community=actor.community, id=free, created_at=now
    )
    await change.put(tables.PRODUCTS, added)
    return added


def checked(product: Product) -> Product:
    """Return a product with its texts cleaned; raise BadInput when it cannot be one."""
    name = clean(product.name)
    if name is None:
        raise BadInput("A product needs a name that one can see.")
    aliases = names(product.aliases)
    if len(name) > MAX_NAME or any(len(each) > MAX_NAME for each in aliases):
        raise BadInput("A name has at most {most} characters.", most=MAX_NAME)
    if len(aliases) > MAX_ALIASES:
        raise BadInput("A product has at most {most} other names.", most=MAX_ALIASES)
    return replace(
        product,
        name=name,
        brand=clean(product.brand),
        what=clean(product.what),
        category=slug(product.category, MAX_SLUG) or None if product.category else None,
        worth_if=clean(product.worth_if),
        skip_if=clean(product.skip_if),
        aliases=tuple(each for each in aliases if each.casefold() != name.casefold()),
    )


def names(given: Iterable[str]) -> tuple[str, ...]:
    """Return names cleaned and each once, whatever its case."""
    cleaned = (clean(each) for each in given)
    return tuple({each.casefold(): each for each in cleaned if each}.values())
