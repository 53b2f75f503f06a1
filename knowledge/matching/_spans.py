"""Tell which words of a message name products, and which name none."""

from knowledge.matching._lexicon import Lexicon
from knowledge.matching._names import MOST_WORDS_COMPARED, Names, Span
from knowledge.matching._text import Words

MOST_SUBJECTS = 6
MOST_WORDS_OF_TOPIC = 3  # "law school" is a topic, a longer name ending so is not


class Spans:
    """The products named in one message."""

    def __init__(self, lexicon: Lexicon, words: Words, names: Names) -> None:
        """Take the words of a message, and what trims a name in them."""
        self._lexicon, self._words, self._keys = lexicon, words, words.keys
        self._names = names
        self._referring: dict[tuple[int, int], bool] = {}

    def split(
        self, left: int, right: int, *, compare: bool = False, bare: bool = False
    ) -> list[Span]:
        """Split "X or Y"; a long title is left whole, and so are words in quotes."""
        whole = self._names.trim(left, right, bare=bare)
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
        if not (compare or phrases.begin_among(self._keys[start:end])):
            return [self._names.trim(start, end)]
        parts, at = [], start + 1
        while at < end - 1:
            after = phrases.longest(self._keys, at, end)
            if after == at and compare and at in self._words.pauses:
                parts.append(self._names.trim(start, at))
                start = at
            elif after > at and not self._words.within_quotes(at):
                parts.append(self._names.trim(start, at))
                start, at = after, after
            at += 1
        return [*parts, self._names.trim(start, end)]

    def tags(self) -> list[Span]:
        """Return each hashtag as a name when nothing else is said."""
        words = self._words
        if len(words.tags) < 2 or len(words.tags) != len(words.keys):
            return []
        return [Span(at, at + 1, at + 1) for at in sorted(words.tags)][:MOST_SUBJECTS]

    # -- what is no name

    def refers(self, left: int, right: int) -> bool:
        """Tell whether the words only point at something named elsewhere."""
        known = self._referring.get((left, right))
        if known is None:
            known = self._referring[left, right] = self._refers(left, right)
        return known

    def _refers(self, left: int, right: int) -> bool:
        words, keys = self._lexicon.words, self._keys
        span = self._names.trim(left, right)
        rest = keys[span.start : span.end]
        if not rest or " ".join(rest) in words["pronouns"]:
            return True
        if self._lexicon.joiners.longest(keys, left, right) > left:
            return True  # "should i keep or return"
        if self._lexicon.empty.issuperset(rest):
            return True
        is_option = self._lexicon.options["words"].issuperset(rest[:-1])
        if is_option and rest[-1] in words["pronouns"]:  # "the red one", but not "the RED One"
            return not self._words.is_capital(span.start, span.end)
        points = not words["pointing"].isdisjoint(keys[left : span.start])
        return points and all(key in words["heads"] or key in self._lexicon.goods for key in rest)

    def in_distress(self) -> bool:
        """Tell whether the message speaks of dying or of hurting oneself, wherever it does."""
        keys, stop = self._keys, len(self._keys)
        said, harmless = self._lexicon.distress["said"], self._lexicon.distress["harmless"]
        if not said.begin_among(keys):
            return False
        for at, key in enumerate(keys):
            if key in said.firsts:
                end = said.longest(keys, at, stop)
                if at < end >= harmless.longest(keys, at, stop):
                    return True
        return False

    def off_topic(self, left: int, right: int) -> bool:
        """Tell whether the words are something else than a product: "college"."""
        lexicon, keys = self._lexicon, self._keys
        span = self._names.trim(left, right)
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
