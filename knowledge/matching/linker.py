"""Find the product that some words mean: one, one of several, or none that is known.

Names are tried as they stand first. Else the words, corrected where they must be, bring up the
products that have the rarest of them, each is judged by its names (see `_rerank`), how likely it
is meant is worked out (`_sure`) and doubted (`_doubt`). What is not found so may be a short name
beside a brand (`_called`). To answer about the wrong product is the worst that can happen: when in
doubt it is Ambiguous or Unknown.
"""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from knowledge.matching._called import called
from knowledge.matching._candidates import Compared, compare
from knowledge.matching._doubt import BRAND, CHANCE, LIKELY, Doubt
from knowledge.matching._known import Known, Memory, listed
from knowledge.matching._lines import is_twin
from knowledge.matching._outcome import Ambiguous, Candidate, Found, Link, Unknown
from knowledge.matching._query import Word
from knowledge.matching._rerank import Fit
from knowledge.matching._sure import MOST, evidence, sure
from knowledge.matching.words import fold, spoken, terms, variants
from knowledge.store.port import Transaction, marks

__all__ = ["Ambiguous", "Candidate", "Found", "Link", "Memory", "Unknown", "known_names", "link"]

MOST_CANDIDATES = 10
MOST_OFFERED = 5
_EXACT = 0.98
_NAMES_AT_ONCE = 64
# From these on a candidate is the answer; what is doubted (`_doubt.LIKELY`) must stay below.
_SURE, _SURE_UNFRAMED = 0.6, 0.75
_WEIGHED = 3  # candidates for which it is worked out how likely they are
_OFFERED_TWIN = 0.3  # how likely another of the line is meant, at least
_TITLED = 0.8  # how likely a whole name in a longer title is meant, at least
_BESIDE = 1.0  # in score: as near as that, either may be meant
_FAR_BEHIND = 1.4  # in score, from which on that is not worth it: nobody would be offered it
_SURE_ALONE = 0.8  # from which two that stand in each other's way are worth asking about


async def link(
    tx: Transaction,
    community: int,
    text: str,
    *,
    wide: str | None = None,
    framed: bool = True,
    is_kind: bool = False,
    memory: Memory | None = None,
) -> Link:
    """Say which product of a community, or of the base beneath, some words mean.

    `text` is the words taken as the product, `wide` the longer reading that includes what stood
    after "for"; the better of the two wins. `framed` is False for a message without the wording
    of a question: then more certainty is asked for. `is_kind` is for words that name a kind of
    things ("a massage gun"): a product of it is one that is offered. `memory` is what earlier
    questions to the same base left, and spares reading it again.
    """
    short = fold(text)
    long = fold(wide) if wide and wide != text else short
    if not short:
        return Unknown()
    known = await (memory or Memory()).look(tx)
    asked = (community, short, long, framed, is_kind)
    if (remembered := known.links.get(asked)) is not None:
        return remembered
    found = await _find(tx, known, community, short, long, framed=framed, is_kind=is_kind)
    if isinstance(found, Found):  # other words are nobody's business
        known.links[asked] = found
    return found


async def _find(
    tx: Transaction,
    known: Known,
    community: int,
    short: str,
    long: str,
    *,
    framed: bool,
    is_kind: bool,
) -> Link:
    same, name = await same_name(tx, community, long, short)
    if same:
        return decide_same(same, long.removeprefix(name))
    weighed = await weigh(tx, community, short, long, known, is_kind=is_kind)
    said = decide(weighed, needed=needed(framed=framed))
    return said if isinstance(said, Found) else await by_parts(tx, community, short) or said


async def by_parts(tx: Transaction, community: int, short: str) -> Found | None:
    """Return the one product that is called so by a short name beside other words of it."""
    products, variant = await called(tx, community, short)
    if len(products) != 1:
        return None
    (product,) = products
    return Found(product, MOST, (Candidate(product, MOST),), variant)


@dataclass(frozen=True, slots=True)
class Weighed:
    """Products compared with the words: how likely each is meant, and the most that may be."""

    compared: Compared
    likely: tuple[float, ...]
    limits: tuple[float, ...]
    is_brand_alone: bool = False


