"""Weigh whether what has the wording of a question about a product is one.

"Is college worth it" is worded like "is the airwrap worth it". What tells them apart is listed as
cues: the kind of frame, the kinds of words (`[cues]` of a language file) that the name is made
of, that stand right before it and anywhere outside of it, and how it is written. Each cue has a
weight, fitted by benchmarks/fit_understanding.py; the sum of them says how likely it is.
"""

import math
import re
from collections.abc import Iterable, Iterator, Sequence

from knowledge.matching._background import background
from knowledge.matching._lexicon import Lexicon
from knowledge.matching._text import Words

# Less likely than the first it is no question; from the second on it is one. In between it is one
# if the product is known. A name alone gets the benefit of the doubt: whoever writes only that to
# a bot rarely chats.
FRAMED = 0.1, 0.35
ALONE = 0.01, 0.2
_MOST_UNKNOWN = 3
_MOST_WORDS = 5
_DETERMINERS = {"before own", "before definite", "before indefinite", "before pointing"}
_SHORTEST_ENDED = 5  # letters: "king" is no gerund
_DIGIT = re.compile(r"\d")

WEIGHTS: dict[str, float] = {
    "0 unknown": -1.43,
    "1 unknown": -0.21,
    "1 words": 0.10,
    "2 unknown": 0.54,
    "2 words": 0.61,
    "3 unknown": 1.02,
    "3 words": 0.12,
    "4 words": -0.31,
    "5 words": -0.58,
    "abstract": -0.35,
    "all unknown": 1.73,
    "alone capitals": -0.27,
    "alone digits": -0.22,
    "alone no capitals": -0.20,
    "alone small": -0.09,
    "alternatives capitals": 0.14,
    "alternatives small": -0.14,
    "any": -0.17,
    "asked": -0.52,
    "before buying": 0.25,
    "before crowd": -0.21,
    "before definite": 0.78,
    "before funds": -0.97,
    "before happening": 0.13,
    "before indefinite": 0.34,
    "before infinitive": -0.47,
    "before joined": 0.12,
    "before love": 0.17,
    "before own": -0.87,
    "before pointing": -0.22,
    "before self": 0.42,
    "before sport": -0.35,
    "before third": -0.42,
    "before trading": -0.37,
    "before trouble": -0.16,
    "before verb": -0.08,
    "before when": -0.23,
    "before within": 0.34,
    "before work": -0.37,
    "before you": 0.14,
    "buying capitals": 0.25,
    "buying digits": 0.24,
    "buying initial": -0.16,
    "buying small": -0.11,
    "capitals before definite": 0.27,
    "capitals before indefinite": 0.21,
    "capitals before own": 0.11,
    "choice no capitals": -0.14,
    "choice small": -0.08,
    "compare digits": 0.13,
    "digits": 0.75,
    "digits before definite": 0.37,
    "digits before indefinite": 0.22,
    "elsewhere digits": 0.18,
    "frame alone": -0.88,
    "frame choice": -0.18,
    "frame compare": 0.27,
    "frame elsewhere": 0.09,
    "frame opinion": 0.23,
    "frame tried": -0.20,
    "frame weak": -0.16,
    "frame worth": 0.72,
    "gerund": -1.97,
    "head asking": -0.11,
    "head body": -0.30,
    "head buying": 0.28,
    "head crowd": 0.26,
    "head definite": 0.09,
    "head denied": -0.51,
    "head family": -0.22,
    "head goods": 1.44,
    "head living": -1.07,
    "head love": -0.22,
    "head made": -0.11,
    "head person": 0.21,
    "head playing": -0.25,
    "head pointing": -0.09,
    "head public": -0.36,
    "head self": 0.10,
    "head social": -0.10,
    "head sport": -0.62,
    "head study": -0.83,
    "head third": 0.17,
    "head trading": -0.14,
    "head trouble": -0.32,
    "head verb": -0.16,
    "head ware": 0.84,
    "head web": -0.25,
    "head when": -0.23,
    "head work": -0.29,
    "head you": 0.30,
    "in along": -0.44,
    "in asking": -0.66,
    "in body": -0.41,
    "in buying": -0.22,
    "in definite": -0.70,
    "in denied": -0.58,
    "in family": 0.28,
    "in funds": -0.66,
    "in goods": 0.75,
    "in happening": 0.29,
    "in indefinite": -1.07,
    "in infinitive": -0.88,
    "in joined": -0.49,
    "in living": -0.08,
    "in love": -0.44,
    "in made": -0.22,
    "in own": -0.60,
    "in person": -0.24,
    "in playing": -0.32,
    "in pointing": -0.91,
    "in public": -1.40,
    "in self": -0.43,
    "in social": -0.25,
    "in sport": -0.39,
    "in study": -1.02,
    "in third": -0.69,
    "in trading": -0.95,
    "in trouble": -0.12,
    "in verb": -1.20,
    "in ware": 1.06,
    "in web": -0.30,
    "in when": -0.63,
    "in whose": -1.16,
    "in within": -1.58,
    "in work": -0.43,
    "initial": -0.11,
    "no capitals": -0.48,
    "no capitals before definite": 0.13,
    "no capitals before own": -0.63,
    "no capitals before pointing": -0.14,
    "opinion digits": 0.27,
    "out along": 0.20,
    "out asking": 0.30,
    "out body": -0.35,
    "out crowd": 0.13,
    "out definite": -0.30,
    "out denied": 0.09,
    "out family": 0.13,
    "out goods": 0.13,
    "out happening": 0.15,
    "out infinitive": 0.13,
    "out joined": 0.61,
    "out living": 0.25,
    "out love": 0.12,
    "out made": -0.17,
    "out own": -0.40,
    "out playing": -0.46,
    "out pointing": -0.27,
    "out public": -0.27,
    "out self": 0.10,
    "out social": 0.35,
    "out sport": -0.46,
    "out study": -0.64,
    "out third": 0.50,
    "out trading": -0.28,
    "out trouble": -1.01,
    "out web": 0.16,
    "out when": -0.95,
    "out whose": -0.14,
    "out within": 0.26,
    "out work": -0.36,
    "out you": 0.17,
    "said": 0.37,
    "sentences": 0.87,
    "small": -0.21,
    "small before own": -0.40,
    "small before pointing": -0.10,
    "tried capitals": 0.13,
    "tried digits": -0.54,
    "tried no capitals": 0.32,
    "weak capitals": -0.16,
    "weak digits": 0.22,
    "weak no capitals": -0.18,
    "weak small": -0.09,
    "worth capitals": -0.08,
    "worth digits": 0.48,
    "worth no capitals": 0.13,
    "worth small": 0.31,
}


