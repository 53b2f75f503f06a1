"""Find the product that some words mean: one, one of several, or none that is known.

Names are tried as they stand first. Else the words, corrected where they must be, bring up the
products that have the rarest of them, and each is judged by its names (see `_rerank`). To answer
about the wrong product is the worst that can happen: when in doubt it is Ambiguous or Unknown.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.matching._query import Counts, Word, look_up, padded
from knowledge.matching._rerank import Fit, Name, judge, sure
from knowledge.matching.words import fold, terms
from knowledge.store.port import Transaction

MOST_CANDIDATES = 10
MOST_OFFERED = 5
_READ = 1000  # postings read for a question, rarest words first
_JUDGED = 20  # products whose names are read
_WORTH_JUDGING = 0.4  # of the weight that the first of them shares with the question
_EXACT = 0.98
_UNTOLD = 0.3  # how likely a product is meant when only its brand or a short number was named
_TELLING_NUMBER = 6  # digits from which a number alone tells a product from others
# From these on a candidate is the answer. At 0.5 as many questions would be decided rightly, with
# twice the wrong answers, and a wrong one is worse than none.
_SURE, _SURE_UNFRAMED = 0.65, 0.85
_SURE_ALONE = 0.8  # from which two that stand in each other's way are worth asking about


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product's key and how likely it is meant, 0 to 1."""

    product: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Found:
    """One product is meant; `candidates` has it first."""

    product: int
    confidence: float
    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several products fit about as well; offer them."""

    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """No product is meant surely enough; the nearest come first."""

    candidates: tuple[Candidate, ...] = ()


Link = Found | Ambiguous | Unknown


async def link(
    tx: Transaction, community: int, text: str, *, wide: str | None = None, framed: bool = True
) -> Link:
    """Say which product of a community, or of the base beneath, some words mean.

    `text` is the words taken as the product, `wide` the longer reading that includes what stood
    after "for"; the better of the two wins. `framed` is False for a message without the wording
    of a question: then more certainty is asked for.
    """
    short = fold(text)
    long = fold(wide) if wide else short
    if not short:
        return Unknown()
    for folded in dict.fromkeys((long, short)):
        same = await _same_name(tx, community, folded)
        if same:
            return _decide_same(same)
    fits = await compare(tx, community, short, long)
    said = _decide(fits, framed=framed)
    if isinstance(said, Found) and (_is_number(fits[0]) or await _is_brand(tx, fits[0])):
        return Unknown(tuple(_unsure(each) for each in said.candidates))
    return said


async def _same_name(tx: Transaction, community: int, folded: str) -> list[int]:
    """Return the products with exactly this name."""
    plain = " ".join(terms(folded))
    rows = await tx.all(
        "SELECT DISTINCT product FROM surface WHERE folded IN (?, ?) AND community IN (0, ?)"
        " ORDER BY product LIMIT ?",
        folded,
        plain,
        community,
        MOST_CANDIDATES,
    )
    return [product for (product,) in rows]


def _decide_same(products: Sequence[int]) -> Link:
    if len(products) == 1:
        return Found(products[0], _EXACT, (Candidate(products[0], _EXACT),))
    share = _EXACT / len(products)
    return Ambiguous(tuple(Candidate(each, share) for each in products[:MOST_OFFERED]))


async def compare(
    tx: Transaction, community: int, short: str, long: str | None = None
) -> list[Fit]:
    """Return how well products fit folded words, best first; `long` is the wider reading."""
    long = long or short
    context = long.removeprefix(short).strip() if long.startswith(short) else ""
    words, counts = await look_up(tx, short, context)
    products = await _bring_up(tx, community, words, counts)
    if not products:
        return []
    return await _judge(tx, products, words, short, counts)


async def _bring_up(
    tx: Transaction, community: int, words: Sequence[Word], counts: Counts
) -> list[int]:
    """Return the products that share the weightiest words, best first."""
    worth: dict[str, float] = {}
    for word in words:
        for term, strength in word.alike.items():
            worth[term] = max(worth.get(term, 0.0), word.weight * strength)
        for parts, strength in word.parts.items():
            for part in parts:
                worth[part] = max(worth.get(part, 0.0), word.weight * strength / len(parts))
    rare, common = _by_rarity(worth, counts)
    sums: defaultdict[int, float] = defaultdict(float)
    for term, product in await _postings(tx, community, rare):
        sums[product] += worth[term]
    best = sorted(sums, key=lambda each: (-sums[each], each))
    if common and len(best) > _JUDGED:
        best = best[: _JUDGED * 5]
        for term, product in await _postings_of(tx, common, best):
            sums[product] += worth[term]
        best.sort(key=lambda each: (-sums[each], each))
    return [each for each in best[:_JUDGED] if sums[each] >= sums[best[0]] * _WORTH_JUDGING]


def _by_rarity(worth: dict[str, float], counts: Counts) -> tuple[list[str], list[str]]:
    """Part words into those whose postings are read and those only looked up."""
    rare: list[str] = []
    common: list[str] = []
    read = 0
    for term in sorted(worth, key=counts.of):
        read += counts.of(term)
        (common if rare and read > _READ else rare).append(term)
    return rare, common


async def _postings(tx: Transaction, community: int, words: list[str]) -> Sequence[tuple[str, int]]:
    if not words:
        return []
    rows = await tx.all(
        f"SELECT term, product FROM posting WHERE term IN ({padded(words)})"
        " AND community IN (0, ?) ORDER BY term, product LIMIT ?",
        *words,
        community,
        _READ,
    )
    return [(term, product) for term, product in rows]


async def _postings_of(
    tx: Transaction, words: list[str], products: list[int]
) -> Sequence[tuple[str, int]]:
    some = list(products)
    sql = f"SELECT term, product FROM posting WHERE term IN ({padded(words)})"
    rows = await tx.all(f"{sql} AND product IN ({padded(some)})", *words, *some)
    return [(term, product) for term, product in rows]


async def _judge(
    tx: Transaction, products: Sequence[int], words: Sequence[Word], asked: str, counts: Counts
) -> list[Fit]:
    keys = list(products)
    sql = f"SELECT product, folded FROM surface WHERE product IN ({padded(keys)})"
    rows = await tx.all(sql, *keys)
    names = [(product, Name(folded, terms(folded))) for product, folded in rows]
    await counts.read({term for _, name in names for term in name.terms})
    best: dict[int, Fit] = {}
    for product, name in names:
        judged = judge(words, asked, product, name, counts)
        if product not in best or judged.score > best[product].score:
            best[product] = judged
    return sorted(best.values(), key=lambda each: (-each.score, each.product))


def _is_number(judged: Fit) -> bool:
    """Tell whether nothing agrees but a short number, while other words do not: that is chance."""
    return judged.features.stray > 0 and all(
        word.isdigit() and len(word) < _TELLING_NUMBER for word in judged.agreed
    )


async def _is_brand(tx: Transaction, judged: Fit) -> bool:
    """Tell whether nothing agrees but the brand: that is one of its products, but which?"""
    rows = await tx.all("SELECT brand FROM product WHERE key = ?", judged.product)
    brand = rows[0][0] if rows else None
    return brand is not None and judged.agreed.issubset(terms(fold(brand)))


def _unsure(candidate: Candidate) -> Candidate:
    return Candidate(candidate.product, min(candidate.confidence, _UNTOLD))


def _decide(fits: Sequence[Fit], *, framed: bool) -> Link:
    offered = range(min(len(fits), MOST_CANDIDATES))
    candidates = tuple(Candidate(fits[at].product, sure(fits, at)) for at in offered)
    if not candidates:
        return Unknown()
    needed = _SURE if framed else _SURE_UNFRAMED
    if candidates[0].confidence >= needed:
        return Found(candidates[0].product, candidates[0].confidence, candidates)
    alone = max(needed, _SURE_ALONE)
    if len(fits) > 1 and min(sure(fits, at, alone=True) for at in (0, 1)) >= alone:
        return Ambiguous(candidates[:MOST_OFFERED])
    return Unknown(candidates)
