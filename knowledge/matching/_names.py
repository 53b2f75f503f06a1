"""Take a name out of the words around it: articles, lead-ins, thanks, the price, its use."""

from typing import NamedTuple

from knowledge.matching._lexicon import Lexicon
from knowledge.matching._options import before_option
from knowledge.matching._phrases import PRICE, is_number
from knowledge.matching._text import Words

MOST_WORDS_COMPARED = 8  # a longer text without a question mark is a title, with its "or"
_LONGEST_RECIPIENT = 5  # "my 11 yr old son"
_LONGEST_USE = 4  # words: "for very fine hair"
_SHORTEST_USE = 5  # letters: "for camping" is a use, "for king" may be a name


class Span(NamedTuple):
    """Words [start, end) of a product, [start, wide) with what may belong to the name."""

    start: int
    end: int
    wide: int
    context: tuple[int, int] | None = None


class Names:
    """Trims what is taken for a name in one message."""

    def __init__(self, lexicon: Lexicon, words: Words) -> None:
        """Take the words of a message."""
        self._lexicon, self._words, self._keys = lexicon, words, words.keys
        self._trimmed: dict[tuple[int, int, bool], Span] = {}

    def trim(self, left: int, right: int, *, bare: bool = False) -> Span:
        """Leave out what stands around a name: articles, lead-ins, thanks, the price, its use."""
        known = self._trimmed.get((left, right, bare))
        if known is None:
            known = self._trimmed[left, right, bare] = self._trim(left, right, bare=bare)
        return known

    def _trim(self, left: int, right: int, *, bare: bool) -> Span:
        start, end = left, right
        if not bare:
            start, end = self._without_clauses(left, self._before_question(left, right))
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

    def _before_question(self, left: int, right: int) -> int:
        """Return where a name ends that "is it ..." follows without a pause, or ", worth it"."""
        keys, lexicon, pauses = self._keys, self._lexicon, self._words.pauses
        judging = lexicon.words["judging"]
        articles = lexicon.words["determiners"]  # "the do i love you bracelet" begins after one
        named = next((at for at in range(left, right) if keys[at] not in articles), right)
        for at in range(named + 1, right - 1):
            if keys[at] in lexicon.auxiliaries and keys[at + 1] in lexicon.subjects:
                joined = at - 1 > left and keys[at - 1] in lexicon.words["conjunctions"]
                return at - joined  # "X or are there others"
            if at in pauses and keys[at] in judging:
                return at
        return right

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
            end -= self._ends_in_article(start, end)
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

    def _ends_in_article(self, start: int, end: int) -> bool:
        """Tell whether a name runs on into what is said of it: "the HD 650 a big upgrade"."""
        keys, words = self._keys, self._words
        if end - start < 2 or keys[end - 1] not in self._lexicon.words["determiners"]:
            return False
        if end == len(keys) or end in words.pauses:
            return False
        letter = len(keys[end - 1]) == 1  # "vitamin a"
        return not letter or words.is_capital(start, end - 1) > words.is_capital(end - 1, end)

    def after_fillers(self, start: int, end: int) -> int:
        """Step over lead-ins; one word alone may be part of a name, unless a pause follows."""
        keys, begin = self._keys, self._lexicon.after_fillers
        while start < end:
            after = self._lexicon.fillers.longest(keys, start, end)
            closed = after == end or after in self._words.pauses
            if after == start or not (closed or after - start > 1 or keys[after] in begin):
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

    def _begins_thought(self, at: int) -> bool:
        """Tell whether "before", written small, parts two names: "X before Y"."""
        written_small = not self._words.is_capital(at, at + 1)
        return written_small and self._keys[at] in self._lexicon.words["conjunctions"]

    def _before_aside(self, start: int, end: int) -> int:
        """Return where a name ends that "on my desk" or, after capitals, "in stores" follows."""
        keys, openers = self._keys, self._lexicon.asides["openers"]
        for at in range(start + 1, end - 1):
            if keys[at] in openers and not self._words.within_quotes(at):
                named = self._words.is_capital(start, at)
                small = named and not self._words.is_capital(at + 1, end)
                if small or self._is_aside(at + 1, end) or (named and self._begins_thought(at)):
                    return at
        return end

    def _is_aside(self, at: int, end: int) -> bool:
        """Tell whether these words say where or when: "my desk", "boston", "the vita"."""
        first, places = self._lexicon.asides["first"], self._lexicon.places
        if self._keys[at] in first or self._keys[at] in places:
            return True
        has_article = at + 1 < end and self._keys[at] in self._lexicon.words["articles"]
        return has_article and self._keys[at + 1] in first
