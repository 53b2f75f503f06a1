"""Read a chat message as a question about a product: which words name it, and what is asked.

The words of a language are data (`frames/<language>.toml`); nothing here knows any. Whether a
product of that name exists is not decided here: when in doubt, the words are passed on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from knowledge.matching._frames import PRICE, Frame, Lexicon, Match, Price, amount, fold

__all__ = ["Intent", "NotAQuestion", "Price", "Question", "Subject", "Understanding", "Why"]

LIMIT = 500  # characters read of a message; no question needs more
MOST_SUBJECTS = 6
MOST_WORDS_COMPARED = 8  # a longer text without a question mark is a title, with its "or"
MOST_WORDS_OF_TOPIC = 3  # "law school" is a topic, a longer name ending so is not


class Intent(Enum):
    """What somebody wants to know about the subjects."""

    WORTH = "worth"
    ALTERNATIVES = "alternatives"
    COMPARE = "compare"


class Why(Enum):
    """Why a message is no question that can be answered."""

    EMPTY = "empty"
    NOTHING_NAMED = "nothing_named"  # "worth it?", and nothing that it could refer to
    NOT_A_PRODUCT = "not_a_product"  # "is college worth it"
    OPEN = "open"  # "which phone is the best"
    CHATTER = "chatter"  # asks nothing, or something else


@dataclass(frozen=True, slots=True)
class Subject:
    """Words taken as a product, as typed: `message[start:end] == text`.

    Where the words had to be made (a link's path, "#DysonAirwrap", a name around a mention), the
    offsets are those of what they were made from; both are 0 for words of a message replied to.
    `wide` is the longer reading: with the "for ..." that may belong to a name, and for the first
    of two products with both ("Trick or Treat"); else it equals `text`.
    """

    text: str
    start: int
    end: int
    wide: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about which products; two or more of them for COMPARE."""

    intent: Intent
    subjects: tuple[Subject, ...]
    framed: bool  # the wording of a question was recognised, not only a name
    asked: bool  # framed, or somebody put a question mark
    price: Price | None = None
    context: str | None = None  # "curly hair" in "X for curly hair"
    links: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotAQuestion:
    """Say why there is nothing to answer."""

    why: Why


class _Span(NamedTuple):
    """Words [start, end) of a product, [start, wide) with what may belong to the name."""

    start: int
    end: int
    wide: int
    context: tuple[int, int] | None = None


_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]+|\b[a-z0-9-]{1,40}\.[a-z]{2,6}/[^\s<>\"]+", re.IGNORECASE
)
_MARKUP = re.compile(r"<(?:[@#]|a?:)[^<>\s]{1,80}>|(?<!\S)@\w+|^\s*\[[^\]\n]{1,24}\](?=\s*\w)")
_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_HASHTAG = re.compile(r"#(\w+)")
_FILE_ENDING = re.compile(r"\.[a-z]{1,5}$", re.IGNORECASE)
_QUOTES = {'"': '"', "“": "”", "„": "“", "«": "»", "'": "'", "‘": "’", "`": "`"}


_KEPT = ("+", "%", "®", "™")  # written right after a name, and part of it
_COMPARING = ("compare", "choice")
_NO_FRAME = Frame("worth", second=False)


class Understanding:
    """Reads messages of one language."""

    def __init__(self, lexicon: Lexicon) -> None:
        """Take the compiled words of a language."""
        self._lexicon = lexicon

    @classmethod
    def load(cls, language: str = "en") -> "Understanding":
        """Compile the words of a language; raise ValueError when there are none."""
        return cls(Lexicon.load(language))

    def read(self, message: str, about: str | None = None) -> Question | NotAQuestion:
        """Say what a message asks; `about` is the message that it replies to."""
        return _Reader(self._lexicon, message[:LIMIT], about).read()


