"""Reading the base: one product's page, and lists to browse."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import TypeVar

from knowledge.community import SHARED
from knowledge.consensus.answer import Label
from knowledge.consensus.tally import Tally
from knowledge.elsewhere import Elsewhere, elsewhere
from knowledge.handling import Handling
from knowledge.headlines import read_tally
from knowledge.note import Alternative, Lean, Note, Rank
from knowledge.product import Category, Product, title_of
from knowledge.store import tables
from knowledge.store.port import Row, Store, Transaction, marks
from knowledge.store.table import Table

E = TypeVar("E")
PAGE = 8
_UNHANDLED = Handling(SHARED, 0)
_RANKS = tuple(Rank)
_COLUMNS = "p.key, p.brand, p.name, p.what, h.label, h.counted, n.lean"
# The lean that a list shows: the community's own headline, else the editorial note's.
_LISTED = (
    "FROM product p"
    " LEFT JOIN headline h ON h.product = p.key AND h.community = ?"
    " LEFT JOIN note n ON n.key = (SELECT m.key FROM note m WHERE m.product = p.key"
    f" AND m.community IN ({SHARED}, ?) ORDER BY m.community DESC, m.key LIMIT 1)"
)

# What a community's moderators have hidden is left out.
_SHOWN = (
    "NOT EXISTS (SELECT 1 FROM handling d"
    " WHERE d.community = ? AND d.product = p.key AND d.hidden = 1)"
)


class Shown(Enum):
    """Say which way a product leans in a list, and on whose word."""

    VERDICTS = "verdicts"
    EDITORIAL = "editorial"
    NOTHING = "nothing"


@dataclass(frozen=True, slots=True)
class Listed:
    """Be one product of a list: its title, its lean, and how many people that counts."""

    key: int
    title: str
    what: str | None
    lean: Label | Lean | None
    basis: Shown
    counted: int


@dataclass(frozen=True, slots=True)
class Option:
    """Offer something instead: words, or a product of the base with its own lean."""

    alternative: Alternative
    listed: Listed | None


@dataclass(frozen=True, slots=True)
class Page:
    """Hold what the base knows about one product for one community."""

    product: Product
    category: Category | None
    tally: Tally
    note: Note | None
    options: tuple[Option, ...]
    handling: Handling = _UNHANDLED
    elsewhere: tuple[Elsewhere, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing:
    """Hold one page of a list, counted from 1, and how many there are."""

    rows: tuple[Listed, ...]
    page: int
    pages: int
    total: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """Choose what to list; an empty field chooses all."""

    category: str = ""
    leans: tuple[str, ...] = ()
    retailer: str = ""
    tag: str = ""


async def page(
    tx: Transaction, community: int, key: int, now: datetime, *, compute: bool = True
) -> Page | None:
    """Read a product's page as of now; None when the community has no such product.

    Raises Overdue when its tally is stale and must not be computed here.
    """
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


async def visible(tx: Transaction, community: int, key: int) -> Product | None:
    """Read a product as the community sees it, or what it was merged into; None when hidden."""
    found = await handled(tx, community, key)
    return found[0] if found else None


async def handled(tx: Transaction, community: int, key: int) -> tuple[Product, Handling] | None:
    """Read a product as the community treats it, or what it was merged into; None when hidden."""
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


async def category(tx: Transaction, community: int, wanted: str) -> Category:
    """Read a category, the community's own before the shared; an unnamed one goes by its id."""
    own = await tables.CATEGORIES.get(tx, community, wanted)
    shared = own or await tables.CATEGORIES.get(tx, SHARED, wanted)
    return shared or Category(community, wanted, wanted.replace("-", " "))


async def shelf(tx: Transaction, community: int, wanted: str) -> Category | None:
    """Read a category if there is something in it to see."""
    held = await tx.all(
        "SELECT 1 FROM product p"
        f" WHERE p.category = ? AND p.community IN ({SHARED}, ?) AND {_SHOWN} LIMIT 1",
        *(wanted, community, community),
    )
    return await category(tx, community, wanted) if held else None


async def _options(tx: Transaction, community: int, key: int) -> tuple[Option, ...]:
    """Read a product's alternatives, no spending first."""
    found = await _hanging(tx, tables.ALTERNATIVES, community, key)
    found.sort(key=lambda each: (_RANKS.index(each.rank), each.position, each.key))
    others = [each.other for each in found if each.other is not None]
    shown = await stand_ins(tx, community, others)
    by_key = {each.key: each for each in await _listed_once(tx, community, shown)}
    options = (Option(each, by_key.get(shown.get(each.other or 0) or 0)) for each in found)
    return tuple(each for each in options if each.alternative.other is None or each.listed)


async def offered(tx: Transaction, community: int, keys: list[int]) -> list[Listed]:
    """Read products to choose from, without what is hidden and each once."""
    return await _listed_once(tx, community, await stand_ins(tx, community, keys))


async def _listed_once(
    tx: Transaction, community: int, shown: dict[int, int | None]
) -> list[Listed]:
    keys = dict.fromkeys(key for key in shown.values() if key is not None)
    return await listed(tx, community, list(keys))


