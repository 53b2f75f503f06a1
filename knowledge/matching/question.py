"""Read a chat message as a question about a product: which words name it, and what is asked."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum

from knowledge.matching import _links
from knowledge.matching._frames import Frame, Match
from knowledge.matching._lexicon import Lexicon
from knowledge.matching._phrases import is_number
from knowledge.matching._spans import Span, Spans
from knowledge.matching._text import Price, Words, split

__all__ = ["Intent", "NotAQuestion", "Price", "Question", "Subject", "Understanding", "Why"]

LIMIT = 500  # characters read of a message; no question needs more

_COMPARING = ("compare", "choice")
_NO_FRAME = Frame("worth", second=False)


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
    framed: bool  # the product stands in the wording of a question, not only as a name somewhere
    asked: bool  # framed, or somebody put a question mark
    price: Price | None = None
    context: str | None = None  # "curly hair" in "X for curly hair"
    links: tuple[str, ...] = ()
    aspect: str | None = None  # "overhyped" for "is X just hype": an entry of [aspects]


@dataclass(frozen=True, slots=True)
class NotAQuestion:
    """Say why there is nothing to answer."""

    why: Why


class Understanding:
    """Reads messages of one language.

    Its words are data (`frames/<language>.toml`); the code knows none. Whether a product of some
    name exists is not decided here: when in doubt, the words are passed on.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        """Take the compiled words of a language."""
        self._lexicon = lexicon

    @classmethod
    def load(cls, language: str = "en") -> "Understanding":
        """Compile the words of a language; raise ValueError when there are none."""
        return cls(Lexicon.load(language))

    def read(self, message: str, about: str | None = None) -> Question | NotAQuestion:
        """Say what a message asks; `about` is the message that it replies to."""
        return _Reader(self._lexicon, message, about).read()


