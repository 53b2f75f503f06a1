"""Read one message: find its frame, take the name out of it, weigh whether it is a question."""

from collections.abc import Sequence
from dataclasses import replace

from knowledge.matching import _links, _sense
from knowledge.matching._asked import Intent, NotAQuestion, Question, Subject, Why
from knowledge.matching._frames import Frame, Match
from knowledge.matching._lexicon import Lexicon
from knowledge.matching._mentions import Mentions
from knowledge.matching._names import Names, Span
from knowledge.matching._phrases import is_number
from knowledge.matching._shelves import is_several, own_words, shelf
from knowledge.matching._spans import Spans
from knowledge.matching._text import Price, Words, plain, split

LIMIT = 500  # characters read of a message; no question needs more

_COMPARING = ("compare", "choice", "switch")
_PICKING = ("open", "where")
_TOLD = 2  # words of "i bought" and such, where no pause parts them from the question
_CHATTING = ("alone", "elsewhere", "weak", "tried")  # what is no question then says something
_NO_FRAME = Frame("worth", second=False)


class Reader:
    """One message being read."""

    def __init__(self, lexicon: Lexicon, message: str, about: str | None = None) -> None:
        self._lexicon, self._about = lexicon, about
        self.cues: frozenset[str] = frozenset()
        text, self._links = _links.take_out(plain(message[:LIMIT]))
        self._urls = tuple(link.url for link in self._links)
        self._use(split(text, lexicon))

    def _use(self, words: Words) -> None:
        self._words, self._keys = words, words.keys
        keys, lexicon = words.keys, self._lexicon
        self._closes = words.opens | {at for at, key in enumerate(keys) if key in lexicon.closers}
        self._breaks = {
            at for at in words.pauses if at < len(keys) and keys[at] in lexicon.thoughts
        }
        self._names = names = Names(lexicon, words)
        self._spans = spans = Spans(lexicon, words, names)
        self._mentions = Mentions(lexicon, words, names, spans)

    def read(self) -> Question | NotAQuestion:
        if not self._keys:
            return self._from_link() if self._links else NotAQuestion(Why.EMPTY)
        if self._spans.in_distress():
            return NotAQuestion(Why.DISTRESS)
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
        words, refers = self._words, self._spans.refers
        tried = (self._match(low, high, asked=asked) for low, high, asked in words.sentences)
        found = [match for match in tried if match]
        if len(found) < 2:
            return found
        return sorted(found, key=lambda m: (refers(m.left, m.right), m.frame.kind in _PICKING))

    def _match(self, low: int, high: int, *, asked: bool) -> Match | None:
        words, frames = self._words, self._lexicon.frames
        span = low, high
        return frames.match(
            self._keys, span, words.opens, self._closes | {high}, asked=asked, breaks=self._breaks
        )

    # -- framed questions

    def _framed(self, match: Match) -> Question | NotAQuestion:
        if match.frame.kind in _PICKING:
            return self._picking(match)
        if self._spans.off_topic(match.left, match.right):
            return NotAQuestion(Why.NOT_A_PRODUCT)
        if self._spans.refers(match.left, match.right):
            return self._elsewhere(match)
        left, right = self._slot(match)
        spans = self._spans.split(left, right, compare=match.frame.kind in _COMPARING)
        if not spans:
            return NotAQuestion(Why.NOTHING_NAMED)
        spans += self._mentions.second(match.end, joined=match.frame.second)
        if match.frame.kind == "switch":
            spans.reverse()  # "from X to Y" asks about Y
        if match.frame.kind == "choice" and len(spans) == 1:
            return NotAQuestion(Why.OPEN)
        return self._question(match, spans)

    def _picking(self, match: Match) -> NotAQuestion:
        """Pick nothing, but tell the kind; where a product is sold is no question of ours."""
        span = self._names.trim(match.left, match.right)
        name, category = self._keys[span.start : span.end], self._shelf(span)
        if match.frame.kind == "where" and (not category or own_words(self._lexicon, name)):
            return NotAQuestion(Why.CHATTER)
        return NotAQuestion(Why.OPEN, category)

    def _slot(self, match: Match) -> tuple[int, int]:
        """Return where the product is named: of "we have a X, worth it?" what "we have" names."""
        left, right = match.left, match.right
        if match.start < left:
            return left, right
        if right not in self._words.pauses:
            told = self._mentions.told(left, right, least=_TOLD)
            return left if told is None else told, right
        inner = self._match(left, right, asked=True)
        if inner and inner.start < inner.left < inner.right and inner.frame.kind not in _PICKING:
            return inner.left, inner.right
        named = self._mentions.within(left, right)
        return (named.start, named.wide) if named else (left, right)

    def _question(self, match: Match, spans: Sequence[Span]) -> Question | NotAQuestion:
        context = next((s.context for s in spans if s.context), None)
        context = context or self._mentions.context_after(match.end)
        question = self._asking(match, self._subjects(spans), spans)
        if context:
            question = replace(question, context=self._words.typed(*context)[0])
        kind = match.frame.kind if match.right > match.left else "elsewhere"
        return self._weighed(question, kind, spans[0], range(match.start, match.end))

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
            shelf=self._shelf(spans[0]) if spans else None,
        )

    def _elsewhere(self, match: Match) -> Question | NotAQuestion:
        """Answer "worth it?" for what a link, another sentence or `about` names."""
        found = self._from_link() if self._links else None
        if isinstance(found, Question):
            return self._asking(match, found.subjects)
        span = self._mentions.near(match.start, match.end)
        if span:
            compare = match.frame.kind in _COMPARING
            spans = self._spans.split(span.start, span.wide, compare=compare)
            if spans:
                return self._question(match, spans)
        about, framed = Reader(self._lexicon, self._about).named() if self._about else ((), False)
        if not about:
            return NotAQuestion(Why.NOTHING_NAMED)
        subjects = tuple(replace(each, start=0, end=0) for each in about)
        return replace(self._asking(match, subjects), framed=framed)

    def named(self) -> tuple[tuple[Subject, ...], bool]:
        """Return what a message names, even if it asks nothing, and whether by a question."""
        reading = self.read()
        if reading == NotAQuestion(Why.DISTRESS):
            return (), False
        if not isinstance(reading, Question) or not (reading.framed or reading.links):
            mentions = (self._mentions.within(a, b) for a, b, _ in self._words.sentences)
            span = next((each for each in mentions if each), None)
            if span:
                return self._subjects([span]), False
        return (reading.subjects, reading.framed) if isinstance(reading, Question) else ((), False)

    # -- names alone

    def _bare(self) -> Question | NotAQuestion:
        count, asked = len(self._keys), "?" in self._words.text
        start = self._names.after_fillers(0, count)
        if start == count or self._spans.is_chatter(start, count, asked=asked):
            return self._from_link() if self._links else NotAQuestion(Why.CHATTER)
        if self._spans.refers(start, count):
            unframed = (True, True, 0, False, 0)
            return self._elsewhere(Match(unframed, _NO_FRAME, start, start, start, count))
        spans = self._spans.tags() or self._spans.split(start, count, bare=True)
        if not spans:
            return NotAQuestion(Why.CHATTER)
        context = spans[0].context if len(spans) == 1 else None
        if context and not (asked or self._names.is_clause(*context)):
            context, spans = None, [spans[0]._replace(end=spans[0].wide)]
        framed = (asked and bool(context)) or (len(spans) > 1 and not self._words.tags)
        question = Question(
            intent=Intent.COMPARE if len(spans) > 1 else Intent.WORTH,
            subjects=self._subjects(spans),
            framed=framed,
            asked=asked or framed,
            price=self._price(spans),
            context=self._words.typed(*context)[0] if context else None,
            links=self._urls,
            shelf=self._shelf(spans[0]),
        )
        return self._weighed(question, "alone", spans[0], range(start, start))

    def _from_link(self) -> Question | NotAQuestion:
        for link in self._links:
            name = _links.name(link, self._lexicon)
            if name:
                subject = Subject(name, link.start, link.end, name)
                asked = "?" in self._words.text
                return Question(Intent.WORTH, (subject,), False, asked, links=self._urls)
        return NotAQuestion(Why.NOTHING_NAMED)

    def _weighed(
        self, question: Question, kind: str, name: Span, frame: range
    ) -> Question | NotAQuestion:
        """Say how far to believe that a product is meant; `kind` is the frame's."""
        self.cues = _sense.cues(self._lexicon, self._words, kind, (name.start, name.end), frame)
        likely = _sense.likely(self.cues)
        least, needed = _sense.ALONE if kind == "alone" else _sense.FRAMED
        if likely >= needed:
            return question
        why = Why.CHATTER if kind in _CHATTING else Why.NOT_A_PRODUCT
        return replace(question, doubt=why) if likely >= least else NotAQuestion(why)

    # -- parts of a question

    def _subjects(self, spans: Sequence[Span]) -> tuple[Subject, ...]:
        typed = self._words.typed
        subjects = []
        for span in spans:
            text, start, end = typed(span.start, span.end)
            wide = text if span.wide == span.end else typed(span.start, span.wide)[0]
            subjects.append(Subject(text, start, end, wide, self._is_kind(span)))
        return tuple(subjects)

    def _shelf(self, span: Span) -> str | None:
        return shelf(self._lexicon, self._keys[span.start : span.end])

    def _is_kind(self, span: Span) -> bool:
        """Tell whether a kind of things is named, none of them: "a massage gun", "air fryers"."""
        before = self._keys[span.start - 1] if span.start else ""
        if before in self._lexicon.indefinite:
            return self._shelf(span) is not None
        name = self._keys[span.start : span.end]
        return before not in self._lexicon.definite and is_several(self._lexicon, name)

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
        for aspect, phrases in self._lexicon.aspects.items():
            if phrases.firsts.isdisjoint(self._keys):
                continue
            named, high = _positions(spans), self._words.sentence_end(match.end)
            rest = (at for at in range(match.start, high) if at not in named)
            if any(phrases.longest(self._keys, at, high) > at for at in rest):
                return aspect
        return None


def _positions(spans: Sequence[Span]) -> set[int]:
    return {at for span in spans for at in range(span.start, span.end)}