class _Reader:
    """One message being read."""

    def __init__(self, lexicon: Lexicon, message: str, about: str | None) -> None:
        self._lexicon, self._about = lexicon, about
        links = list(_LINK.finditer(message)) if "/" in message or "www." in message else []
        self._links = [(m[0], m.start(), m.end()) for m in links]
        text = _LINK.sub(_blank_line, message) if links else message
        self._text = _MARKUP.sub(_blank, text) if any(c in text for c in "@<[") else text
        self._words = lexicon.split(self._text)
        self._keys = self._words.keys
        self._trimmed: dict[tuple[int, int, bool], _Span] = {}

    def read(self) -> Question | NotAQuestion:
        if not self._keys:
            return self._from_link() if self._links else NotAQuestion(Why.EMPTY)
        matches = self._matches()
        if not matches:
            typed, mended = self._keys, self._lexicon.frames.mend(self._keys)
            if mended != typed:
                self._keys = mended
                self._trimmed.clear()
                matches = self._matches()
                self._keys = mended if matches else typed
                self._trimmed.clear()
        return self._framed(matches) if matches else self._bare()

    def _matches(self) -> list[Match]:
        """Find the best frame of each sentence, those that name a product first."""
        words, found = self._words, []
        closes = words.opens | {high for _, high, _ in words.sentences}
        closers, clauses = self._lexicon.closers, self._lexicon.thoughts
        closes |= {at for at, key in enumerate(self._keys) if key in closers}
        breaks = {at for at in words.pauses if at < len(self._keys) and self._keys[at] in clauses}
        for low, high, asked in words.sentences:
            match = self._lexicon.frames.match(
                self._keys, (low, high), words.opens, closes, asked=asked, breaks=breaks
            )
            if match:
                found.append(match)
        if len(found) < 2:
            return found
        return sorted(found, key=lambda m: (self._refers(m.left, m.right), m.frame.kind == "open"))

    def _refers(self, left: int, right: int) -> bool:
        """Tell whether the words only point at something named elsewhere."""
        lexicon, keys = self._lexicon, self._keys
        span = self._trim(left, right)
        rest = keys[span.start : span.end]
        if not rest or " ".join(rest) in lexicon.words["pronouns"]:
            return True
        if len(rest) == 1 and rest[0] in lexicon.empty:
            return True
        points = any(key in lexicon.words["pointing"] for key in keys[left : span.start])
        return points and all(key in lexicon.words["heads"] for key in rest)

    # -- framed questions

    def _framed(self, matches: list[Match]) -> Question | NotAQuestion:
        match = matches[0]
        if match.frame.kind == "open":
            return NotAQuestion(Why.OPEN)
        if self._off_topic(match.left, match.right):
            return NotAQuestion(Why.NOT_A_PRODUCT)
        if self._refers(match.left, match.right):
            return self._elsewhere(match)
        spans = self._split(match.left, match.right, compare=match.frame.kind in _COMPARING)
        if not spans:
            return NotAQuestion(Why.NOTHING_NAMED)
        spans += self._second(match)
        if match.frame.kind == "choice" and len(spans) == 1:
            return NotAQuestion(Why.OPEN)
        return self._question(spans, match)

    def _question(self, spans: list[_Span], match: Match) -> Question:
        intent = Intent.ALTERNATIVES if match.frame.kind == "alternatives" else Intent.WORTH
        if len(spans) > 1:
            intent = Intent.COMPARE
        context = next((s.context for s in spans if s.context), None) or self._tail(match)
        return Question(
            intent=intent,
            subjects=tuple(self._subjects(spans)),
            framed=True,
            asked=True,
            price=self._price(spans, match),
            context=self._slice(*context)[0] if context else None,
            links=self._urls(),
        )

    def _second(self, match: Match) -> list[_Span]:
        """Find the product after the frame: "is X better than Y", "is X worth it or get Y"."""
        lexicon, keys = self._lexicon, self._keys
        high = self._sentence_end(match.end)
        start = match.end
        if not match.frame.second:
            after = lexicon.joiners.longest(keys, start, high)
            start = lexicon.leads.longest(keys, after, high) if after > start else high
            if start == after:
                return []
        span = self._trim(start, high)
        return [span] if span.start < span.end else []

    def _elsewhere(self, match: Match) -> Question | NotAQuestion:
        """Answer "worth it?" for what a link, another sentence or `about` names."""
        found = self._from_link() if self._links else None
        if isinstance(found, Question):
            span = _Span(match.left, match.left, match.left)
            price = self._price([span], match)
            return Question(Intent.WORTH, found.subjects, True, True, price, links=found.links)
        span_found = self._antecedent(match)
        if span_found:
            compare = match.frame.kind in _COMPARING
            spans = self._split(span_found.start, span_found.wide, compare=compare)
            if spans:
                return self._question(spans, match)
        return self._from_about(match)

    def _antecedent(self, match: Match) -> _Span | None:
        """Find words that name something, nearest before the frame, else after it."""
        low, high = self._sentence_start(match.start), self._sentence_end(match.end)
        regions = [(low, match.start)]
        regions += [(a, b) for a, b, _ in reversed(self._words.sentences) if b <= low]
        regions += [(match.end, high)] if match.end in self._words.opens else []
        regions += [(a, b) for a, b, _ in self._words.sentences if a >= high]
        return next((span for a, b in regions if (span := self._mention(a, b))), None)

    def _from_about(self, match: Match) -> Question | NotAQuestion:
        if self._about is None:
            return NotAQuestion(Why.NOTHING_NAMED)
        subjects = _Reader(self._lexicon, self._about[:LIMIT], None).named()
        if not subjects:
            return NotAQuestion(Why.NOTHING_NAMED)
        intent = Intent.COMPARE if len(subjects) > 1 else Intent.WORTH
        if match.frame.kind == "alternatives" and len(subjects) == 1:
            intent = Intent.ALTERNATIVES
        price = self._price([], match)
        moved = tuple(Subject(s.text, 0, 0, s.wide) for s in subjects)
        return Question(intent, moved, True, True, price, links=self._urls())

    def named(self) -> tuple[Subject, ...]:
        """Return what a message names, even if it asks nothing."""
        reading = self.read()
        known = isinstance(reading, Question) and (reading.framed or bool(reading.links))
        spans = (self._mention(a, b) for a, b, _ in self._words.sentences)
        span = None if known else next((s for s in spans if s), None)
        if span:
            return tuple(self._subjects([span]))
        return reading.subjects if isinstance(reading, Question) else ()

    # -- names alone

    def _bare(self) -> Question | NotAQuestion:
        count, asked = len(self._keys), "?" in self._text
        start = self._after_fillers(0, count)
        if start == count or self._is_chatter(start, count, asked=asked):
            return self._from_link() if self._links else NotAQuestion(Why.CHATTER)
        if self._refers(start, count):
            return self._elsewhere(Match((True, True, 0), _NO_FRAME, start, start, start, count))
        spans = self._split(start, count, bare=True)
        if not spans:
            return NotAQuestion(Why.CHATTER)
        context = spans[0].context if asked and len(spans) == 1 else None
        if not context and len(spans) == 1:
            spans = [spans[0]._replace(end=spans[0].wide)]
        framed = bool(context) or len(spans) > 1
        return Question(
            intent=Intent.COMPARE if len(spans) > 1 else Intent.WORTH,
            subjects=tuple(self._subjects(spans)),
            framed=framed,
            asked=asked or framed,
            price=self._price(spans, None),
            context=self._slice(*context)[0] if context else None,
            links=self._urls(),
        )

    def _is_chatter(self, start: int, end: int, *, asked: bool) -> bool:
        lexicon, keys = self._lexicon, self._keys
        for phrases in (lexicon.statements, lexicon.mentions):
            if phrases.longest(keys, start, end) > start:
                return True
        if keys[start] not in lexicon.words["interrogatives"] or end - start < 3:
            return False
        return asked or not lexicon.words["clause_words"].isdisjoint(keys[start + 1 : end])

    def _mention(self, low: int, high: int) -> _Span | None:
        """Find what a sentence that asks nothing names: "just ordered the X"."""
        lexicon, keys = self._lexicon, self._keys
        start = None
        for at in range(low, high):
            after = lexicon.mentions.longest(keys, at, high)
            inside = after < high and keys[after] in lexicon.words["determiners"]
            if after > at and (at in self._words.opens or inside):
                start = after
                high = next((p for p in range(after + 1, high) if p in self._words.pauses), high)
        if start is None:
            start = self._after_fillers(low, high)
            if start == high or self._is_chatter(start, high, asked=True):
                return None
        if start == high or self._refers(start, high):
            return None
        return self._trim(start, high)

    # -- words of a product

    def _trim(self, left: int, right: int, *, bare: bool = False) -> _Span:
        """Leave out what stands around a name: articles, lead-ins, thanks, the price, its use."""
        known = self._trimmed.get((left, right, bare))
        if known is None:
            known = self._trimmed[left, right, bare] = self._trim_anew(left, right, bare=bare)
        return known

    def _trim_anew(self, left: int, right: int, *, bare: bool) -> _Span:
        if not bare:
            left, right = self._cut(left, right)
        start, end = left, right
        while start < end:
            if self._quoted(start, end):
                return _Span(start, end, end)
            outer = start, end
            start, end = self._peel(start, end, bare=bare)
            if outer == (start, end):
                break
        context = self._context(start, end)
        return _Span(start, context[0] - 1 if context else end, end, context)

    def _peel(self, start: int, end: int, *, bare: bool) -> tuple[int, int]:
        lexicon, keys = self._lexicon, self._keys
        start = self._after_fillers(start, end)
        if not bare:
            start = self._after_recipient(lexicon.leads.longest(keys, start, end), end)
            end = lexicon.tails.longest(keys, end, start)
            while end > start and keys[end - 1] in lexicon.words["adverbs"]:
                end -= 1
        determiners = lexicon.words["articles" if bare else "determiners"]
        if end - start > 1 and (keys[start] in determiners or keys[start] == PRICE):
            first = self._words.starts[start]
            before = self._text[first - 1] if first else " "
            if before not in _QUOTES and not self._text[first].isdecimal():
                start += 1
        if end - start > 1 and keys[end - 1] == PRICE:
            end -= 1
            if end - start > 1 and keys[end - 1] in lexicon.price_words:
                end -= 1
        return start, end

    def _cut(self, left: int, right: int) -> tuple[int, int]:
        """Leave out other clauses: "i have X, Y" becomes "Y", "X when i am old" becomes "X"."""
        lexicon, keys, pauses = self._lexicon, self._keys, self._words.pauses
        clause, conjunctions = lexicon.words["clause_words"], lexicon.words["conjunctions"]
        while left < right and keys[left] in clause:
            after = next((at for at in range(left + 1, right) if at in pauses), None)
            if after is None:
                break
            left = after
        verbs = [at for at in range(left + 1, right) if keys[at] in clause]
        for at in range(left + 1, right if verbs else left):
            paused = at in pauses and keys[at] in clause
            if paused or (keys[at] in conjunctions and at < verbs[-1]):
                if lexicon.joiners.longest(keys, at, right) == at:
                    return left, at
                if lexicon.leads.longest(keys, at + 1, right) == at + 1 and verbs[0] == at + 1:
                    return left, at
        return left, right

    def _after_fillers(self, start: int, end: int) -> int:
        """Step over lead-ins; one word alone may be part of a name, unless a pause follows."""
        while start < end:
            after = self._lexicon.fillers.longest(self._keys, start, end)
            closed = after == end or after in self._words.pauses
            if after == start or not (
                closed or after - start > 1 or self._keys[after] in self._lexicon.words["articles"]
            ):
                break
            start = after
        return start

    def _after_recipient(self, start: int, end: int) -> int:
        words, keys = self._lexicon.words, self._keys
        if start < end and keys[start] in words["recipient_openers"]:
            for at in range(start, min(start + 5, end - 2)):
                if keys[at] in words["recipients"] and keys[at + 1] in words["determiners"]:
                    return at + 1
        return start

    def _context(self, start: int, end: int) -> tuple[int, int] | None:
        """Find a last "for ..." that reads like a person or a use."""
        rules, keys = self._lexicon.context, self._keys
        for at in range(end - 2, start, -1):
            if keys[at] in rules["openers"]:
                first = keys[at + 1]
                used = first in rules["first"] or not rules["words"].isdisjoint(keys[at + 1 : end])
                used |= len(first) > 4 and first.endswith(self._lexicon.endings)
                return (at + 1, end) if used else None
        return None

    def _tail(self, match: Match) -> tuple[int, int] | None:
        """Find the "for ..." after a frame."""
        start, high = match.end + 1, self._sentence_end(match.end)
        if start >= high or self._keys[match.end] not in self._lexicon.context["openers"]:
            return None
        end = next((at for at in range(start, high) if at in self._words.pauses), high)
        end = self._lexicon.tails.longest(self._keys, end, start)
        return (start, end) if start < end and self._keys[start] != PRICE else None

    def _split(
        self, left: int, right: int, *, compare: bool = False, bare: bool = False
    ) -> list[_Span]:
        """Split "X or Y"; a long title is left whole, and so are words in quotes."""
        whole = self._trim(left, right, bare=bare)
        if whole.start >= whole.end:
            return []
        if bare and "?" not in self._text and whole.end - whole.start > MOST_WORDS_COMPARED:
            return [whole]
        phrases = self._lexicon.list_joiners if compare else self._lexicon.joiners
        parts, start, at = [], whole.start, whole.start + 1
        while at < whole.wide - 1:
            after = phrases.longest(self._keys, at, whole.wide)
            if after == at and compare and at in self._words.pauses:
                parts.append(self._trim(start, at))
                start = at
            elif after > at and not self._inside_quotes(at):
                parts.append(self._trim(start, at))
                start, at = after, after
            at += 1
        if not parts:
            return [whole]
        parts.append(self._trim(start, whole.wide))
        named = [p for p in parts if p.start < p.end and not self._refers(p.start, p.end)]
        if not named:
            return [whole]
        if len(named) > 1 and not compare:
            named[0] = named[0]._replace(wide=whole.wide)
        return named[:MOST_SUBJECTS]

    def _off_topic(self, left: int, right: int) -> bool:
        lexicon, keys = self._lexicon, self._keys
        span = self._trim(left, right)
        if self._quoted(span.start, span.end):
            return False
        if " ".join(keys[left:right]) in lexicon.words["persons"]:
            return True
        topics, end = lexicon.topics, span.end
        for start in {left, span.start, max(left, span.start - 1)}:
            if start < end and (
                topics["whole"].longest(keys, start, end) == end
                or topics["starts"].longest(keys, start, end) > start
            ):
                return True
        if end - span.start > MOST_WORDS_OF_TOPIC:
            return False
        return span.start < topics["ends"].longest(keys, end, span.start) < end

    # -- the text itself

    def _quoted(self, start: int, end: int) -> bool:
        if start >= end:
            return False
        before, after = self._words.starts[start] - 1, self._words.ends[end - 1]
        closing = _QUOTES.get(self._text[before]) if before >= 0 else None
        return closing is not None and self._text[after : after + 1] == closing

    def _inside_quotes(self, at: int) -> bool:
        before = self._text[: self._words.starts[at]]
        return bool(before.count('"') % 2) or before.count("“") > before.count("”")

    def _slice(self, start: int, end: int) -> tuple[str, int, int]:
        """Return words as typed, hashtags spelled out, and their offsets."""
        text, first, last = self._text, self._words.starts[start], self._words.ends[end - 1]
        while text[last : last + 1] in _KEPT and last < len(text):
            last += 1
        if text[last : last + 1] == ")" and text.count("(", first, last) > text.count(
            ")", first, last
        ):
            last += 1
        if first and _QUOTES.get(text[first - 1], "\n") in text[first:last]:
            first -= 1  # a quoted part of a longer name
        typed = text[first:last]
        if "#" in text[max(0, first - 1) : last]:
            typed = _HASHTAG.sub(_spell_out, text[max(0, first - 1) : last]).strip()
        return " ".join(typed.split()), first, last

    def _subjects(self, spans: list[_Span]) -> Iterator[Subject]:
        for span in spans:
            yield Subject(*self._slice(span.start, span.end), self._slice(span.start, span.wide)[0])

    def _price(self, spans: list[_Span], match: Match | None) -> Price | None:
        """Take the price that the frame asks about, else one that is no part of a name."""
        prices, keys = self._words.prices, self._keys
        if match:
            for at in (*range(match.start, match.left), *range(match.right, match.end)):
                if keys[at].isdecimal():
                    return Price(amount(keys[at]), None)
        named = {at for span in spans for at in range(span.start, span.end)}
        return next((price for at, price in prices.items() if at not in named), None)

    def _sentence_start(self, at: int) -> int:
        return next((a for a, b, _ in self._words.sentences if at < b), at)

    def _sentence_end(self, at: int) -> int:
        return next((b for a, b, _ in self._words.sentences if at <= b and a < at), at)

    # -- links

    def _urls(self) -> tuple[str, ...]:
        return tuple(link for link, _, _ in self._links)

    def _from_link(self) -> Question | NotAQuestion:
        for link, start, end in self._links:
            text = _words_of_link(link, self._lexicon)
            if text:
                subject = Subject(text, start, end, text)
                asked = "?" in self._text
                return Question(Intent.WORTH, (subject,), False, asked, links=self._urls())
        return NotAQuestion(Why.NOTHING_NAMED)


