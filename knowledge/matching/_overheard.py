"""Hear a known product in a message that asks something in a wording that no frame has.

"i spent 80 on olaplex, did i waste my money": whoever knows what the base holds need not know the
wording. Only whole names count, only where nothing beside them reads on as a name, and only where
the message speaks of products by the weights of `_sense`.
"""

from collections.abc import Collection, Iterator

from knowledge.matching import _links, _sense
from knowledge.matching._asked import Intent, Question, Subject
from knowledge.matching._background import is_everyday
from knowledge.matching._lexicon import Lexicon
from knowledge.matching._phrases import PRICE, is_number
from knowledge.matching._text import plain, split
from knowledge.matching.words import fold

_LONGEST = 5  # words of a name
_SHORTEST_ALONE = 4  # letters of a name of one word


class Overheard:
    """The names that one message may have in it, and what it asks if one of them is known."""

    def __init__(self, lexicon: Lexicon, message: str) -> None:
        """Take a message; `names` stays empty when it asks nothing.

        `familiar` is how many of its words the language has.
        """
        text, _ = _links.take_out(plain(message))
        self._lexicon, self._words = lexicon, split(text, lexicon)
        self.familiar = sum([key in lexicon.plain for key in self._words.keys])
        self.names: dict[str, tuple[int, int]] = dict(self._named()) if self._asks() else {}

    def question(self, known: Collection[str]) -> Question | None:
        """Return what is asked, `known` being those of the names that products have."""
        heard = [self.names[name] for name in self.names if name in known]
        return next(filter(None, map(self._about, heard)), None)

    def _about(self, span: tuple[int, int]) -> Question | None:
        around = range(span[0], span[0])
        cues = _sense.cues(self._lexicon, self._words, "overheard", span, around)
        if not self._judges(*span) or _sense.likely(cues) < _sense.FRAMED[1]:
            return None
        text, start, end = self._words.typed(*span)
        return Question(Intent.WORTH, (Subject(text, start, end, text),), framed=False, asked=True)

    def _asks(self) -> bool:
        words, asking = self._words, self._lexicon.words["interrogatives"]
        greetings, count = self._lexicon.greetings, len(words.keys)
        if any(greetings.longest(words.keys, at, count) > at for at in words.opens if at < count):
            return False
        if "?" in words.text:
            return True
        return any(at < len(words.keys) and words.keys[at] in asking for at in words.opens)

    def _judges(self, start: int, end: int) -> bool:
        """Tell whether it is asked how a thing is, and not how it is repaired or where it is sold.

        By a word that judges, or by where the name stands: "is the X ...", "X as a daily watch?".
        """
        words, keys, lexicon = self._words, self._words.keys, self._lexicon
        if not lexicon.words["judging"].isdisjoint(keys[:start] + keys[end:]):
            return True
        if start and keys[start - 1] in lexicon.words["determiners"]:
            start -= 1
        if start and keys[start - 1] in lexicon.auxiliaries:
            return start - 1 in words.opens
        return start in words.opens and self._in_asking(start)

    def _in_asking(self, at: int) -> bool:
        sentences = self._words.sentences
        return next((asked for _, high, asked in sentences if at < high), False)

    def _named(self) -> Iterator[tuple[str, tuple[int, int]]]:
        """List the runs of words that may be a name, the longest first.

        They are not everyday words alone, and what stands beside them does not read on as a name.
        """
        keys, pauses, count = self._words.keys, self._words.pauses, len(self._words.keys)
        rare = [at for at in range(count) if not self._is_plain(keys[at])]
        if not rare:
            return
        starts = [at for at in range(count) if at in pauses or self._is_spoken(keys[at - 1])]
        ends = {at for at in range(1, count) if at in pauses or self._is_spoken(keys[at])} | {count}
        for length in range(_LONGEST, 0, -1):
            for start in starts:
                end = start + length
                if (
                    end in ends
                    and pauses.isdisjoint(range(start + 1, end))
                    and any(start <= at < end for at in rare)
                    and (length > 1 or len(keys[start]) >= _SHORTEST_ALONE)
                ):
                    yield fold(self._words.typed(start, end)[0]), (start, end)

    def _is_plain(self, key: str) -> bool:
        return key in self._lexicon.plain or key == PRICE or is_everyday(key) or is_number(key)

    def _is_spoken(self, key: str) -> bool:
        lexicon = self._lexicon
        if key in lexicon.spoken:
            return True
        return key in lexicon.plain and not (key in lexicon.goods or is_everyday(key))
