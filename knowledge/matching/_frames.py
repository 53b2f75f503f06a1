"""Find the question pattern, called a frame, that explains most words of a sentence."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from knowledge.matching._phrases import Node, Part, Pattern, parse, vocabulary

_SLOT, _SECOND = "{x}", "{y}"
_SHORTEST_SLIP = 5  # shorter words are too often another word with one letter changed
_LONGEST_SLIP = 14


class Frame(NamedTuple):
    """A question pattern of one kind; `second` has another product after its last word."""

    kind: str
    second: bool


class Match(NamedTuple):
    """A frame found over words [start, end) with the product at [left, right)."""

    weight: tuple[bool, bool, int, bool, int]
    frame: Frame
    start: int
    left: int
    right: int
    end: int


class Frames:
    """All question patterns of a language.

    A frame is some words before the product, the product, and some words after it. The nodes of
    both sides carry a bit for every frame, so one walk tries all of them, and nothing backtracks.
    """

    def __init__(self, data: Mapping[str, Any], adverbs: Iterable[str]) -> None:
        """Compile the frames of a language file; raise ValueError when one cannot be read."""
        self._adverbs = frozenset(adverbs)
        self._pronouns = frozenset(data["words"]["pronouns"])
        self._frames: list[Frame] = []
        self._anywhere = self._asked = 0
        groups: dict[str, Part] = {}
        for name, patterns in data["groups"].items():
            groups[name] = tuple(parse(pattern, groups) for pattern in patterns)
        self._sides: tuple[list[tuple[Pattern, int]], list[tuple[Pattern, int]]] = [], []
        for kind, patterns in data["frames"].items():
            for pattern in patterns:
                self._add(kind, pattern, groups)
        self._before, self._after = map(Node, self._sides)

    def _add(self, kind: str, pattern: str, groups: Mapping[str, Part]) -> None:
        bit = 1 << len(self._frames)
        text = pattern.removeprefix("...").removesuffix("?").strip()
        before, slot, after = text.removesuffix(_SECOND).partition(_SLOT)
        if not slot:
            raise ValueError(f"no {_SLOT} in the frame {pattern!r}")
        for rests, side in zip(self._sides, (before, after), strict=True):
            rests.append((parse(side, groups), bit))
        self._anywhere |= bit * pattern.startswith("...")
        self._asked |= bit * pattern.endswith("?")
        self._frames.append(Frame(kind, text.endswith(_SECOND)))

    def mend(self, keys: Sequence[str]) -> list[str]:
        """Replace words that are one slip away from a word of some frame."""
        return [self._slips.mend(key) for key in keys]

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """The words of all frames."""
        rests = (rest for side in self._sides for rest, _ in side)
        return frozenset(word for rest in rests for word in vocabulary(rest) if word[0] != "{")

    @cached_property
    def _slips(self) -> "_Slips":
        return _Slips(self.vocabulary)

    def match(
        self,
        keys: Sequence[str],
        span: tuple[int, int],
        opens: set[int],
        closes: set[int],
        *,
        asked: bool,
        breaks: set[int],
    ) -> Match | None:
        """Find the frame that explains most words of a sentence.

        `opens` holds where a clause begins, `closes` where one may end; a name that runs over
        one of `breaks`, where a new thought begins, comes last.
        """
        low, high = span
        allowed = -1 if asked else ~self._asked
        before, after, pronouns = self._before, self._after, self._pronouns
        befores, afters = [(low, low, before.mask)], [(high, high, after.mask)]
        for at in range(low, high):
            if keys[at] in before.ways:
                mask = -1 if at in opens else self._anywhere
                befores += [(at, end, m & mask) for end, m in self._walk(before, keys, at, high)]
            if keys[at] in after.ways:
                afters += [(at, end, m) for end, m in self._walk(after, keys, at, high)]
        ended = opens | {high}
        best: Match | None = None
        for start, left, one in befores:
            for right, end, two in afters:
                mask = one & two & allowed
                if mask and right >= left and (left > start or end > right):
                    frame = self._frames[(mask & -mask).bit_length() - 1]
                    closed = frame.second or end in closes
                    words = left - start + end - right
                    if words == 1 and end > right and not closed:
                        continue  # a lone word after it, and the sentence goes on
                    if words == 1 and left == right and not (start in opens and end in ended):
                        continue  # a lone word that names nothing, and is no sentence
                    whole = not (breaks and any(left <= at < right for at in breaks))
                    ends = whole and closed
                    refers = right == left + 1 and keys[left] in pronouns
                    filled = right > left or words == high - low
                    weight = (ends, filled, words, not refers, left - right)
                    if best is None or weight > best.weight:
                        best = Match(weight, frame, start, left, right, end)
        return best

    def _walk(
        self, node: Node, keys: Sequence[str], at: int, high: int
    ) -> Iterator[tuple[int, int]]:
        """List where phrases that begin `at` may end; adverbs may stand between their words.

        An adverb that is a word of some phrases is passed over by the others.
        """
        for position in range(at, high):
            key = keys[position]
            following = node.follow(key)
            if following is not None:
                if key in self._adverbs and position > at:
                    yield from self._walk(node, keys, position + 1, high)
                node = following
                if node.mask:
                    yield position + 1, node.mask
            elif position == at or key not in self._adverbs:
                return


class _Slips:
    """Find the known word that is one letter added, lost, changed or swapped away."""

    def __init__(self, words: frozenset[str]) -> None:
        self._words = words
        self._near: dict[str, str] = {}
        for word in sorted(words):
            if len(word) >= _SHORTEST_SLIP:
                for shorter in _without_one(word):
                    self._near.setdefault(shorter, word)

    def mend(self, word: str) -> str:
        """Return the known word meant, or the word itself."""
        if not _SHORTEST_SLIP - 1 <= len(word) <= _LONGEST_SLIP or word in self._words:
            return word
        near = (self._near.get(shorter) for shorter in _without_one(word))
        return next((known for known in near if known and _one_slip(word, known)), word)


def _without_one(word: str) -> list[str]:
    return [word, *(word[:i] + word[i + 1 :] for i in range(len(word)))]


def _one_slip(word: str, known: str) -> bool:
    # A slip at the first letter is rare, and accepting it makes "preview" a "review".
    if word[0] != known[0] and word[:2] != known[1::-1]:
        return False
    if abs(len(word) - len(known)) == 1:
        return True  # they share a form with one letter left out
    differ = [i for i, (a, b) in enumerate(zip(word, known, strict=False)) if a != b]
    if len(differ) == 2:
        one, two = differ
        return two == one + 1 and word[one] == known[two] and word[two] == known[one]
    return len(differ) == 1
