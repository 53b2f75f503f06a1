"""Products as rows of a list: what each is called, which way it leans, and on whose word."""

from dataclasses import dataclass
from enum import Enum

from knowledge.community import SHARED
from knowledge.consensus.answer import Label
from knowledge.note import Lean
from knowledge.product import title_of
from knowledge.store.port import Row, Transaction, marks

COLUMNS = "p.key, p.brand, p.name, p.what, h.label, h.counted, n.lean"
# The lean that a list shows: the community's own headline, else the editorial note's. A headline in
# which nobody counts does not take the note's place.
LEANING = (
    " LEFT JOIN note n ON n.key = (SELECT m.key FROM note m WHERE m.product = p.key"
    f" AND m.community IN ({SHARED}, ?) ORDER BY m.community DESC, m.key LIMIT 1)"
    " LEFT JOIN headline h ON h.product = p.key AND h.community = ?"
    " AND (h.counted > 0 OR n.key IS NULL)"
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


def read(row: Row) -> Listed:
    """Read a row with the columns of a list."""
    key, brand, name, what, label, counted, lean = row
    title = title_of(brand, name)
    if label is not None:
        return Listed(key, title, what, Label(label), Shown.VERDICTS, counted)
    if lean is not None:
        return Listed(key, title, what, Lean(lean), Shown.EDITORIAL, 0)
    return Listed(key, title, what, None, Shown.NOTHING, 0)


async def offered(tx: Transaction, community: int, keys: list[int]) -> list[Listed]:
    """Read products to choose from, without what is hidden and each once."""
    shown = await stand_ins(tx, community, keys)
    return await listed(tx, community, list(dict.fromkeys(filter(None, shown.values()))))


async def listed(tx: Transaction, community: int, keys: list[int]) -> list[Listed]:
    """Read products for a list in the order of their keys given."""
    if not keys:
        return []
    rows = await tx.all(
        f"SELECT {COLUMNS}, p.community FROM product p{LEANING}"
        f" WHERE p.key IN ({marks(len(keys))})",
        *(community, community, *keys),
    )
    # Strangers' products are left out here: asked for both, SQLite walks the whole community.
    by_key = {row[0]: read(row[:-1]) for row in rows if row[-1] in (SHARED, community)}
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


async def ids_and_titles(tx: Transaction, keys: list[int]) -> dict[int, tuple[str, str]]:
    """Read the ids and titles of products by their keys."""
    if not keys:
        return {}
    rows = await tx.all(
        f"SELECT key, id, brand, name FROM product WHERE key IN ({marks(len(keys))})", *keys
    )
    return {key: (wanted, title_of(brand, name)) for key, wanted, brand, name in rows}
