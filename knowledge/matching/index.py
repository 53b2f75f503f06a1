"""Keep what products are found by in step with the products, in the same transaction.

Four tables: `surface` has every folded name of a product and what kind of name it is, `posting`
its words, each with how many words the shortest name has that has it, `vocabulary` how many
products have a word (the empty word: how many products there are), and `spelling` each word of
letters with one letter left out, so that two words that are one slip apart share a row.
`index_change` counts the changes, so that readers know how long they may remember what they read.
Plain tables rather than an index in memory: an undo takes it back exactly, a start needs no
rebuild, and several processes see the same.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from knowledge.matching.words import cuts, fold, is_spelled, terms
from knowledge.product import Product
from knowledge.store.port import Transaction, marks

EVERYTHING = ""  # the word that every product has: its count is the number of products

TITLE, ALIAS, NAME, MODEL = 4, 3, 2, 1  # kinds of surface; the higher, the fuller a name

_MOST_READ = 200  # products whose names are read to finish a line of several words

_SURFACE_IN = (
    "INSERT INTO surface (folded, product, community, weight) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (folded, product) DO UPDATE"
    " SET community = excluded.community, weight = excluded.weight"
)
_SURFACE_OUT = "DELETE FROM surface WHERE folded = ? AND product = ?"
_POSTING_IN = (
    "INSERT INTO posting (term, product, community, words) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (term, product) DO UPDATE"
    " SET community = excluded.community, words = excluded.words"
)
_POSTING_OUT = "DELETE FROM posting WHERE term = ? AND product = ?"
_COUNT_UP = (
    "INSERT INTO vocabulary (term, products) VALUES (?, 1)"
    " ON CONFLICT (term) DO UPDATE SET products = vocabulary.products + 1"
)
_COUNT_DOWN = "UPDATE vocabulary SET products = products - 1 WHERE term = ?"
_TERM_OUT = "DELETE FROM vocabulary WHERE term = ?"
_SPELLING_IN = "INSERT INTO spelling (cut, term) VALUES (?, ?) ON CONFLICT DO NOTHING"
_SPELLING_OUT = "DELETE FROM spelling WHERE cut = ? AND term = ?"
_CHANGED = "UPDATE index_change SET number = number + 1"


class _Entry(NamedTuple):
    """What the index says about one product."""

    surfaces: dict[tuple[str, int], tuple[int, int]]  # (folded, product): (community, kind)
    postings: dict[tuple[str, int], tuple[int, int]]  # (term, product): (community, words)


async def index_product(tx: Transaction, before: Product | None, after: Product | None) -> None:
    """Bring the index from a product as it was to what it is; None is none."""
    old, new = _entry(before), _entry(after)
    gone = [key for key in old.surfaces if key not in new.surfaces]
    put = [(*key, *row) for key, row in new.surfaces.items() if old.surfaces.get(key) != row]
    if gone:
        await tx.many(_SURFACE_OUT, gone)
    if put:
        await tx.many(_SURFACE_IN, put)
    await _move_postings(tx, old.postings, new.postings)
    if before is None and after is not None:
        await tx.run(_COUNT_UP, EVERYTHING)
    elif before is not None and after is None:
        await _count_down(tx, [EVERYTHING])
    await tx.run(_CHANGED)


async def _move_postings(
    tx: Transaction,
    old: dict[tuple[str, int], tuple[int, int]],
    new: dict[tuple[str, int], tuple[int, int]],
) -> None:
    gone = [key for key in old if key not in new]
    put = [(*key, *row) for key, row in new.items() if old.get(key) != row]
    if put:
        await tx.many(_POSTING_IN, put)
        await _count_up(tx, [key[0] for key in new if key not in old])
    if gone:
        await tx.many(_POSTING_OUT, gone)
        await _count_down(tx, [key[0] for key in gone])


async def _count_up(tx: Transaction, words: list[str]) -> None:
    known = await _having(tx, words, "products > 0")
    await tx.many(_COUNT_UP, sorted((word,) for word in words))
    fresh = _spellings(word for word in words if word not in known)
    if fresh:
        await tx.many(_SPELLING_IN, fresh)


async def _count_down(tx: Transaction, words: list[str]) -> None:
    await tx.many(_COUNT_DOWN, sorted((word,) for word in words))
    unused = await _having(tx, words, "products <= 0")
    if unused:
        await tx.many(_TERM_OUT, [(word,) for word in unused])
        await tx.many(_SPELLING_OUT, _spellings(unused))


async def _having(tx: Transaction, words: Collection[str], condition: str) -> set[str]:
    if not words:
        return set()
    sql = f"SELECT term FROM vocabulary WHERE term IN ({marks(len(words))}) AND {condition}"
    return {term for (term,) in await tx.all(sql, *words)}


def _spellings(words: Iterable[str]) -> list[tuple[str, str]]:
    return sorted((cut, word) for word in words if is_spelled(word) for cut in cuts(word))


def _entry(product: Product | None) -> _Entry:
    if product is None:
        return _Entry({}, {})
    names = [(product.title, TITLE), *((alias, ALIAS) for alias in product.aliases)]
    if product.brand:
        names.append((product.name, NAME))
    if product.model:
        names.append((product.model, MODEL))
    kinds: dict[str, int] = {}
    for name, kind in names:
        folded = fold(name)
        if folded:
            kinds[folded] = max(kind, kinds.get(folded, 0))
    words: dict[str, int] = {}  # of the shortest name that has a word
    for folded in kinds:
        split = terms(folded)
        for word in split:
            words[word] = min(len(split), words.get(word, len(split)))
    key, community = product.key, product.community
    return _Entry(
        {(folded, key): (community, kind) for folded, kind in kinds.items()},
        {(word, key): (community, words[word]) for word in sorted(words)},
    )


async def complete(tx: Transaction, community: int, text: str, limit: int) -> list[tuple[int, str]]:
    """Return products whose name goes on from what is typed, each with its full folded name.

    First those with a name that begins so, then those with the typed words in any place, the
    last of them unfinished. Never more than `limit`, each product once.
    """
    typed = fold(text)
    if not typed or limit < 1:
        return []
    found = list(dict.fromkeys(await _beginning(tx, community, typed, limit)))
    if len(found) < limit:
        inside = await _inside(tx, community, typed, limit)
        found = list(dict.fromkeys([*found, *inside]))
    return await _titles(tx, found[:limit])


async def _beginning(tx: Transaction, community: int, typed: str, limit: int) -> list[int]:
    rows = await tx.all(
        "SELECT product FROM surface WHERE folded >= ? AND folded < ? AND community IN (0, ?)"
        " ORDER BY folded LIMIT ?",
        typed,
        _after(typed),
        community,
        limit * 4,  # a product may stand there under several names
    )
    return [product for (product,) in rows]


async def _inside(tx: Transaction, community: int, typed: str, limit: int) -> list[int]:
    *whole, last = typed.split()
    begun = await _with_begun(tx, community, last, _MOST_READ if whole else limit * 4)
    if not whole:
        return begun
    if len(begun) == _MOST_READ:  # too many: go by the finished words
        begun = await _with_rarest(tx, community, terms(" ".join(whole)))
    wanted, found = set(whole), []
    for product, folded, _ in await _names(tx, begun):
        words = folded.split()
        if wanted.issubset(words) and any(word.startswith(last) for word in words):
            found.append(product)
    return found


async def _with_begun(tx: Transaction, community: int, last: str, most: int) -> list[int]:
    """Return products with a word that begins so."""
    rows = await tx.all(
        "SELECT product FROM posting WHERE term >= ? AND term < ? AND community IN (0, ?)"
        " ORDER BY term, product LIMIT ?",
        last,
        _after(last),
        community,
        most,
    )
    return [product for (product,) in rows]


async def _with_rarest(tx: Transaction, community: int, words: list[str]) -> list[int]:
    """Return products with the word that the fewest have: the others are checked by reading."""
    sql = f"SELECT term FROM vocabulary WHERE term IN ({marks(len(words))})"
    counted = await tx.all(f"{sql} ORDER BY products LIMIT 1", *words)
    if not counted:
        return []
    rows = await tx.all(
        "SELECT product FROM posting WHERE term = ? AND community IN (0, ?) LIMIT ?",
        counted[0][0],
        community,
        _MOST_READ,
    )
    return [product for (product,) in rows]


async def _names(tx: Transaction, products: list[int]) -> list[tuple[int, str, int]]:
    """Return (product, folded name, kind) of products, the fullest names first."""
    if not products:
        return []
    sql = f"SELECT product, folded, weight FROM surface WHERE product IN ({marks(len(products))})"
    rows = await tx.all(f"{sql} ORDER BY weight DESC, folded", *products)
    return [(product, folded, kind) for product, folded, kind in rows]


async def _titles(tx: Transaction, products: list[int]) -> list[tuple[int, str]]:
    titles: dict[int, str] = {}
    for product, folded, _ in await _names(tx, products):
        titles.setdefault(product, folded)
    return [(product, titles[product]) for product in products]


def _after(prefix: str) -> str:
    """Return the first text after all that begin with a prefix."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)
