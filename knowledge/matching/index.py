"""Keep what products are found by in step with the products, in the same transaction.

Five tables: `surface` has every folded name of a product and what kind of name it is, `naming`
all names of a product in one row, `posting` the products of each word, packed (`_postings`), each
with how many words the shortest name has that has it, `vocabulary` how many products have a word
(the empty word: how many products there are), and `spelling` each word of letters with one letter
left out, so that two words that are one slip apart share a row.
`index_change` counts the changes, so that readers know how long they may remember what they read.
Plain tables rather than an index in memory: an undo takes it back exactly, a start needs no
rebuild, and several processes see the same.
"""

from collections.abc import Collection, Iterable
from typing import NamedTuple

from knowledge.matching._postings import put_words
from knowledge.matching.words import cuts, fold, is_spelled, terms
from knowledge.product import Product
from knowledge.store.port import Transaction, marks

EVERYTHING = ""  # the word that every product has: its count is the number of products

TITLE, ALIAS, NAME, MODEL = 4, 3, 2, 1  # kinds of surface; the higher, the fuller a name

_SURFACE_IN = (
    "INSERT INTO surface (folded, product, community, weight) VALUES (?, ?, ?, ?)"
    " ON CONFLICT (folded, product) DO UPDATE"
    " SET community = excluded.community, weight = excluded.weight"
)
_SURFACE_OUT = "DELETE FROM surface WHERE folded = ? AND product = ?"
_NAMING_IN = (
    "INSERT INTO naming (product, community, names, brand, about) VALUES (?, ?, ?, ?, ?)"
    " ON CONFLICT (product) DO UPDATE SET community = excluded.community,"
    " names = excluded.names, brand = excluded.brand, about = excluded.about"
)
_NAMING_OUT = "DELETE FROM naming WHERE product = ?"
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

    community: int
    kinds: dict[str, int]  # of names, by the folded name
    words: dict[str, int]  # in how long a name, by the word
    brand: str = ""
    about: str = ""


_NONE = _Entry(0, {}, {})


async def index_product(tx: Transaction, before: Product | None, after: Product | None) -> None:
    """Bring the index from a product as it was to what it is; None is none."""
    old, new = _entry(before), _entry(after)
    either = after or before
    if either and old != new:
        await _move_names(tx, either.key, old, new)
        await _move_words(tx, either.key, old, new)
    if before is None and after is not None:
        await tx.run(_COUNT_UP, EVERYTHING)
    elif before is not None and after is None:
        await _count_down(tx, [EVERYTHING])
    await tx.run(_CHANGED)


async def _move_names(tx: Transaction, key: int, old: _Entry, new: _Entry) -> None:
    gone = [(name, key) for name in old.kinds if name not in new.kinds]
    stays = old.community == new.community
    put = [
        (name, key, new.community, kind)
        for name, kind in new.kinds.items()
        if not stays or old.kinds.get(name) != kind
    ]
    if gone:
        await tx.many(_SURFACE_OUT, gone)
    if put:
        await tx.many(_SURFACE_IN, put)
    if not new.kinds:
        await tx.run(_NAMING_OUT, key)
        return
    names = "\n".join(sorted(new.kinds, key=lambda name: (-new.kinds[name], name)))
    await tx.run(_NAMING_IN, key, new.community, names, new.brand, new.about)


async def _move_words(tx: Transaction, key: int, old: _Entry, new: _Entry) -> None:
    if old.community == new.community:
        await put_words(tx, key, new.community, old.words, new.words)
    else:
        await put_words(tx, key, old.community, old.words, {})
        await put_words(tx, key, new.community, {}, new.words)
    fresh = [word for word in new.words if word not in old.words]
    lost = [word for word in old.words if word not in new.words]
    if fresh:
        await _count_up(tx, fresh)
    if lost:
        await _count_down(tx, lost)


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
        return _NONE
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
    about = f"{product.category or ''} {product.what or ''}"
    return _Entry(product.community, kinds, words, _plain(product.brand), _plain(about))


def _plain(text: str | None) -> str:
    return " ".join(terms(fold(text))) if text else ""
