"""Compile the words of one language, and split messages into words that they can be found in.

A frame is some words before the product, the product, and some words after it. Both sides go into
tries whose nodes carry a bit for every frame, so one walk tries all frames at once: a reading
costs the same for ten frames as for a thousand, and no expression can backtrack.
"""

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from typing import Any, NamedTuple, Self

Phrase = tuple[str, ...]

PRICE = "{price}"
NUMBER = "{n}"
_SLOT, _SECOND = "{x}", "{y}"
_ITEM = re.compile(r"[()\[\]|?]|<\w+>|\{\w+\}|\.\.\.|[^\s()\[\]|?<>{}]+")
_MOST_PHRASES = 20_000
_SHORTEST_SLIP = 5  # shorter words are too often another word with one letter changed


def fold(word: str) -> str:
    """Write a word the way frames do: lower case, no apostrophes."""
    word = word.lower()
    return word if word.isalnum() else "".join(c for c in word if c.isalnum())


def expand(text: str, groups: Mapping[str, Sequence[Phrase]]) -> list[Phrase]:
    """List every phrase that a pattern stands for; raise ValueError when it cannot be read."""
    items = _ITEM.findall(text)[::-1]
    try:
        phrases = _alternatives(items, groups)
    except (IndexError, KeyError) as error:
        raise ValueError(f"cannot read the pattern {text!r}") from error
    if items or len(phrases) > _MOST_PHRASES:
        raise ValueError(f"cannot read the pattern {text!r}")
    return phrases


def _alternatives(items: list[str], groups: Mapping[str, Sequence[Phrase]]) -> list[Phrase]:
    found = _sequence(items, groups)
    while items and items[-1] == "|":
        items.pop()
        found = found + _sequence(items, groups)
    return found


def _sequence(items: list[str], groups: Mapping[str, Sequence[Phrase]]) -> list[Phrase]:
    phrases: list[Phrase] = [()]
    while items and items[-1] not in ("|", ")", "]"):
        part = _part(items, groups)
        if len(phrases) * len(part) > _MOST_PHRASES:
            raise IndexError
        phrases = [before + after for before in phrases for after in part]
    return phrases


def _part(items: list[str], groups: Mapping[str, Sequence[Phrase]]) -> Sequence[Phrase]:
    item = items.pop()
    if item in ("(", "["):
        inside = _alternatives(items, groups)
        if items.pop() != {"(": ")", "[": "]"}[item]:
            raise IndexError
        return inside if item == "(" else [(), *inside]
    if item.startswith("<"):
        return groups[item[1:-1]]
    return [(item if item in (PRICE, NUMBER) else fold(item),)]


class Node:
    """One step into a trie of phrases; `mask` has a bit for each frame that may end here."""

    __slots__ = ("mask", "next")

    def __init__(self) -> None:
        self.next: dict[str, Node] = {}
        self.mask = 0

    def add(self, phrase: Iterable[str], mask: int = 1) -> None:
        """Add a phrase and the frames that it belongs to."""
        node = self
        for word in phrase:
            node = node.next.setdefault(word, Node())
        node.mask |= mask

    def follow(self, key: str) -> "Node | None":
        """Step over one word; a bare number may stand for a price."""
        node = self.next.get(key)
        if node is None and key.isdecimal():
            node = self.next.get(PRICE) or self.next.get(NUMBER)
        return node


class Phrases:
    """A list of phrases, matched from a position forwards or, if `backwards`, up to one."""

    def __init__(self, patterns: Iterable[str], *, backwards: bool = False) -> None:
        self._root = Node()
        self._step = -1 if backwards else 1
        for pattern in patterns:
            for phrase in expand(pattern, {}):
                self._root.add(phrase[:: self._step])

    def longest(self, keys: Sequence[str], start: int, stop: int) -> int:
        """Return where the longest phrase between `start` and `stop` ends, `start` if none."""
        step = self._step
        node, at, end = self._root, start, start
        if start == stop:
            return start
        key = keys[start if step > 0 else start - 1]
        if key not in node.next and not key.isdecimal():
            return start  # nearly always, so it is worth to leave early
        while at != stop:
            following = node.follow(keys[at if step > 0 else at - 1])
            if following is None:
                break
            node, at = following, at + step
            if node.mask:
                end = at
        return end


@dataclass(frozen=True, slots=True)
class Frame:
    """A question pattern of one kind; `second` has another product after its last word."""

    kind: str
    second: bool


class Match(NamedTuple):
    """A frame found over words [start, end) with the product at [left, right)."""

    weight: tuple[bool, bool, int]
    frame: Frame
    start: int
    left: int
    right: int
    end: int


