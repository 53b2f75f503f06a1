"""Find what a message names outside of its question: "just got the X. Is it any good?"."""

from knowledge.matching._lexicon import Lexicon
from knowledge.matching._names import Names, Span
from knowledge.matching._phrases import PRICE
from knowledge.matching._spans import Spans
from knowledge.matching._text import Words


class Mentions:
    """What stands around the frames of one message."""

    def __init__(self, lexicon: Lexicon, words: Words, names: Names, spans: Spans) -> None:
        """Take the words of a message, and what finds names in them."""
        self._lexicon, self._words, self._keys = lexicon, words, words.keys
        self._names, self._spans = names, spans

    def within(self, low: int, high: int) -> Span | None:
        """Find what a sentence that asks nothing names: "just ordered the X"."""
        lexicon, keys = self._lexicon, self._keys
        start = self.told(low, high)
        if start is not None:
            high = self._words.pause(start + 1, high)
        else:
            start = self._names.after_fillers(low, high)
            told = start < high and self._keys[start] in lexicon.words["persons"]
            if start == high or told or self._spans.is_chatter(start, high, asked=True):
                return None
            copulas = lexicon.words["copulas"]
            high = next((at for at in range(start + 1, high) if keys[at] in copulas), high)
        if start == high or self._spans.refers(start, high):
            return None
        return self._names.trim(start, high)

    def told(self, low: int, high: int, least: int = 1) -> int | None:
        """Return where the last "i just bought" of a sentence ends: what follows is a name.

        Such a phrase has at least so many words.
        """
        phrases, start = self._lexicon.mentions, None
        determiners = self._lexicon.words["determiners"]
        if not phrases.begin_among(self._keys[low:high]):
            return None
        for at in range(low, high):
            after = phrases.longest(self._keys, at, high)
            is_noun = at > low and self._keys[at - 1] in determiners  # "a used X"
            if at + least <= after < high and not is_noun:
                start = after
        return start

    def near(self, start: int, end: int) -> Span | None:
        """Find what is named nearest before the frame at [start, end), else after it."""
        words = self._words
        low, high = words.sentence_start(start), words.sentence_end(end)
        regions = [(low, start)]
        regions += [(a, b) for a, b, _ in reversed(words.sentences) if b <= low]
        regions += [(end, high)] if end in words.opens else []
        regions += [(a, b) for a, b, _ in words.sentences if a >= high]
        return next((span for a, b in regions if (span := self.within(a, b))), None)

    def second(self, at: int, *, joined: bool) -> list[Span]:
        """Find the product after a frame; unless `joined`, after words such as "or should i"."""
        lexicon, keys, start, high = self._lexicon, self._keys, at, self._words.sentence_end(at)
        if not joined:
            after = lexicon.joiners.longest(keys, at, high)
            start = lexicon.leads.longest(keys, after, high) if after > at else high
            if start == after:
                return []
        span = self._names.trim(start, high)
        return [span] if span.start < span.end else []

    def context_after(self, at: int) -> tuple[int, int] | None:
        """Find the "for ..." after a frame."""
        start, high = at + 1, self._words.sentence_end(at)
        if start >= high or self._keys[at] not in self._lexicon.context["openers"]:
            return None
        end = self._lexicon.tails.longest(self._keys, self._words.pause(start, high), start)
        return (start, end) if start < end and self._keys[start] != PRICE else None