def _words_of_link(link: str, lexicon: Lexicon) -> str:
    """Read a product's name from a link's path; "" when it holds none."""
    try:
        parts = urlsplit(link if "//" in link else f"//{link}")
        host, path = parts.hostname or "", unquote(parts.path)
    except ValueError:
        return ""
    labels = host.removeprefix("www.").split(".")
    in_shop, known = not lexicon.shops.isdisjoint(labels), lexicon.shops | lexicon.generic
    for part in reversed(path.split("/")):
        segment = _FILE_ENDING.sub("", part)
        words = [w for w in re.split(r"[\W_]+", segment) if w and not _is_id(w)]
        if "=" in segment or (in_shop and len(words) < 2) or all(fold(w) in known for w in words):
            continue
        brand = "" if in_shop else labels[0]
        brand = "" if fold(brand) in {fold(w) for w in words} else brand
        return " ".join([brand, *words]).strip()
    return ""


def _is_id(word: str) -> bool:
    digits = sum(map(str.isdigit, word))
    return digits >= 5 or (digits >= 2 and len(word) >= 9)


def _blank(found: re.Match[str]) -> str:
    return " " * len(found[0])


def _blank_line(found: re.Match[str]) -> str:
    # A link ends a sentence, and offsets must stay.
    return "\n" + " " * (len(found[0]) - 1)


def _spell_out(found: re.Match[str]) -> str:
    return _CAMEL.sub(" ", found[1].replace("_", " "))