class Frames:
    """All question patterns of a language."""

    def __init__(self, data: Mapping[str, Any], adverbs: Iterable[str]) -> None:
        self._frames: list[Frame] = []
        self._before, self._after = Node(), Node()
        self._anywhere = self._asked = 0
        self._adverbs = frozenset(adverbs)
        groups: dict[str, list[Phrase]] = {}
        for name, patterns in data["groups"].items():
            groups[name] = [p for pattern in patterns for p in expand(pattern, groups)]
        for kind, patterns in data["frames"].items():
            for pattern in patterns:
                self._add(kind, pattern, groups)
        self._slips = _Slips({w for n in (self._before, self._after) for w in _vocabulary(n)})

    def _add(self, kind: str, pattern: str, groups: Mapping[str, Sequence[Phrase]]) -> None:
        bit = 1 << len(self._frames)
        text = pattern.removeprefix("...").removesuffix("?").strip()
        second = text.endswith(_SECOND)
        before, slot, after = text.removesuffix(_SECOND).partition(_SLOT)
        if not slot:
            raise ValueError(f"no {_SLOT} in the frame {pattern!r}")
        for phrase in expand(before, groups):
            self._before.add(phrase, bit)
        for phrase in expand(after, groups):
            self._after.add(phrase, bit)
        self._anywhere |= bit * pattern.startswith("...")
        self._asked |= bit * pattern.endswith("?")
        self._frames.append(Frame(kind, second))

    def mend(self, keys: Sequence[str]) -> list[str]:
        """Replace words that are one slip away from a word of some frame."""
        return [self._slips.mend(key) for key in keys]

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
        befores = [(low, low, self._before.mask)]
        afters = [(high, high, self._after.mask)]
        for at in range(low, high):
            if keys[at] in self._before.next:
                mask = allowed if at in opens else allowed & self._anywhere
                befores += [
                    (at, end, m & mask) for end, m in self._walk(self._before, keys, at, high)
                ]
            if keys[at] in self._after.next:
                afters += [(at, end, m) for end, m in self._walk(self._after, keys, at, high)]
        best: Match | None = None
        for start, left, one in befores:
            for right, end, two in afters:
                mask = one & two & allowed
                if mask and right >= left and (left > start or end > right):
                    frame = self._frames[(mask & -mask).bit_length() - 1]
                    whole = not any(left <= at < right for at in breaks)
                    ends = whole and (frame.second or end in closes)
                    weight = (ends, right > left, left - start + end - right)
                    if best is None or weight > best.weight:
                        best = Match(weight, frame, start, left, right, end)
        return best

    def _walk(
        self, node: Node, keys: Sequence[str], at: int, high: int
    ) -> Iterable[tuple[int, int]]:
        first = True
        while at < high:
            following = node.follow(keys[at])
            if following is not None:
                node = following
                if node.mask:
                    yield at + 1, node.mask
            elif first or keys[at] not in self._adverbs:
                return
            first = False
            at += 1


def _vocabulary(node: Node) -> Iterable[str]:
    for word, following in node.next.items():
        yield word
        yield from _vocabulary(following)


