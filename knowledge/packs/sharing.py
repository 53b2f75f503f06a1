"""A pack for other communities: what products are, and how many people found them what.

Of people nothing goes along but how many they were: no pseudonym, no words, no price, no day. A
tally of fewer people than a headline needs stays at home, as does one that is under review. What
other communities counted is theirs to share, and editorial opinion is not shared as fact.
"""

from dataclasses import replace
from datetime import UTC, datetime

import msgspec

from knowledge.community import SHARED
from knowledge.consensus.answer import Label
from knowledge.errors import BadInput, Missing
from knowledge.headlines import read_tally
from knowledge.links import in_texts, masked
from knowledge.packs.exporting import category_line, product_line
from knowledge.packs.lines import CategoryLine, Line, PackLine, ProductLine, TallyLine, clean
from knowledge.person import Pseudonyms
from knowledge.product import Product, Status
from knowledge.store import tables
from knowledge.store.port import Store, Transaction

_WITHHELD = (Label.NONE, Label.TOO_FEW, Label.REVIEW)
_REASONS = 5  # of a tally, the most named


class Sharing:
    """Make packs of a community's knowledge for others."""

    def __init__(self, store: Store, pseudonyms: Pseudonyms) -> None:
        """Take the store, and the key that gives each community the name it has in packs."""
        self._store, self._pseudonyms = store, pseudonyms

    async def pack(
        self, community: int, now: datetime, category: str = "", title: str | None = None
    ) -> list[Line]:
        """Return a pack's lines, the pack first; of one category when it is given.

        Raises BadInput when the community has no name, since a pack says whose it is, and Missing
        when there is nothing to share.
        """

        async def unit(tx: Transaction) -> list[Line]:
            known = await tables.COMMUNITIES.get(tx, community)
            name = clean(title) or (known.name if known else None)
            if name is None:
                raise BadInput(
                    "This community has no name yet, and a pack says whose it is; name it first."
                )
            lines: list[Line] = [self._head(community, name, category, now)]
            products, tallies = await _products(tx, community, category, now)
            if not products:
                raise Missing("There is nothing to share.")
            used = {line.category for line in products}
            categories = [each for each in await _categories(tx, community) if each.id in used]
            return [*lines, *categories, *products, *tallies]

        return await self._store.read(unit)

    def _head(self, community: int, name: str, category: str, now: datetime) -> PackLine:
        origin = self._pseudonyms.origin(community)
        made = now.astimezone(UTC).isoformat(timespec="seconds")
        wanted = f"{origin}.{category}" if category else origin
        return PackLine(wanted, name, made, origin=origin)


async def _products(
    tx: Transaction, community: int, category: str, now: datetime
) -> tuple[list[ProductLine], list[TallyLine]]:
    """Return the community's own products, and the shared ones that it counted verdicts on."""
    foreign = await tx.all(
        "SELECT id FROM pack WHERE community = ? AND origin IS NOT NULL", community
    )
    rows = await tx.all(
        f"SELECT {tables.PRODUCTS.columns_of('p')}, d.status,"
        " h.product IS NOT NULL AND d.held_at IS NULL FROM product p"
        " LEFT JOIN handling d ON d.product = p.key AND d.community = ?"
        " LEFT JOIN headline h ON h.product = p.key AND h.community = ?"
        f" WHERE p.community IN ({SHARED}, ?) AND coalesce(d.hidden, 0) = 0"
        " AND (? = '' OR p.category = ?) ORDER BY p.id, p.community DESC",
        *(community, community, community, category, category),
    )
    products: dict[str, ProductLine] = {}
    tallies = []
    for *row, status, has_headline in rows:
        product = tables.PRODUCTS.entry(tuple(row))
        is_own = product.community == community and (product.pack,) not in foreign
        tally = await _tally(tx, community, product, now) if has_headline else None
        if product.id in products or not (is_own or tally):
            continue
        products[product.id] = _facts(replace(product, status=Status(status or product.status)))
        if tally:
            tallies.append(tally)
    return list(products.values()), tallies


async def _tally(
    tx: Transaction, community: int, product: Product, now: datetime
) -> TallyLine | None:
    tally = await read_tally(tx, product.key, community, now)
    if tally.label in _WITHHELD or tally.newest is None:
        return None
    worth, depends, skip = tally.answer.counted
    reasons = list(tally.reasons[:_REASONS]) or None
    return TallyLine(product.id, tally.newest, worth, depends, skip, reasons)


def _facts(product: Product) -> ProductLine:
    """Write what a product is, without opinion and without links by which somebody earns."""
    line = product_line(replace(product, worth_if=None, skip_if=None, pack=None))
    values = in_texts(msgspec.to_builtins(line), lambda text: masked(text, ""))
    return msgspec.structs.replace(msgspec.convert(values, ProductLine), shared=False)


async def _categories(tx: Transaction, community: int) -> list[CategoryLine]:
    rows = await tx.all(
        f"SELECT {tables.CATEGORIES.columns} FROM category WHERE community IN ({SHARED}, ?)"
        " ORDER BY id, community DESC",
        community,
    )
    found: dict[str, CategoryLine] = {}
    for row in rows:
        category = replace(tables.CATEGORIES.entry(row), community=community, pack=None)
        found.setdefault(category.id, category_line(category))
    return list(found.values())
