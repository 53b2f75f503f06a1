"""What a question's words may mean in the vocabulary: as typed, mistyped, joined or split."""

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import OSA

from knowledge.matching._counts import Counts, is_everyday, padded
from knowledge.matching.words import cuts, has_digit, is_spelled, other_numeral, singular, spoken
from knowledge.store.port import Transaction

MOST_WORDS = 24  # words of a question that are looked up
_LONG = 8  # letters from which on two slips are forgiven
_CONTEXT_SHARE = 0.3  # what a word counts for after "for", of what it would before
_JOINED, _SLIPPED, _SLIPPED_TWICE, _SLIPPED_AND_JOINED = 0.97, 0.85, 0.7, 0.7
_EDGE = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")


@dataclass(slots=True)
class Word:
    """One word of a question, what it weighs, and what it may stand for.

    `alike` is words of the vocabulary, `parts` runs of them that together are this word, each
    with how surely (0 to 1). A number stands for itself only: it is never corrected.
    """

    text: str
    typed: str  # with the ending that an unknown plural may be wrong to have lost
    weight: float = 1.0
    share: float = 1.0  # less for what was said after "for"
    is_number: bool = False
    alike: dict[str, float] = field(default_factory=dict)
    parts: dict[tuple[str, ...], float] = field(default_factory=dict)

    @property
    def is_known(self) -> bool:
        """Tell whether any product has this word, in some spelling."""
        return bool(self.alike or self.parts)


async def look_up(tx: Transaction, folded: str, context: str = "") -> tuple[list[Word], Counts]:
    """Return a question's words with what they may stand for; `context` is said after it."""
    named = spoken(folded)[:MOST_WORDS]
    said = (spoken(context) if context else [])[: MOST_WORDS - len(named)]
    words = [Word(singular(typed), typed, is_number=has_digit(typed)) for typed in (*named, *said)]
    texts = [word.text for word in words]
    counts = Counts(tx)
    numerals = [other for text in texts if (other := other_numeral(text))]
    await counts.start([*texts, *numerals, *(joined for joined, _, _ in _joins(texts))])
    for word in words:
        if counts.of(word.text):
            word.alike[word.text] = 1.0
        other = other_numeral(word.text)
        if other and counts.of(other):
            word.alike[other] = _JOINED
    for joined, start, end in _joins(texts):
        if counts.of(joined):
            for word in words[start:end]:
                word.alike.setdefault(joined, _JOINED)
    unknown = [word for word in words if not word.alike]
    await _split(counts, unknown)
    await _correct(tx, counts, unknown)
    for at, word in enumerate(words):
        word.share = 1.0 if at < len(named) else _CONTEXT_SHARE
        word.weight = _weight(word, counts) * word.share
    return words, counts


def _weight(word: Word, counts: Counts) -> float:
    """Weigh a word by what it most likely stands for; one that nothing has weighs most."""
    if word.text in word.alike or not word.is_known:
        return counts.weigh(word.text)
    if word.alike:
        return max(counts.weigh(each) for each in word.alike)
    return max(max(counts.weigh(part) for part in parts) for parts in word.parts)


def _joins(texts: Sequence[str]) -> list[tuple[str, int, int]]:
    """List two and three neighbours written as one, with where they stand."""
    return [
        ("".join(texts[at : at + count]), at, at + count)
        for count in (2, 3)
        for at in range(len(texts) - count + 1)
    ]


async def _split(counts: Counts, unknown: list[Word]) -> None:
    """Find what unknown words are made of: "airwrap", "wh1000xm5"."""
    ways = {word.text: _ways(word.text) for word in unknown}
    await counts.read({part for each in ways.values() for parts in each for part in parts})
    for word in unknown:
        known = [parts for parts in ways[word.text] if all(map(counts.of, parts))]
        if known:
            best = max(known, key=lambda parts: (min(map(len, parts)), -len(parts)))
            word.parts[best] = _JOINED


def _ways(text: str) -> list[tuple[str, ...]]:
    """List the ways to take a word apart: anywhere but inside a number, into two or three."""
    if not has_digit(text):
        return [(text[:at], text[at:]) for at in range(2, min(len(text) - 1, 40))]
    edges = [found.start() for found in _EDGE.finditer(text)][:6]
    places = [at for at in range(1, min(len(text), 40)) if not text[at - 1 : at + 1].isdigit()]
    two = [(text[:at], text[at:]) for at in places]
    three = [
        (text[:one], text[one:other], text[other:])
        for place, one in enumerate(edges)
        for other in edges[place + 1 :]
    ]
    return [*two, *three]


async def _correct(tx: Transaction, counts: Counts, unknown: list[Word]) -> None:
    """Find words one slip away, two for long ones; then words run together with a slip.

    A word that is a word elsewhere ("gold") has no slip, even if no product here has it.
    """
    wanted = [word for word in unknown if is_spelled(word.typed) and not is_everyday(word.text)]
    near = await _near(tx, {key for word in wanted for key in _keys(word)})
    for word in wanted:
        word.alike.update(_alike(word.typed, near) | _alike(word.text, near))
    far = [word for word in wanted if not word.is_known and len(word.text) >= _LONG]
    near = await _near(tx, {two for word in far for one in cuts(word.text) for two in cuts(one)})
    for word in far:
        word.alike.update(_alike(word.text, near))
    await counts.read({each for word in wanted for each in word.alike})
    for word in far:
        if not word.alike:
            await _correct_half(tx, counts, word)


def _keys(word: Word) -> set[str]:
    return {word.text, word.typed} | cuts(word.text) | cuts(word.typed)


async def _near(tx: Transaction, spellings: Collection[str]) -> set[str]:
    """Return words of the vocabulary that are, or have, one of some spellings."""
    if not spellings:
        return set()
    keys = list(spellings)
    count = padded(keys)
    rows = await tx.all(f"SELECT term FROM spelling WHERE cut IN ({count})", *keys)
    short = await tx.all(f"SELECT term FROM vocabulary WHERE term IN ({count})", *keys)
    return {term for (term,) in (*rows, *short)}


def _alike(text: str, near: Iterable[str]) -> dict[str, float]:
    """Keep the words that are close enough to be meant."""
    most = 2 if len(text) >= _LONG else 1
    found: dict[str, float] = {}
    for term in near:
        distance = OSA.distance(text, term, score_cutoff=most)
        if distance <= most and is_spelled(term):
            found[term] = _SLIPPED if distance == 1 else _SLIPPED_TWICE
    return found


async def _correct_half(tx: Transaction, counts: Counts, word: Word) -> None:
    """Take a word apart where one half is known and the other has a slip: "rootpwrch"."""
    halves: list[tuple[str, str, str]] = []
    for left, right in (way for way in _ways(word.text) if len(way) == 2):
        if counts.of(left) and len(left) >= 3 and len(right) >= 4:
            halves.append((left, right, right))
        elif counts.of(right) and len(right) >= 3 and len(left) >= 4:
            halves.append((left, right, left))
    keys = {key for _, _, slipped in halves for key in (slipped, *cuts(slipped))}
    near = await _near(tx, keys)
    for left, right, slipped in halves:
        for meant in _alike(slipped, near):
            parts = (left, meant) if slipped == right else (meant, right)
            word.parts[parts] = _SLIPPED_AND_JOINED
    await counts.read({part for parts in word.parts for part in parts})