async def listed(tx: Transaction, community: int, keys: list[int]) -> list[Listed]:
    """Read products for a list in the order of their keys given."""
    if not keys:
        return []
    rows = await tx.all(
        f"SELECT {_COLUMNS}, p.community {_LISTED} WHERE p.key IN ({marks(len(keys))})",
        *(community, community, *keys),
    )
    # Strangers' products are left out here: asked for both, SQLite walks the whole community.
    by_key = {row[0]: _listed(row[:-1]) for row in rows if row[-1] in (SHARED, community)}
    return [by_key[key] for key in keys if key in by_key]


async def stand_ins(tx: Transaction, community: int, keys: list[int]) -> dict[int, int | None]:
    """Say what is shown in the place of products: itself, what it was merged into, or nothing."""
    if not keys:
        return {}
    rows = await tx.all(
        "SELECT product, instead FROM handling WHERE community = ? AND hidden = 1"
        f" AND product IN ({marks(len(keys))})",
        *(community, *keys),
    )
    shown: dict[int, int | None] = {key: key for key in keys}
    return shown | dict(rows)


def _listed(row: Row) -> Listed:
    key, brand, name, what, label, counted, lean = row
    title = title_of(brand, name)
    if label is not None:
        return Listed(key, title, what, Label(label), Shown.VERDICTS, counted)
    if lean is not None:
        return Listed(key, title, what, Lean(lean), Shown.EDITORIAL, 0)
    return Listed(key, title, what, None, Shown.NOTHING, 0)


async def browse(tx: Transaction, community: int, wanted: Wanted, number: int) -> Listing:
    """List products, those that most people report on first, by title after that."""
    conditions, values = _conditions(wanted)
    where = f"{_LISTED} WHERE p.community IN ({SHARED}, ?) AND {_SHOWN}{conditions}"
    (total,) = (await tx.all(f"SELECT count(*) {where}", *(community,) * 4, *values))[0]
    pages = max(1, -(-total // PAGE))
    number = min(max(number, 1), pages)
    rows = await tx.all(
        f"SELECT {_COLUMNS} {where}"
        " ORDER BY coalesce(h.counted, 0) DESC, coalesce(p.brand, p.name), p.name, p.key"
        " LIMIT ? OFFSET ?",
        *(*(community,) * 4, *values, PAGE, (number - 1) * PAGE),
    )
    return Listing(tuple(map(_listed, rows)), number, pages, total)


def _conditions(wanted: Wanted) -> tuple[str, list[str]]:
    text, values = "", []
    if wanted.category:
        text += " AND p.category = ?"
        values.append(wanted.category)
    if wanted.leans:
        text += f" AND coalesce(h.label, n.lean) IN ({marks(len(wanted.leans))})"
        values += wanted.leans
    for kind, value in (("retailer", wanted.retailer), ("tag", wanted.tag)):
        if value:
            text += (
                " AND EXISTS (SELECT 1 FROM label l"
                " WHERE l.kind = ? AND l.value = ? AND l.product = p.key)"
            )
            values += [kind, value.casefold()]
    return text, values


async def shelves(tx: Transaction, community: int) -> list[tuple[Category, int]]:
    """List the categories that hold products, with how many, the fullest first."""
    rows = await tx.all(
        "SELECT p.category, count(*) FROM product p"
        f" WHERE p.community IN ({SHARED}, ?) AND p.category IS NOT NULL AND {_SHOWN}"
        " GROUP BY p.category ORDER BY count(*) DESC, p.category",
        *(community, community),
    )
    return [(await category(tx, community, wanted), count) for wanted, count in rows]


async def labels(tx: Transaction, community: int, kind: str, prefix: str, limit: int) -> list[str]:
    """List retailers or tags that begin with some letters."""
    rows = await tx.all(
        "SELECT DISTINCT l.value FROM label l JOIN product p ON p.key = l.product"
        " WHERE l.kind = ? AND l.value >= ? AND l.value < ?"
        f" AND p.community IN ({SHARED}, ?) ORDER BY l.value LIMIT ?",
        *(kind, prefix.casefold(), prefix.casefold() + "\U0010fffd", community, limit),
    )
    return [value for (value,) in rows]


async def counts(store: Store, community: int) -> dict[str, int]:
    """Count what a community sees: products, verdicts, editorial notes."""

    async def unit(tx: Transaction) -> dict[str, int]:
        numbers = {}
        for name in ("product", "verdict", "note"):
            shown = f" AND {_SHOWN}" if name == "product" else ""
            rows = await tx.all(
                f"SELECT count(*) FROM {name} p WHERE p.community IN ({SHARED}, ?){shown}",
                *(community, community)[: 2 if shown else 1],
            )
            numbers[name] = rows[0][0]
        return numbers

    return await store.read(unit)


async def names(tx: Transaction, keys: list[int]) -> dict[int, tuple[str, str]]:
    """Read the ids and titles of products by their keys."""
    rows = await tx.all(
        f"SELECT key, id, brand, name FROM product WHERE key IN ({marks(len(keys))})", *keys
    )
    return {key: (wanted, title_of(brand, name)) for key, wanted, brand, name in rows}
