"""What a question's words may mean in the vocabulary: as typed, mistyped, joined or split."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import chain

from knowledge.matching._background import is_everyday
from knowledge.matching._known import Known, listed
from knowledge.matching._parts import ways_apart, ways_without_variant
from knowledge.matching._slips import TWICE, corrections
from knowledge.matching.words import (
    cuts,
    has_digit,
    is_code,
    is_spelled,
    one_of_several,
    other_form,
    other_numeral,
    singular,
    spoken,
    variants,
)
from knowledge.store.port import Transaction

MOST_WORDS = 24  # words of a question that are looked up
_LONGEST = 48  # letters up to which a word is mended: its spellings grow as they do
_LOST = range(5, 25)  # letters of a word that is looked for in names when nothing mends it
_SHORTEST_PIECE = 3  # letters
_SHORT = 3  # letters of a word that may have lost one
_CONTEXT_SHARE = 0.3  # what a word counts for after "for", of what it would before
_JOINED, _SLIPPED_AND_JOINED = 0.97, 0.7  # how surely a word stands for what it was made of
_VARIED = 0.9  # a model number with letters after it that its name has not: "rxv863bk"
_WHOLE = """
    SELECT v.term, v.products, 0 FROM {whole} CROSS JOIN vocabulary v
    WHERE v.term = asked.column1"""
_ONLY_NEAR = """
    SELECT v.term, v.products, 1 FROM {cut} CROSS JOIN spelling s CROSS JOIN vocabulary v
    WHERE s.cut = asked.column1 AND v.term = s.term"""
_NEAR = f"{_ONLY_NEAR} UNION ALL {_WHOLE}"


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
    is_variant: bool = False  # a colour or size, of which one product has many
    alike: dict[str, float] = field(default_factory=dict)
    parts: dict[tuple[str, ...], float] = field(default_factory=dict)
    others: Sequence[tuple[tuple[str, ...], float]] = ()  # all of these but itself, surest first

    @property
    def is_known(self) -> bool:
        """Tell whether any product has this word, in some spelling."""
        return bool(self.alike or self.parts)

    @property
    def is_lost(self) -> bool:
        """Tell whether a word is mistyped beyond what the vocabulary can mend.

        Two letters are a word of some product nearly always, so pieces of that size prove nothing.
        But those of a model number do: "ga2100".
        """
        if (
            (self.is_number and self.parts)
            or self.alike
            or len(self.text) not in _LOST
            or is_everyday(self.text)
        ):
            return False
        return all(min(map(len, parts)) < _SHORTEST_PIECE for parts in self.parts)


async def look_up(tx: Transaction, known: Known, folded: str, context: str = "") -> list[Word]:
    """Return a question's words with what they may stand for; `context` is said after it."""
    words, count_named = _split(folded, context)
    texts = [word.text for word in words]
    joins = _joins(texts)
    forms = [(word, other) for word in words for other in _forms(word)]
    await known.read_counts(
        tx, [*texts, *(other for _, other in forms), *(joined for joined, _, _ in joins)]
    )
    count = known.counts.get
    for word in words:
        if count(word.text):
            word.alike[word.text] = 1.0
    for word, other in forms:
        if count(other):
            word.alike[other] = _JOINED
    for joined, start, end in joins:
        if count(joined):
            for word in words[start:end]:
                word.alike.setdefault(joined, _JOINED)
    unknown = [word for word in words if not word.alike]
    if unknown:
        await _mend(tx, known, unknown)
    for at, word in enumerate(words):
        word.share = 1.0 if at < count_named else _CONTEXT_SHARE
        word.weight = _weight(word, known) * word.share
        word.others = _others(word)
    return words


def _others(word: Word) -> Sequence[tuple[tuple[str, ...], float]]:
    if not word.parts and word.alike.keys() <= {word.text}:
        return ()
    alike = [((term,), strength) for term, strength in word.alike.items() if term != word.text]
    return sorted([*alike, *word.parts.items()], key=lambda each: -each[1])


def _split(folded: str, context: str) -> tuple[list[Word], int]:
    """Return the words of a name and of what was said after it, and how many are the name's."""
    named = spoken(folded)[:MOST_WORDS]
    said = (spoken(context) if context else [])[: MOST_WORDS - len(named)]
    words = [Word(singular(typed), typed, is_number=has_digit(typed)) for typed in (*named, *said)]
    for at in variants([*named, *said]):
        words[at].is_variant = True
    return words, len(named)


def _forms(word: Word) -> Iterable[str]:
    """List other ways to write a word: "ii" and "2", "pro" and "professional", other singulars.

    "cookies" may be of "cookie", "axes" of "axe", "tvs" of "tv", "xm5s" of "xm5".
    """
    text, typed = word.text, word.typed
    singulars = [typed[:-1]] if text != typed and text != typed[:-1] else []
    if len(typed) == _SHORT and typed[-1] == "s" and is_code(typed):
        singulars.append(typed[:-1])
    return filter(None, (other_numeral(text), other_form(text), one_of_several(text), *singulars))


