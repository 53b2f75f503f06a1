"""Say step by step how words came to a product: for whoever curates names."""

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.matching._query import Word
from knowledge.matching._rerank import FIT, ordering
from knowledge.matching._sure import Evidence, evidence
from knowledge.matching.linker import (
    Found,
    Link,
    Memory,
    Unknown,
    by_parts,
    decide,
    decide_same,
    needed,
    same_name,
    weigh,
    within,
)
from knowledge.matching.words import fold
from knowledge.store.port import Transaction

_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Judged:
    """One candidate: its best name, what each feature adds to its score, how likely it is.

    `limit` is the most that doubt lets the confidence be.
    """

    product: int
    name: str
    score: float
    adds: dict[str, float]
    evidence: Evidence
    likely: float
    limit: float
    confidence: float


@dataclass(frozen=True, slots=True)
class Explained:
    """What words came to, and every number on the way; `is_name` when they are a name as it is."""

    link: Link
    needed: float
    is_name: bool = False
    is_brand_alone: bool = False
    words: Sequence[Word] = ()
    judged: tuple[Judged, ...] = ()


async def explain(
    tx: Transaction, community: int, text: str, *, wide: str, framed: bool, is_kind: bool
) -> Explained:
    """Link words as `linker.link` does, and keep what led there."""
    short, long, enough = fold(text), fold(wide), needed(framed=framed)
    if not short:
        return Explained(Unknown(), enough)
    same, name = await same_name(tx, community, long, short)
    if same:
        return Explained(decide_same(same, long.removeprefix(name)), enough, is_name=True)
    weighed = await weigh(tx, community, short, long, await Memory().look(tx), is_kind=is_kind)
    compared = weighed.compared
    judged = tuple(
        Judged(
            product=each.product,
            name=each.name.folded,
            score=each.score,
            adds={
                name: weight * value
                for (name, weight), value in zip(FIT.items(), ordering(each.features), strict=True)
            },
            evidence=evidence(compared.words, compared.fits, at),
            likely=likely,
            limit=limit,
            confidence=within(likely, limit),
        )
        for at, (each, likely, limit) in enumerate(
            zip(compared.fits[:_SHOWN], weighed.likely, weighed.limits, strict=False)
        )
    )
    said = decide(weighed, needed=enough)
    if not isinstance(said, Found):
        said = await by_parts(tx, community, short) or said
    return Explained(said, enough, False, weighed.is_brand_alone, compared.words, judged)