def cues(
    lexicon: Lexicon, words: Words, kind: str, name: tuple[int, int], frame: range
) -> frozenset[str]:
    """List what speaks for and against a product that is named by the words [start, end).

    `kind` is that of the frame, `frame` where it stands, its slot included.
    """
    keys, (start, end), known = words.keys, name, lexicon.cues
    before = keys[start - 1 : start]
    found = ["asked" if "?" in words.text else "said", f"frame {kind}"]
    found += _named(lexicon, keys[start:end])
    outside = keys[: min(frame.start, start)] + before + keys[max(frame.stop, end) :]
    for place, around in (("before", before), ("out", outside)):
        at_place = known[place]
        for key in around:
            if key in at_place:
                found += at_place[key]
    written = _written(words, start, end)
    determiner = known["before"].get(before[0], ()) if before else ()
    found += [f"{written} {each}" for each in determiner if each in _DETERMINERS]
    found += (written, f"{kind} {written}")
    if len(words.sentences) > 1:
        found.append("sentences")
    return frozenset(found)


def _named(lexicon: Lexicon, name: Sequence[str]) -> Iterator[str]:
    """Tell which kinds of words a name is made of; a ware is a word that many products have."""
    kinds, wares, unknown = lexicon.cues["in"], background(), 0
    for key in name:
        if key in kinds:
            yield from kinds[key]
        elif key in wares:
            yield "in ware"
        else:
            unknown += 1
    yield f"{min(unknown, _MOST_UNKNOWN)} unknown"
    if unknown == len(name):
        yield "all unknown"
    yield f"{min(len(name), _MOST_WORDS)} words"
    head = name[-1]
    yield from lexicon.cues["head"].get(head) or (("head ware",) if head in wares else ())
    for cue, ends in lexicon.cue_endings.items():
        ended = name[0] if cue == "gerund" else head
        if len(ended) >= _SHORTEST_ENDED and ended.endswith(ends):
            yield cue


def _written(words: Words, start: int, end: int) -> str:
    """Tell how a name is written, beside the rest of its message."""
    text = words.text
    typed = text[words.starts[start] : words.ends[end - 1]]
    if _DIGIT.search(typed):
        return "digits"
    if typed == typed.lower():
        return "small" if text == text.lower() else "no capitals"
    if text == text.upper():
        return "small"
    if text == text.title():
        return "title"
    if typed[1:] == typed[1:].lower() and start in words.opens:
        return "initial"  # any word that begins a sentence
    return "capitals"


def likely(found: Iterable[str]) -> float:
    """Return how likely a product is meant, 0 to 1."""
    score = WEIGHTS.get("any", 0.0) + sum([WEIGHTS.get(each, 0.0) for each in found])
    return 1 / (1 + math.exp(-score))
