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
    "0 unknown": -1.27,
    "1 unknown": -0.23,
    "2 unknown": 0.47,
    "2 words": 0.58,
    "3 unknown": 0.94,
    "3 words": 0.27,
    "4 words": -0.29,
    "5 words": -0.64,
    "abstract": -0.41,
    "all unknown": 1.53,
    "alone capitals": -0.27,
    "alone digits": -0.26,
    "alone no capitals": -0.21,
    "alternatives capitals": 0.15,
    "alternatives small": -0.12,
    "any": -0.15,
    "asked": -0.53,
    "before asking": -0.26,
    "before buying": 0.32,
    "before crowd": -0.20,
    "before definite": 0.73,
    "before funds": -1.00,
    "before happening": 0.08,
    "before indefinite": 0.27,
    "before joined": 0.13,
    "before love": 0.16,
    "before own": -0.87,
    "before pointing": -0.29,
    "before self": 0.47,
    "before sport": -0.35,
    "before third": -0.57,
    "before trading": -0.37,
    "before trouble": -0.24,
    "before verb": -0.09,
    "before when": -0.21,
    "before within": 0.19,
    "before work": -0.37,
    "before you": 0.12,
    "buying capitals": 0.26,
    "buying digits": 0.34,
    "buying initial": -0.22,
    "buying small": -0.14,
    "capitals before definite": 0.36,
    "capitals before indefinite": 0.25,
    "capitals before own": 0.14,
    "choice no capitals": -0.12,
    "compare digits": 0.19,
    "compare small": 0.09,
    "digits": 0.93,
    "digits before definite": 0.25,
    "digits before indefinite": 0.18,
    "digits before own": 0.12,
    "elsewhere digits": 0.18,
    "elsewhere no capitals": -0.10,
    "frame alone": -0.89,
    "frame buying": 0.19,
    "frame choice": -0.16,
    "frame compare": 0.40,
    "frame elsewhere": 0.09,
    "frame weak": -0.41,
    "frame worth": 0.66,
    "gerund": -1.91,
    "head asking": -0.26,
    "head body": -0.19,
    "head buying": 0.37,
    "head crowd": 0.27,
    "head definite": 0.13,
    "head denied": -0.56,
    "head family": -0.27,
    "head funds": -0.25,
    "head goods": 1.38,
    "head living": -1.03,
    "head love": -0.22,
    "head playing": -0.16,
    "head pointing": -0.09,
    "head public": -0.40,
    "head self": 0.11,
    "head social": -0.11,
    "head sport": -0.69,
    "head study": -0.90,
    "head third": 0.14,
    "head trading": -0.13,
    "head trouble": -0.18,
    "head verb": -0.12,
    "head ware": 0.74,
    "head web": -0.14,
    "head when": -0.24,
    "head whose": -0.10,
    "head work": -0.35,
    "head you": 0.21,
    "in asking": -0.51,
    "in body": -0.33,
    "in buying": -0.27,
    "in definite": -0.90,
    "in denied": -0.66,
    "in family": 0.36,
    "in funds": -0.57,
    "in goods": 0.72,
    "in happening": 0.25,
    "in indefinite": -1.11,
    "in infinitive": -0.84,
    "in joined": -0.50,
    "in living": 0.10,
    "in love": -0.42,
    "in made": -0.40,
    "in own": -0.63,
    "in playing": -0.50,
    "in pointing": -1.03,
    "in public": -1.32,
    "in self": -0.43,
    "in social": -0.29,
    "in sport": -0.35,
    "in study": -0.99,
    "in third": -0.70,
    "in trading": -0.98,
    "in trouble": -0.33,
    "in verb": -1.24,
    "in ware": 0.90,
    "in web": -0.25,
    "in when": -0.67,
    "in whose": -1.18,
    "in within": -1.59,
    "in work": -0.45,
    "initial": -0.10,
    "no capitals": -0.57,
    "no capitals before definite": 0.11,
    "no capitals before own": -0.74,
    "no capitals before pointing": -0.13,
    "opinion digits": 0.42,
    "opinion no capitals": -0.21,
    "opinion small": -0.09,
    "out asking": 0.19,
    "out body": -0.38,
    "out buying": 0.13,
    "out crowd": 0.21,
    "out definite": -0.30,
    "out denied": 0.13,
    "out family": 0.13,
    "out goods": 0.09,
    "out happening": 0.15,
    "out indefinite": -0.09,
    "out infinitive": 0.46,
    "out joined": 0.63,
    "out living": 0.30,
    "out love": 0.10,
    "out made": -0.34,
    "out own": -0.33,
    "out playing": -0.51,
    "out pointing": -0.48,
    "out public": -0.24,
    "out social": 0.37,
    "out sport": -0.58,
    "out study": -0.67,
    "out third": 0.72,
    "out trading": -0.27,
    "out trouble": -0.74,
    "out verb": -0.12,
    "out web": 0.24,
    "out when": -1.14,
    "out within": 0.14,
    "out work": -0.36,
    "out you": 0.21,
    "said": 0.41,
    "sentences": 0.99,
    "small": -0.18,
    "small before own": -0.49,
    "small before pointing": -0.10,
    "tried capitals": 0.41,
    "tried digits": -0.54,
    "tried no capitals": 0.18,
    "weak capitals": -0.33,
    "weak digits": 0.09,
    "weak no capitals": -0.15,
    "worth capitals": -0.17,
    "worth digits": 0.44,
    "worth initial": 0.10,
    "worth no capitals": 0.18,
    "worth small": 0.32,
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
