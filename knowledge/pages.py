"""A product's page: all that the base knows about it for one community.

A page is remembered with every row that was read for it. While nothing at all was written since,
it is the page; after that its rows are read again, and when they are the same, so is the page.
Nobody has to be told of a change, whoever made it, in this process or another, and what is made
of a page may be remembered by the page.
"""

from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from knowledge.browsing import category
from knowledge.community import SHARED
from knowledge.consensus.report import day_of
from knowledge.consensus.tally import Tally
from knowledge.elsewhere import Elsewhere, elsewhere
from knowledge.handling import Handling
from knowledge.headlines import read_tally
from knowledge.listed import Listed, listed, stand_ins
from knowledge.note import Alternative, Note, Rank
from knowledge.product import Category, Product
from knowledge.store import tables
from knowledge.store.port import Row, Transaction
from knowledge.store.table import Table

E = TypeVar("E")
_REMEMBERED = 1000
_UNHANDLED = Handling(SHARED, 0)
_RANKS = tuple(Rank)


@dataclass(frozen=True, slots=True)
class Option:
    """Offer something instead: words, or a product of the base with its own lean."""

    alternative: Alternative
    listed: Listed | None


@dataclass(frozen=True, slots=True, eq=False)
class Page:
    """Hold what the base knows about one product for one community; it equals only itself."""

    product: Product
    category: Category | None
    tally: Tally
    note: Note | None
    options: tuple[Option, ...]
    handling: Handling = _UNHANDLED
    elsewhere: tuple[Elsewhere, ...] = ()


class _Noting:
    """Note what is read through it, to see later whether it is still so."""

    def __init__(self, tx: Transaction) -> None:
        """Take the transaction to read from."""
        self._tx = tx
        self.read: list[tuple[str, tuple[object, ...], Sequence[Row]]] = []

    async def all(self, sql: str, *values: object) -> Sequence[Row]:
        rows = await self._tx.all(sql, *values)
        self.read.append((sql, values, rows))
        return rows

    async def run(self, sql: str, *values: object) -> int:
        return await self._tx.run(sql, *values)

    async def many(self, sql: str, rows: Iterable[Sequence[object]]) -> None:
        await self._tx.many(sql, rows)

    async def version(self) -> object:
        return await self._tx.version()


@dataclass(slots=True)
class _Kept:
    """Be a page, what was read for it, and the version of the base in which it last was so."""

    page: Page
    read: list[tuple[str, tuple[object, ...], Sequence[Row]]]
    version: object


class Pages:
    """Read pages, and remember those that were read of late."""

    def __init__(self) -> None:
        """Remember none yet."""
        self._kept: OrderedDict[tuple[int, int], _Kept] = OrderedDict()

    async def read(self, tx: Transaction, community: int, key: int, now: datetime) -> Page | None:
        """Read a product's page as of now; None when the community has no such product.

        It is the page that was read before when nothing of it has changed since. Raises Overdue
        when its tally is to be settled first.
        """
        version, kept = await tx.version(), self._kept.get((community, key))
        if kept is not None and await _holds(kept, tx, version, now):
            kept.version = version
            if (community, key) in self._kept:  # nobody forgot it while the database was asked
                self._kept.move_to_end((community, key))
            return kept.page
        noting = _Noting(tx)
        found = await page(noting, community, key, now, compute=False)
        if found is not None:
            self._kept[community, key] = _Kept(found, noting.read, version)
            if len(self._kept) > _REMEMBERED:
                self._kept.popitem(last=False)
        return found


async def _holds(kept: _Kept, tx: Transaction, version: object, now: datetime) -> bool:
    """Say whether a page is what one would read now: time moves tallies on, rows all else."""
    if day_of(now) >= kept.page.tally.until:
        return False
    if kept.version == version:
        return True
    for sql, values, rows in kept.read:
        if await tx.all(sql, *values) != rows:
            return False
    return True


async def page(
    tx: Transaction, community: int, key: int, now: datetime, *, compute: bool = True
) -> Page | None:
    """Read a product's page anew; raise Overdue when its tally is stale and not to be computed."""
    found = await handled(tx, community, key)
    if found is None:
        return None
    product, handling = found
    key = product.key
    notes = await _hanging(tx, tables.NOTES, community, key)
    return Page(
        product=product,
        category=await category(tx, community, product.category) if product.category else None,
        tally=await read_tally(tx, key, community, now, compute=compute),
        note=notes[0] if notes else None,
        options=await _options(tx, community, key),
        handling=handling,
        elsewhere=await elsewhere(tx, community, key),
    )


async def key_of(tx: Transaction, community: int, id: str) -> int | None:  # noqa: A002  # its name
    """Return the key of the product with an id, the community's own before a shared one."""
    rows = await tx.all(
        f"SELECT key FROM product WHERE id = ? AND community IN ({SHARED}, ?)"
        " ORDER BY community DESC LIMIT 1",
        id,
        community,
    )
    return int(rows[0][0]) if rows else None


async def visible(tx: Transaction, community: int, key: int) -> Product | None:
    """Read a product as the community sees it, or what it was merged into; None when hidden."""
    found = await handled(tx, community, key)
    return found[0] if found else None


async def handled(tx: Transaction, community: int, key: int) -> tuple[Product, Handling] | None:
    """Read what `visible` reads, with how the community treats it."""
    handling = await tables.HANDLINGS.get(tx, community, key) or Handling(community, key)
    if handling.instead is not None:
        return await handled(tx, community, handling.instead)
    product = await tables.PRODUCTS.get(tx, key)
    if product is None or product.community not in (SHARED, community) or handling.hidden:
        return None
    if handling.status is not None:
        product = replace(product, status=handling.status)
    return product, handling


async def _hanging(tx: Transaction, table: Table[E], community: int, key: int) -> list[E]:
    """Read what belongs to a product, the community's own before the shared."""
    rows = await tx.all(
        f"SELECT {table.columns} FROM {table.name}"
        f" WHERE product = ? AND community IN ({SHARED}, ?) ORDER BY community DESC, key",
        *(key, community),
    )
    return [table.entry(row) for row in rows]


async def _options(tx: Transaction, community: int, key: int) -> tuple[Option, ...]:
    """Read a product's alternatives, no spending first."""
    found = await _hanging(tx, tables.ALTERNATIVES, community, key)
    found.sort(key=lambda each: (_RANKS.index(each.rank), each.position, each.key))
    others = [each.other for each in found if each.other is not None]
    shown = await stand_ins(tx, community, others)
    keys = list(dict.fromkeys(filter(None, shown.values())))
    by_key = {each.key: each for each in await listed(tx, community, keys)}
    options = (Option(each, by_key.get(shown.get(each.other or 0) or 0)) for each in found)
    return tuple(each for each in options if each.alternative.other is None or each.listed)