async def weigh(
    tx: Transaction,
    community: int,
    short: str,
    long: str,
    known: Known,
    *,
    is_kind: bool = False,
) -> Weighed:
    """Compare folded words with products; `long` is the wider reading."""
    compared = await compare(tx, known, community, short, long)
    fits = compared.fits[:MOST_CANDIDATES]
    if not fits:
        return Weighed(compared, (), ())
    behind = [fits[0].score - each.score for each in fits]
    near = sum(each <= _FAR_BEHIND for each in behind[:_WEIGHED])
    likely = [sure(evidence(compared.words, fits, at)) for at in range(near)]
    for at in range(near, len(fits)):  # all the less likely the farther behind
        likely.append(likely[-1] * math.exp(behind[at - 1] - behind[at]))
    first = Doubt(compared, fits[0])
    limits = [first.most(likely[0])]
    for at in range(1, len(fits)):
        is_in_question = likely[at] > CHANCE or (at == 1 and behind[at] <= _BESIDE)
        limits.append(Doubt(compared, fits[at]).most(likely[at]) if is_in_question else CHANCE)
    if first.is_titled():
        likely[0] = max(likely[0], _TITLED)
    if is_twin(first):
        limits[0] = LIKELY
        likely[0] = max(likely[0], _OFFERED_TWIN)
    if is_kind and not first.is_of_its_brand():
        limits[0] = min(limits[0], LIKELY)
    return Weighed(compared, tuple(likely), tuple(limits), first.is_brand_alone())


def needed(*, framed: bool) -> float:
    """Return from which confidence on a candidate is the answer."""
    return _SURE if framed else _SURE_UNFRAMED


async def same_name(tx: Transaction, community: int, *readings: str) -> tuple[list[int], str]:
    """Return the products with exactly this name: the community's own, else the shared ones.

    Of several readings the first that is a name counts, and is returned as well.
    """
    names = {each: (each, " ".join(terms(each))) for each in readings}
    asked = dict.fromkeys(name for each in names.values() for name in each)
    rows = await tx.all(
        "SELECT product, community, folded FROM surface"
        f" WHERE folded IN ({marks(len(asked))}) AND community IN (0, ?)",
        *asked,
        community,
    )
    for each, either in names.items() if rows else ():
        own = sorted((-owner, product) for product, owner, name in rows if name in either)
        if own:
            found = [product for owner, product in dict.fromkeys(own) if owner == own[0][0]]
            return found[:MOST_CANDIDATES], each
    return [], ""


async def known_names(tx: Transaction, community: int, folded: Iterable[str]) -> frozenset[str]:
    """Return those of some folded names that products of a community, or shared ones, have."""
    table, values = listed(list(folded), _NAMES_AT_ONCE)
    rows = await tx.all(
        f"SELECT s.folded FROM {table} CROSS JOIN surface s"
        " WHERE s.folded = asked.column1 AND s.community IN (0, ?)",
        *(*values, community),
    )
    return frozenset(name for (name,) in rows)


def decide_same(products: Sequence[int], rest: str = "") -> Link:
    """Return the one product of a name, or all of several; `rest` was said after the name."""
    if len(products) == 1:
        said = spoken(rest)
        variant = " ".join([said[at] for at in sorted(variants(said))])
        return Found(products[0], _EXACT, (Candidate(products[0], _EXACT),), variant)
    share = _EXACT / len(products)
    return Ambiguous(tuple(Candidate(each, share) for each in products[:MOST_OFFERED]))


def _of_brand(compared: Compared) -> tuple[Candidate, ...]:
    """Return products of the first one's brand, which is all that was said."""
    entries, fits = compared.entries, compared.fits[:MOST_CANDIDATES]
    brand = entries[fits[0].product].brand
    of_it = [each.product for each in fits if entries[each.product].brand == brand]
    return tuple(Candidate(product, BRAND) for product in of_it[:MOST_OFFERED])


def decide(weighed: Weighed, *, needed: float) -> Link:
    """Return what was found, when the first is likely enough."""
    if weighed.is_brand_alone:
        return Ambiguous(_of_brand(weighed.compared))
    words, fits, limits = weighed.compared.words, weighed.compared.fits, weighed.limits
    candidates = tuple(
        Candidate(each.product, within(likely, limit))
        for each, likely, limit in zip(fits, weighed.likely, limits, strict=False)
    )
    if not candidates:
        return Unknown()
    if candidates[0].confidence >= needed:
        return Found(
            candidates[0].product, candidates[0].confidence, candidates, _variant(words, fits[0])
        )
    near = [at for at in range(len(fits[:_WEIGHED])) if fits[0].score - fits[at].score <= _BESIDE]
    if len(near) < 2:
        return Unknown(candidates)
    alone = [sure(evidence(words, fits, at, alone=True)) for at in near]
    if min(*alone[:2], *limits[:2]) >= max(needed, _SURE_ALONE):
        return Ambiguous(candidates[:MOST_OFFERED])
    shared = tuple(
        replace(each, confidence=max(each.confidence, within(likely / len(near), limit)))
        for each, likely, limit in zip(candidates, alone, limits, strict=False)
    )
    return Unknown(shared + candidates[len(near) :])


def _variant(words: Sequence[Word], judged: Fit) -> str:
    """Return the colour or size that was said of a product."""
    said = zip(words, judged.strengths, strict=True)
    return " ".join([word.typed for word, strength in said if word.is_variant and not strength])


def within(likely: float, limit: float) -> float:
    """Keep a likelihood below its limit, and those that are cut in their order."""
    return min(likely, limit * (1 + likely) / 2)