def _weight(word: Word, known: Known) -> float:
    """Weigh a word by what it most likely stands for; one that nothing has weighs most."""
    if word.text in word.alike or not word.is_known:
        return known.weigh(word.text)
    if word.alike:
        return max(known.weigh(each) for each in word.alike)
    return max(max(known.weigh(part) for part in parts) for parts in word.parts)


def _joins(texts: Sequence[str]) -> list[tuple[str, int, int]]:
    """List two and three neighbours written as one, with where they stand."""
    return [
        ("".join(texts[at : at + count]), at, at + count)
        for count in (2, 3)
        for at in range(len(texts) - count + 1)
    ]


async def _mend(tx: Transaction, known: Known, unknown: list[Word]) -> None:
    """Find what unknown words are made of ("airwrap"), one slip from, or two for long ones.

    A word that is a word elsewhere ("gold") has no slip, even if no product here has it.
    """
    ways = {word.text: ways_apart(word.text) for word in unknown}
    varied = {
        word.text: ways_without_variant(word.text) if word.is_number else [] for word in unknown
    }
    both = chain(ways.values(), varied.values())
    parts = {part for each in both for way in each for part in way}
    slipped = [word for word in unknown if _is_slip(word)]
    near = await _near(tx, known, {key for word in slipped for key in _keys(word)}, parts)
    for word in unknown:
        for each, strength in ((ways, _JOINED), (varied, _VARIED)):
            whole = [way for way in each[word.text] if all(map(known.counts.get, way))]
            if whole and not word.parts:
                best = max(whole, key=lambda way: (min(map(len, way)), -len(way)))
                word.parts[best] = strength
    for word in slipped:
        word.alike.update(corrections(word.typed, near) | corrections(word.text, near))
    far = [word for word in slipped if word.is_lost and len(word.text) in TWICE]
    if not far:
        return
    near = await _near_twice(tx, known, far)
    for word in far:
        word.alike.update(corrections(word.text, near))
        if not word.alike:
            await _mend_half(tx, known, word, ways[word.text])


def _is_slip(word: Word) -> bool:
    """Tell whether an unknown word may be another, mistyped."""
    lost = len(word.text) == _SHORT and word.text.isalpha()
    spelled = is_spelled(word.typed) and len(word.typed) <= _LONGEST
    return (lost or spelled) and not is_everyday(word.text)


def _keys(word: Word) -> set[str]:
    if len(word.typed) <= _SHORT:
        return {word.typed}
    return {word.text, word.typed} | cuts(word.text) | cuts(word.typed)


async def _near(
    tx: Transaction, known: Known, spellings: Collection[str], words: Collection[str] = ()
) -> set[str]:
    """Return words that are, or have, one of some spellings; read their counts, and of `words`."""
    cut, whole = listed([*spellings], 16), listed([*spellings, *words], 16)
    if not whole[1]:
        return set()
    sql, values = (_NEAR, (*cut[1], *whole[1])) if spellings else (_WHOLE, whole[1])
    rows = await tx.all(sql.format(cut=cut[0], whole=whole[0]), *values)
    known.counts.update([(term, products) for term, products, _ in rows])
    near = {term for term, _, is_cut in rows if is_cut}
    return near | {word for word in spellings if known.counts.get(word)}


async def _near_twice(tx: Transaction, known: Known, words: Iterable[Word]) -> set[str]:
    """Return words that lack one letter of what is left when some words lack two."""
    twice = {two for word in words for one in cuts(word.text) for two in cuts(one)}
    table, values = listed([*twice], 16)
    rows = await tx.all(_ONLY_NEAR.format(cut=table), *values)
    known.counts.update([(term, products) for term, products, _ in rows])
    return {term for term, _, _ in rows}


async def _mend_half(
    tx: Transaction, known: Known, word: Word, ways: Iterable[tuple[str, ...]]
) -> None:
    """Take a word apart where one half is known and the other has a slip: "rootpwrch"."""
    count = known.counts.get
    halves: list[tuple[str, str, str]] = []
    for left, right in (way for way in ways if len(way) == 2):
        if count(left) and len(left) >= 3 and len(right) >= 4:
            halves.append((left, right, right))
        elif count(right) and len(right) >= 3 and len(left) >= 4:
            halves.append((left, right, left))
    keys = {key for _, _, slipped in halves for key in (slipped, *cuts(slipped))}
    near = await _near(tx, known, keys)
    for left, right, slipped in halves:
        for meant in corrections(slipped, near):
            parts = (left, meant) if slipped == right else (meant, right)
            word.parts[parts] = _SLIPPED_AND_JOINED
