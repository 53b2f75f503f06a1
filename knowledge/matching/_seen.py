"""One product beside what was asked: what of its name was said, and what was not."""

from functools import cached_property

from knowledge.matching._background import is_everyday
from knowledge.matching._candidates import Compared
from knowledge.matching._query import Word
from knowledge.matching._rerank import Fit, is_other_variant
from knowledge.matching.words import is_small

TELLING = 0.6  # weight from which a word is too rare to agree by chance


class Seen:
    """One product, seen against what was asked.

    `said` is the words taken as its name, each with how surely it has them, `agreeing` those that
    it has; `left` is the words of the name that were not said.
    """

    def __init__(self, compared: Compared, judged: Fit) -> None:
        """Take all that was compared, and the one that is doubted."""
        self.compared, self.fit = compared, judged
        self.entry = compared.entries[judged.product]
        self.brand = self.entry.brand
        self.is_young = compared.known.is_young
        said = zip(compared.words, judged.strengths, strict=True)
        said_as_name = [(word, strength) for word, strength in said if word.share == 1.0]
        self.said = [each for each in said_as_name if not is_small(each[0].text)] or said_as_name
        self.agreeing = [each for each in self.said if each[1]]
        self.left = [term for term in judged.name.terms if term not in judged.agreed]
        self.only_brand = judged.agreed <= self.brand

    @cached_property
    def missed(self) -> list[Word]:
        """Return the words that it has in no way."""
        return [word for word, strength in self.said if not strength and self._odd(word)]

    @cached_property
    def own(self) -> list[str]:
        """Return the words of its name without the brand."""
        terms_, brand = self.fit.name.terms, self.brand
        return [term for term in terms_ if not is_small(term) and term not in brand]

    @cached_property
    def telling(self) -> set[str]:
        """Return the words of the name that were said letter by letter and are no everyday ones."""
        return {
            word.text
            for word, strength in self.agreeing
            if strength == 1.0 and word.weight >= TELLING and not is_everyday(word.text)
        }

    def is_name(self) -> bool:
        """Tell whether what agrees is a name as it stands: the brand may be one."""
        return self.fit.name.terms == self.fit.name.folded.split() and (
            self.fit.agreed.issuperset(self.fit.name.terms)
        )

    def _odd(self, word: Word) -> bool:
        """Tell whether a word that the name has not is neither in another nor what it is."""
        meant = {word.text, *word.alike}
        if is_other_variant(word, self.left):
            return False
        if not meant.isdisjoint(self.entry.about | self.brand):
            return False
        if any(not meant.isdisjoint(name) for name in self.entry.terms):
            return False
        its = self.entry.terms
        return not any(set(parts) <= set(name) for parts in word.parts for name in its)
