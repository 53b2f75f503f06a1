"""How well a product's name fits what was asked: features, and the weights that join them."""

from collections.abc import Callable, Collection, Iterable, Sequence
from operator import attrgetter, mul
from typing import NamedTuple

from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from knowledge.matching._known import Name
from knowledge.matching._likeness import close
from knowledge.matching._query import Word
from knowledge.matching.words import accessories, has_digit, is_shade

_ELSEWHERE = 0.8  # how far a word agrees that another name of the product has
_ACCESSORY = 0.3  # in score: of two that fit alike, the thing itself comes before its charger


class Features(NamedTuple):
    """What is compared; each 0 to 1."""

    asked: float  # weight of the question's words that the name has
    named: float  # weight of the name's words that the question has
    missing: float  # the weightiest word of the question that the name has not
    stray: float  # share of the question's words that the name has not
    conflict: float  # a number asked for, where the name has another like it
    shape: float  # how alike the two are letter by letter
    lead: float  # the name's first word is in the question
    slips: float  # how much of what agrees agrees only when corrected
    rarity: float  # the weightiest word that agrees
    number: float  # a number was asked for that the name has not
    unasked: float  # the name has a number that was not asked for, the question a word it has not
    unexplained: float  # like stray, but less where a long number agrees: that is no chance
    model: float  # a number of some length agrees: part of it is not chance


class Fit(NamedTuple):
    """A product with its best name, the name's features and what they come to."""

    product: int
    name: Name
    score: float
    features: Features
    strengths: tuple[float, ...]  # how surely the name has each word of the question
    agreed: frozenset[str]  # the words of the name that the question has


def judge(
    words: Sequence[Word], asked: str, product: int, name: Name, has: Callable[[str], bool]
) -> Fit:
    """Compare a question's words with one name of a product; `has` knows its other names'."""
    its, hit = name.weights, set[str]()
    strengths: list[float] = []
    for word in words:
        if word.text in its:
            hit.add(word.text)
            strengths.append(1.0)
        else:
            strengths.append(_strength(word, its, hit) if word.others else 0.0)
    if not all(strengths):
        for at, word in enumerate(words):
            if not strengths[at]:
                strengths[at] = close(word, name, hit) or _ELSEWHERE * has(word.text)
    compared = _features(words, strengths, asked, name, hit)
    score = fit(compared) - _ACCESSORY * _is_beside(name, hit)
    return Fit(product, name, score, compared, tuple(strengths), frozenset(hit))


def _is_beside(name: Name, hit: set[str]) -> bool:
    """Tell whether a name is of what goes with what was asked for: "case for X", "X charger"."""
    if accessories(name.weights) - hit:
        return True
    if "for" not in name.weights:
        return False
    return hit.isdisjoint(name.terms[: name.terms.index("for")])


def _features(
    words: Sequence[Word], strengths: Sequence[float], asked: str, name: Name, hit: set[str]
) -> Features:
    total = got = shares = strayed = agreed = missing = rarity = model = 0.0
    numbers: list[str] = []
    misses = count = 0
    others = [number for number in name.numbers if number not in hit]
    left: list[str] | None = None
    for word, strength in zip(words, strengths, strict=True):
        if not strength and word.is_variant:
            if left is None:
                left = [term for term in name.terms if term not in hit]
            if is_other_variant(word, left):
                continue
        total += word.weight
        shares += word.share
        count += 1
        if strength:
            got += word.weight * strength
            agreed += strength
            rarity = max(rarity, word.weight)
            if word.is_number and not word.is_variant:  # an amount is no model number
                model = max(model, min(1.0, (len(word.text) - 1) / 4))
        else:
            misses += 1
            strayed += word.share
            missing = max(missing, word.weight)
            if word.is_number:
                numbers.append(word.text)
    found = count - misses
    return Features(
        asked=got / (total or 1.0),
        named=sum([weight for term, weight in name.weights.items() if term in hit]) / name.total,
        missing=missing,
        stray=strayed / (shares or 1.0),
        conflict=_conflict(numbers, others) if numbers and others else 0.0,
        shape=fuzz.ratio(asked, name.folded) / 100,
        lead=float(name.terms[0] in hit),
        slips=1.0 - agreed / found if found else 0.0,
        rarity=rarity,
        number=float(bool(numbers)),
        unasked=float(bool(misses and others)),
        unexplained=strayed / (shares or 1.0) * (1.0 - model),
        model=model,
    )


def is_other_variant(word: Word, left: Collection[str]) -> bool:
    """Tell whether a word that a name has not is a colour or size of it, no other product's.

    `left` is the words of the name that were not said: a name that has a colour or size itself
    is one of several products.
    """
    if not word.is_variant:
        return False
    if word.is_number:
        return not any(map(has_digit, left))
    return not is_shade(word.text) or not any(map(is_shade, left))


def _strength(word: Word, name: Collection[str], hit: set[str]) -> float:
    """Return how surely a name has what a word may stand for, and note the name's words of it."""
    for parts, strength in word.others:
        if all(part in name for part in parts):
            hit.update(parts)
            return strength
    return 0.0


def _conflict(numbers: Iterable[str], others: Iterable[str]) -> float:
    """Return how sure it is that a number was asked for where the name has another."""
    return max(OSA.normalized_similarity(number, other) for other in others for number in numbers)


# Which candidate comes first: fitted by benchmarks/fit_linker.py (a softmax over the candidates
# of each question) on half of four development sets, some 3,400 questions: chat with typos, real
# forum questions, listing titles of two shops, and chat again over a base of 300 products.
FIT = {
    "asked": 4.02,
    "named": 2.78,
    "missing": -3.00,
    "stray": -3.95,
    "shape": 4.97,
    "lead": 0.43,
    "slips": -1.60,
    "rarity": 2.06,
    "model": 3.43,
}
_ORDERING = attrgetter(*FIT)


def ordering(compared: Features) -> tuple[float, ...]:
    """Return what FIT weighs."""
    values: tuple[float, ...] = _ORDERING(compared)
    return values


def fit(compared: Features) -> float:
    """Join the features into one number; only its order matters."""
    score: float = sum(map(mul, FIT.values(), ordering(compared)))
    return score