class _Reader:
    """One message being read."""

    def __init__(self, lexicon: Lexicon, message: str, about: str | None = None) -> None:
        self._lexicon, self._about = lexicon, about
        text, self._links = _links.take_out(message[:LIMIT])
        self._urls = tuple(link.url for link in self._links)
        self._use(split(text, lexicon))

    def _use(self, words: Words) -> None:
        self._words, self._keys = words, words.keys
        self._spans = Spans(self._lexicon, words)

    def read(self) -> Question | NotAQuestion:
        if not self._keys:
            return self._from_link() if self._links else NotAQuestion(Why.EMPTY)
        typed, matches = self._words, self._matches()
        if not matches:
            self._use(replace(typed, keys=self._lexicon.frames.mend(typed.keys)))
            matches = self._matches() if self._keys != typed.keys else []
        asking = [match for match in matches if not self._spans.greets(match.start, match.left)]
        if matches and not asking:
            return NotAQuestion(Why.CHATTER)
        if not asking:
            self._use(typed)
            return self._bare()
        return self._framed(asking[0])

    def _matches(self) -> list[Match]:
        """Find the best frame of each sentence, those that name a product first."""
        words, keys, lexicon, refers = self._words, self._keys, self._lexicon, self._spans.refers
        closes = words.opens | {high for _, high, _ in words.sentences}
        closes |= {at for at, key in enumerate(keys) if key in lexicon.closers}
        breaks = {at for at in words.pauses if at < len(keys) and keys[at] in lexicon.thoughts}
        tried = (
            lexicon.frames.match(keys, (low, high), words.opens, closes, asked=asked, breaks=breaks)
            for low, high, asked in words.sentences
        )
        found = [match for match in tried if match]
        if len(found) < 2:
            return found
        return sorted(found, key=lambda m: (refers(m.left, m.right), m.frame.kind == "open"))

    # -- framed questions

    def _framed(self, match: Match) -> Question | NotAQuestion:
        if match.frame.kind == "open":
            return NotAQuestion(Why.OPEN)
        if self._spans.off_topic(match.left, match.right):
            return NotAQuestion(Why.NOT_A_PRODUCT)
        if self._spans.refers(match.left, match.right):
            return self._elsewhere(match)
        spans = self._spans.split(match.left, match.right, compare=match.frame.kind in _COMPARING)
        if not spans:
            return NotAQuestion(Why.NOTHING_NAMED)
        spans += self._spans.second(match.end, joined=match.frame.second)
        if match.frame.kind == "choice" and len(spans) == 1:
            return NotAQuestion(Why.OPEN)
        return self._question(match, spans)

    def _question(self, match: Match, spans: Sequence[Span]) -> Question:
        context = next((s.context for s in spans if s.context), None)
        context = context or self._spans.context_after(match.end)
        question = self._asking(match, self._subjects(spans), spans)
        return replace(question, context=self._words.typed(*context)[0]) if context else question

    def _asking(
        self, match: Match, subjects: tuple[Subject, ...], spans: Sequence[Span] = ()
    ) -> Question:
        """Ask what a frame asks about subjects, of which `spans` stand in this message."""
        intent = Intent.ALTERNATIVES if match.frame.kind == "alternatives" else Intent.WORTH
        return Question(
            intent=Intent.COMPARE if len(subjects) > 1 else intent,
            subjects=subjects,
            framed=True,
            asked=True,
            price=self._price(spans, match),
            links=self._urls,
            aspect=self._aspect(spans, match),
        )

    def _elsewhere(self, match: Match) -> Question | NotAQuestion:
        """Answer "worth it?" for what a link, another sentence or `about` names."""
        found = self._from_link() if self._links else None
        if isinstance(found, Question):
            return self._asking(match, found.subjects)
        span = self._spans.mention_near(match.start, match.end)
        if span:
            compare = match.frame.kind in _COMPARING
            spans = self._spans.split(span.start, span.wide, compare=compare)
            if spans:
                return self._question(match, spans)
        about, framed = _Reader(self._lexicon, self._about).named() if self._about else ((), False)
        if not about:
            return NotAQuestion(Why.NOTHING_NAMED)
        subjects = tuple(replace(each, start=0, end=0) for each in about)
        return replace(self._asking(match, subjects), framed=framed)

    def named(self) -> tuple[tuple[Subject, ...], bool]:
        """Return what a message names, even if it asks nothing, and whether by a question."""
        reading = self.read()
        if not isinstance(reading, Question) or not (reading.framed or reading.links):
            mentions = (self._spans.mention(a, b) for a, b, _ in self._words.sentences)
            span = next((each for each in mentions if each), None)
            if span:
                return self._subjects([span]), False
        return (reading.subjects, reading.framed) if isinstance(reading, Question) else ((), False)

    # -- names alone

    def _bare(self) -> Question | NotAQuestion:
        count, asked = len(self._keys), "?" in self._words.text
        start = self._spans.after_fillers(0, count)
        if start == count or self._spans.is_chatter(start, count, asked=asked):
            return self._from_link() if self._links else NotAQuestion(Why.CHATTER)
        if self._spans.refers(start, count):
            return self._elsewhere(Match((True, True, 0), _NO_FRAME, start, start, start, count))
        spans = self._spans.tags() or self._spans.split(start, count, bare=True)
        if not spans:
            return NotAQuestion(Why.CHATTER)
        context = spans[0].context if len(spans) == 1 else None
        if context and not (asked or self._spans.is_clause(*context)):
            context, spans = None, [spans[0]._replace(end=spans[0].wide)]
        framed = (asked and bool(context)) or (len(spans) > 1 and not self._words.tags)
        return Question(
            intent=Intent.COMPARE if len(spans) > 1 else Intent.WORTH,
            subjects=self._subjects(spans),
            framed=framed,
            asked=asked or framed,
            price=self._price(spans),
            context=self._words.typed(*context)[0] if context else None,
            links=self._urls,
        )

    def _from_link(self) -> Question | NotAQuestion:
        for link in self._links:
            name = _links.name(link, self._lexicon)
            if name:
                subject = Subject(name, link.start, link.end, name)
                asked = "?" in self._words.text
                return Question(Intent.WORTH, (subject,), False, asked, links=self._urls)
        return NotAQuestion(Why.NOTHING_NAMED)

    # -- parts of a question

    def _subjects(self, spans: Sequence[Span]) -> tuple[Subject, ...]:
        typed = self._words.typed
        return tuple(Subject(*typed(s.start, s.end), typed(s.start, s.wide)[0]) for s in spans)

    def _price(self, spans: Sequence[Span], match: Match | None = None) -> Price | None:
        """Take the price that the frame asks about, else one that is no part of a name."""
        if match:
            for at in (*range(match.start, match.left), *range(match.right, match.end)):
                if is_number(self._keys[at]):
                    value = self._words.number(at)
                    return None if value is None else Price(value, None)
        named = _positions(spans)
        return next((price for at, price in self._words.prices.items() if at not in named), None)

    def _aspect(self, spans: Sequence[Span], match: Match) -> str | None:
        """Tell what the frame, with what follows it in its sentence, is about besides worth."""
        named, high = _positions(spans), self._words.sentence_end(match.end)
        rest = [at for at in range(match.start, high) if at not in named]
        for aspect, phrases in self._lexicon.aspects.items():
            if any(phrases.longest(self._keys, at, high) > at for at in rest):
                return aspect
        return None


def _positions(spans: Sequence[Span]) -> set[int]:
    return {at for span in spans for at in range(span.start, span.end)}
