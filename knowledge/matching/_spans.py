"""Tell which words of a message are the name of a product, and which only stand around it."""

from typing import NamedTuple

from knowledge.matching._lexicon import Lexicon
from knowledge.matching._options import before_option
from knowledge.matching._phrases import PRICE, is_number
from knowledge.matching._text import Words

MOST_SUBJECTS = 6
MOST_WORDS_COMPARED = 8  # a longer text without a question mark is a title, with its "or"
MOST_WORDS_OF_TOPIC = 3  # "law school" is a topic, a longer name ending so is not
_LONGEST_RECIPIENT = 5  # "my 11 yr old son"
_LONGEST_USE = 4  # words: "for very fine hair"
_SHORTEST_USE = 5  # letters: "for camping" is a use, "for king" may be a name


class Span(NamedTuple):
    """Words [start, end) of a product, [start, wide) with what may belong to the name."""

    start: int
    end: int
    wide: int
    context: tuple[int, int] | None = None


class Spans:
    """The names in one message."""

    def __init__(self, lexicon: Lexicon, words: Words) -> None:
        """Take the words of a message."""
        self._lexicon, self._words, self._keys = lexicon, words, words.keys
        self._trimmed: dict[tuple[int, int, bool], Span] = {}

    # -- one name

    def trim(self, left: int, right: int, *, bare: bool = False) -> Span:
        """Leave out what stands around a name: articles, lead-ins, thanks, the price, its use."""
        known = self._trimmed.get((left, right, bare))
        if known is None:
            known = self._trimmed[left, right, bare] = self._trim(left, right, bare=bare)
        return known

    def _trim(self, left: int, right: int, *, bare: bool) -> Span:
        start, end = (left, right) if bare else self._without_clauses(left, right)
        while start < end:
            if self._words.quoted(start, end):
                return Span(start, end, end)
            outer = start, end
            start, end = self._peel(start, end, bare=bare)
            if outer == (start, end):
                break
        context = self._context(start, end)
        if context or bare:
            return Span(start, context[0] - 1 if context else end, end, context)
        named = before_option(self._lexicon.options, self._keys, start, end)
        return Span(start, self._before_aside(start, named), end)

    def _without_clauses(self, left: int, right: int) -> tuple[int, int]:
        """Turn "i have X, Y" into "Y", and "X when i am old" into "X"."""
        lexicon, keys, pauses = self._lexicon, self._keys, self._words.pauses
        clause, conjunctions = lexicon.words["clause_words"], lexicon.words["conjunctions"]
        while left < right and keys[left] in clause:
            after = self._words.pause(left + 1, right)
            if after == right:
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

    def _peel(self, start: int, end: int, *, bare: bool) -> tuple[int, int]:
        """Take one layer off; of a bare name only fillers, an article and the price."""
        lexicon, keys = self._lexicon, self._keys
        start = self.after_fillers(start, end)
        if not bare:
            start = self._after_recipient(lexicon.leads.longest(keys, start, end), end)
            end = lexicon.tails.longest(keys, end, start)
            while end > start and keys[end - 1] in lexicon.words["adverbs"]:
                end -= 1
        determiners = lexicon.words["articles" if bare else "determiners"]
        if end - start > 1 and (keys[start] in determiners or keys[start] == PRICE):
            start += not self._words.opens_name(start)
            if end - start > 2 and is_number(keys[end - 1]) and keys[end - 2] in lexicon.priced:
                end -= 2
        if end - start > 1 and keys[end - 1] == PRICE:
            end -= 1
            if end - start > 1 and keys[end - 1] in lexicon.price_words:
                end -= 1
        return start, end

    def after_fillers(self, start: int, end: int) -> int:
        """Step over lead-ins; one word alone may be part of a name, unless a pause follows."""
        keys, articles = self._keys, self._lexicon.words["articles"]
        while start < end:
            after = self._lexicon.fillers.longest(keys, start, end)
            closed = after == end or after in self._words.pauses
            if after == start or not (closed or after - start > 1 or keys[after] in articles):
                break
            start = after
        return start

    def _after_recipient(self, start: int, end: int) -> int:
        """Step over "my son" in "my son a phone"."""
        words, keys = self._lexicon.words, self._keys
        if start < end and keys[start] in words["recipient_openers"]:
            for at in range(start, min(start + _LONGEST_RECIPIENT, end - 2)):
                if keys[at] in words["recipients"] and keys[at + 1] in words["determiners"]:
                    return at + 1
        return start

    def is_clause(self, start: int, end: int) -> bool:
        """Tell whether a "for ..." is said of a name, rather than a part of a long title."""
        words = self._words
        short = end - start <= _LONGEST_USE and start <= MOST_WORDS_COMPARED
        plain = not any(map(str.isdigit, words.text[words.starts[start] :]))
        return short and plain and words.pause(start, end) == end

    def _context(self, start: int, end: int) -> tuple[int, int] | None:
        """Find a last "for ..." that reads like a person or a use."""
        rules, keys = self._lexicon.context, self._keys
        for at in range(end - 2, start, -1):
            if keys[at] in rules["openers"]:
                first = keys[at + 1]
                used = first in rules["first"] or not rules["words"].isdisjoint(keys[at + 1 : end])
                ends = first.endswith(self._lexicon.context_endings)
                return (at + 1, end) if used or (ends and len(first) >= _SHORTEST_USE) else None
        return None

    def _before_aside(self, start: int, end: int) -> int:
        """Return where a name ends that "on my desk" or, after capitals, "in stores" follows."""
        keys, asides = self._keys, self._lexicon.asides
        for at in range(start + 1, end - 1):
            if keys[at] in asides["openers"] and not self._words.within_quotes(at):
                named = self._words.is_capital(start, at)
                if keys[at + 1] in asides["first"] or (
                    named and not self._words.is_capital(at + 1, end)
                ):
                    return at
        return end

    # -- two names

    def split(
        self, left: int, right: int, *, compare: bool = False, bare: bool = False
    ) -> list[Span]:
        """Split "X or Y"; a long title is left whole, and so are words in quotes."""
        whole = self.trim(left, right, bare=bare)
        if whole.start >= whole.end:
            return []
        title = bare and "?" not in self._words.text
        if title and whole.end - whole.start > MOST_WORDS_COMPARED:
            return [whole]
        parts = self._parts(whole.start, whole.wide, compare=compare)
        named = [p for p in parts if p.start < p.end and not self.refers(p.start, p.end)]
        if len(parts) < 2 or not named:
            return [whole]
        if len(named) > 1 and not compare:
            named[0] = named[0]._replace(wide=whole.wide)
        return named[:MOST_SUBJECTS]

    def _parts(self, start: int, end: int, *, compare: bool) -> list[Span]:
        phrases = self._lexicon.list_joiners if compare else self._lexicon.joiners
        parts, at = [], start + 1
        while at < end - 1:
            after = phrases.longest(self._keys, at, end)
            if after == at and compare and at in self._words.pauses:
                parts.append(self.trim(start, at))
                start = at
            elif after > at and not self._words.within_quotes(at):
                parts.append(self.trim(start, at))
                start, at = after, after
            at += 1
        return [*parts, self.trim(start, end)]

    def tags(self) -> list[Span]:
        """Return each hashtag as a name when nothing else is said."""
        words = self._words
        if len(words.tags) < 2 or len(words.tags) != len(words.keys):
            return []
        return [Span(at, at + 1, at + 1) for at in sorted(words.tags)][:MOST_SUBJECTS]

    # -- what is no name

    def refers(self, left: int, right: int) -> bool:
        """Tell whether the words only point at something named elsewhere."""
        words, keys = self._lexicon.words, self._keys
        span = self.trim(left, right)
        rest = keys[span.start : span.end]
        if not rest or " ".join(rest) in words["pronouns"]:
            return True
        if self._lexicon.empty.issuperset(rest):
            return True
        points = not words["pointing"].isdisjoint(keys[left : span.start])
        return points and words["heads"].issuperset(rest)

    def in_distress(self) -> bool:
        """Tell whether the message speaks of dying or of hurting oneself, wherever it does."""
        keys, end = self._keys, len(self._keys)
        said, harmless = self._lexicon.distress["said"], self._lexicon.distress["harmless"]
        return any(
            harmless.longest(keys, at, end) <= said.longest(keys, at, end) > at for at in range(end)
        )

    def off_topic(self, left: int, right: int) -> bool:
        """Tell whether the words are something else than a product: "college"."""
        lexicon, keys = self._lexicon, self._keys
        span = self.trim(left, right)
        if self._words.quoted(span.start, span.end):
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

    def is_chatter(self, start: int, end: int, *, asked: bool) -> bool:
        """Tell whether words without a frame state something, or ask something else."""
        lexicon, keys = self._lexicon, self._keys
        if lexicon.chatter.longest(keys, start, end) > start:
            return True
        if keys[start] not in lexicon.words["interrogatives"] or end - start < 3:
            return False
        return asked or not lexicon.words["clause_words"].isdisjoint(keys[start + 1 : end])

    def greets(self, start: int, left: int) -> bool:
        """Tell whether a frame that begins `start`, with its name at `left`, is a greeting."""
        return self._lexicon.greetings.longest(self._keys, start, len(self._keys)) > left

    # -- what stands outside of a frame's slot

    def mention(self, low: int, high: int) -> Span | None:
        """Find what a sentence that asks nothing names: "just ordered the X"."""
        lexicon, keys = self._lexicon, self._keys
        start = None
        for at in range(low, high):
            after = lexicon.mentions.longest(keys, at, high)
            inside = after < high and keys[after] in lexicon.words["determiners"]
            if after > at and (at in self._words.opens or inside):
                start = after
                high = self._words.pause(after + 1, high)
        if start is None:
            start = self.after_fillers(low, high)
            if start == high or self.is_chatter(start, high, asked=True):
                return None
            copulas = lexicon.words["copulas"]
            high = next((at for at in range(start + 1, high) if keys[at] in copulas), high)
        if start == high or self.refers(start, high):
            return None
        return self.trim(start, high)

    def mention_near(self, start: int, end: int) -> Span | None:
        """Find what is named nearest before the frame at [start, end), else after it."""
        words = self._words
        low, high = words.sentence_start(start), words.sentence_end(end)
        regions = [(low, start)]
        regions += [(a, b) for a, b, _ in reversed(words.sentences) if b <= low]
        regions += [(end, high)] if end in words.opens else []
        regions += [(a, b) for a, b, _ in words.sentences if a >= high]
        return next((span for a, b in regions if (span := self.mention(a, b))), None)

    def second(self, at: int, *, joined: bool) -> list[Span]:
        """Find the product after a frame; unless `joined`, after words such as "or should i"."""
        lexicon, keys, start, high = self._lexicon, self._keys, at, self._words.sentence_end(at)
        if not joined:
            after = lexicon.joiners.longest(keys, at, high)
            start = lexicon.leads.longest(keys, after, high) if after > at else high
            if start == after:
                return []
        span = self.trim(start, high)
        return [span] if span.start < span.end else []

    def context_after(self, at: int) -> tuple[int, int] | None:
        """Find the "for ..." after a frame."""
        start, high = at + 1, self._words.sentence_end(at)
        if start >= high or self._keys[at] not in self._lexicon.context["openers"]:
            return None
        end = self._lexicon.tails.longest(self._keys, self._words.pause(start, high), start)
        return (start, end) if start < end and self._keys[start] != PRICE else None
