"""The products that have a word, in packed rows (`store/packing.py`): reading and keeping them.

A row holds the products from its `first` up to the next row's, a word's first row those from 0.
So one product more or less reads and writes one row of each of its words, however many have them.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from knowledge.store.packing import MOST, pack, products_in, unpack
from knowledge.store.port import Transaction, marks

Words = Mapping[str, int]  # how many words the shortest name has that has a word, by the word
_IN = (
    "INSERT INTO posting (term, community, first, products) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (term, community, first) DO UPDATE SET products = excluded.products"
)
_OUT = "DELETE FROM posting WHERE term = ? AND community = ? AND first = ?"
_HOLDING = """
    SELECT p.term, p.first, p.products FROM (VALUES {words}) w, posting p
    WHERE p.term = w.column1 AND p.community = ? AND p.first = (
        SELECT max(first) FROM posting WHERE term = w.column1 AND community = ? AND first <= ?)"""


async def put_words(tx: Transaction, product: int, community: int, old: Words, new: Words) -> None:
    """Bring the rows of a product's words from what they were to what they are."""
    changed = sorted(word for word in {*old, *new} if old.get(word) != new.get(word))
    if not changed:
        return
    sql = _HOLDING.format(words=", ".join(["(?)"] * len(changed)))
    rows = await tx.all(sql, *changed, community, community, product)
    held = {word: (first, dict(unpack(packed))) for word, first, packed in rows}
    put: list[tuple[str, int, int, bytes]] = []
    gone: list[tuple[str, int, int]] = []
    for word in changed:
        first, products = held.get(word, (0, {}))
        products.pop(product, None)
        if word in new:
            products[product] = new[word]
        put += [(word, community, at, pack(part)) for at, part in _split(first, products, product)]
        if not products:
            gone.append((word, community, first))
    if put:
        await tx.many(_IN, put)
    if gone:
        await tx.many(_OUT, gone)


def _split(
    first: int, products: dict[int, int], latest: int
) -> Iterator[tuple[int, dict[int, int]]]:
    """Part a row that has become too long: before the latest when it is the last, else halfway."""
    if len(products) <= MOST:
        if products:
            yield first, products
        return
    ordered = sorted(products)
    middle = MOST if ordered[-1] == latest else len(ordered) // 2
    yield first, {each: products[each] for each in ordered[:middle]}
    yield ordered[middle], {each: products[each] for each in ordered[middle:]}


async def with_words(
    tx: Transaction, community: int, words: Sequence[str], most: int
) -> dict[str, list[bytes]]:
    """Return the packed rows of each word, in a community and beneath it; at most so many rows."""
    rows = await tx.all(
        f"SELECT term, products FROM posting WHERE term IN ({marks(len(words))})"
        " AND community IN (0, ?) LIMIT ?",
        *words,
        community,
        most,
    )
    found: dict[str, list[bytes]] = {}
    for word, packed in rows:
        found.setdefault(word, []).append(packed)
    return found


def products_of(rows: Iterable[bytes]) -> Iterator[int]:
    """Return the products of packed rows."""
    for packed in rows:
        yield from products_in(packed)
