"""Lists to browse, by category, lean, shop and tag, and how much there is."""

from dataclasses import dataclass

from knowledge.community import SHARED
from knowledge.listed import COLUMNS, LEANING, Listed, read
from knowledge.product import Category
from knowledge.store import tables
from knowledge.store.port import Store, Transaction, marks

PAGE = 8

# What a community's moderators have hidden is left out.
_SHOWN = (
    "NOT EXISTS (SELECT 1 FROM handling d"
    " WHERE d.community = ? AND d.product = p.key AND d.hidden = 1)"
)


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


async def browse(tx: Transaction, community: int, wanted: Wanted, number: int) -> Listing:
    """List products, those that most people report on first, by title after that."""
    conditions, values = _conditions(wanted)
    where = f"FROM product p{LEANING} WHERE p.community IN ({SHARED}, ?) AND {_SHOWN}{conditions}"
    (total,) = (await tx.all(f"SELECT count(*) {where}", *(community,) * 4, *values))[0]
    pages = max(1, -(-total // PAGE))
    number = min(max(number, 1), pages)
    rows = await tx.all(
        f"SELECT {COLUMNS} {where}"
        " ORDER BY coalesce(h.counted, 0) DESC, coalesce(p.brand, p.name), p.name, p.key"
        " LIMIT ? OFFSET ?",
        *(*(community,) * 4, *values, PAGE, (number - 1) * PAGE),
    )
    return Listing(tuple(map(read, rows)), number, pages, total)


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