class _Slips:
    """Find the known word that is one letter added, lost, changed or swapped away."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = {word for word in words if not word.startswith("{")}
        self._near: dict[str, str] = {}
        for word in sorted(self._words):
            if len(word) >= _SHORTEST_SLIP:
                for shorter in _without_one(word):
                    self._near.setdefault(shorter, word)

    def mend(self, word: str) -> str:
        """Return the known word meant, or the word itself."""
        if not _SHORTEST_SLIP - 1 <= len(word) <= 14 or word in self._words:
            return word
        for shorter in (word, *_without_one(word)):
            known = self._near.get(shorter)
            if known and _one_slip(word, known):
                return known
        return word


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


@dataclass(frozen=True, slots=True)
class Price:
    """An amount of money; the currency is an ISO code, None when only a number was given."""

    amount: Decimal
    currency: str | None


@dataclass(frozen=True, slots=True)
class Words:
    """A text in words: how frames see each, where it stands, and where clauses begin."""

    text: str
    keys: list[str]
    starts: list[int]
    ends: list[int]
    pauses: set[int]  # words that follow a pause
    opens: set[int]  # those, and words after a lead-in such as "hey guys"
    sentences: list[tuple[int, int, bool]]  # from, to, ends with a question mark
    prices: dict[int, Price]  # by the word that stands for them


_WORD = re.compile(r"[^\W_]+(?:['’ʼ`][^\W_]+)*")
_NUMBER = r"[0-9][0-9.,]{0,12}k?"
_DIGIT = re.compile("[0-9]")
_CENTS = re.compile(r"[.,]([0-9]{1,2})$")
_WITHIN_NAMES = "'\"-/.&+#*_%$"
_NO_PAUSE, _PAUSE, _SENTENCE, _QUESTION = range(4)


class Lexicon:
    """Everything that one language file says."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Compile the tables of a language file; raise ValueError when it cannot be read."""
        words, topics, chatter = data["words"], data["topics"], data["chatter"]
        self.words = {k: frozenset(v) for k, v in words.items() if k != "variants"}
        self.context = {k: frozenset(v) for k, v in data["context"].items()}
        self.endings = tuple(data["context"]["endings"])
        self.closers = self.words["conjunctions"] | self.context["openers"]
        self.closers |= set(data["price"]["words"])
        self.thoughts = self.words["clause_words"] | self.words["conjunctions"]
        self.empty = self.words["conjunctions"] | set(data["price"]["words"]) | {PRICE}
        self.shops = frozenset(data["links"]["shops"])
        self.generic = frozenset(data["links"]["generic"])
        self.frames = Frames(data, words["adverbs"])
        self.fillers = Phrases(words["fillers"])
        self.leads = Phrases(words["leads"])
        self.tails = Phrases(words["tails"], backwards=True)
        self.joiners = Phrases(words["joiners"])
        self.list_joiners = Phrases([*words["joiners"], *words["list_joiners"]])
        self.mentions = Phrases(chatter["mentions"])
        self.statements = Phrases(chatter["statements"])
        self.topics = {k: Phrases(v, backwards=k == "ends") for k, v in topics.items()}
        self._variants = {k: v.split() for k, v in words["variants"].items()}
        self.price_words = frozenset(data["price"]["words"])
        self._currencies: dict[str, str] = data["price"]["currencies"]
        marks = "|".join(map(re.escape, sorted(self._currencies, key=len, reverse=True)))
        self._price = re.compile(
            rf"(?<!\w)(?:({marks})\s?({_NUMBER})|({_NUMBER})\s?({marks}))(?!\w)", re.IGNORECASE
        )

    @classmethod
    def load(cls, language: str) -> Self:
        """Read `frames/<language>.toml`; raise ValueError when there is none."""
        source = files("knowledge.matching") / "frames" / f"{language}.toml"
        if not language.isidentifier() or not source.is_file():
            raise ValueError(f"there are no question frames for the language {language!r}")
        return cls(tomllib.loads(source.read_text(encoding="utf-8")))

    def split(self, text: str) -> Words:
        """Split a text into words, with prices as one word each."""
        words = Words(text, [], [], [], {0}, {0}, [], {})
        keys, starts, ends = words.keys, words.starts, words.ends
        prices = self._find_prices(text)
        for found in _WORD.finditer(text):
            start, end = found.span()
            if ends and start < ends[-1]:
                continue  # the rest of a price
            while prices and start >= prices[0][1]:
                prices.pop(0)
            if prices and start >= prices[0][0]:
                start, end, price = prices.pop(0)
                words.prices[len(keys)] = price
                key = PRICE
            else:
                key = fold(found[0])
            for known in self._variants.get(key) or (key,):
                keys.append(known)
                starts.append(start)
                ends.append(end)
        self._find_sentences(words)
        return words

    def _find_prices(self, text: str) -> list[tuple[int, int, Price]]:
        found = []
        for match in self._price.finditer(text) if _DIGIT.search(text) else ():
            mark, number = match[1] or match[4], match[2] or match[3]
            currency = self._currencies.get(mark) or self._currencies.get(mark.lower())
            lost = len(number) - len(number.rstrip(".,")) if match[2] else 0
            found.append((match.start(), match.end() - lost, Price(amount(number), currency)))
        return found

    def _find_sentences(self, words: Words) -> None:
        """Fill in where clauses and sentences begin."""
        keys, starts, ends, text = words.keys, words.starts, words.ends, words.text
        first, count = 0, len(keys)
        for at in range(1, count + 1):
            gap = text[ends[at - 1] : starts[at] if at < count else None]
            if gap == " ":
                continue
            pause = _QUESTION if "?" in gap else self._pause(gap, keys[at - 1])
            if pause:
                words.pauses.add(at)
            if pause >= _SENTENCE or at == count:
                words.sentences.append((first, at, pause == _QUESTION))
                first = at
        words.opens.update(words.pauses)
        for at in range(count):
            if at in words.opens:
                words.opens.add(self.fillers.longest(keys, at, count))

    def _pause(self, gap: str, before: str) -> int:
        if "\n" in gap or "？" in gap or "؟" in gap:
            return _QUESTION if "\n" not in gap else _SENTENCE
        if "." in gap and ".." not in gap and gap[-1:].isspace():
            return _NO_PAUSE if before in self.words["abbreviations"] else _SENTENCE
        paused = any(not c.isspace() and c not in _WITHIN_NAMES for c in gap)
        return _PAUSE if paused or ("-" in gap and len(gap) > 1) else _NO_PAUSE


def amount(number: str) -> Decimal:
    """Read "1,299.99", "1.299,99", "400" or "1.5k" as a number."""
    thousand = number[-1:].lower() == "k"
    number = number.rstrip("kK.,")
    cents = _CENTS.search(number)
    whole = re.sub("[^0-9]", "", number[: cents.start()] if cents else number)
    value = Decimal(f"{whole or 0}.{cents[1]}" if cents else whole or 0)
    return value * 1000 if thousand else value
