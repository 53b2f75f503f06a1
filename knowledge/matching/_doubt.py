"""Doubt a product that fits: what agrees may be chance, or what does not may be the point.

How well names fit is learned from many questions; these rules guard the answers against what is
too rare there and too bad here: everyday words ("a tent"), other models, other kinds of product.
Most of them are for a young base, where no rival shows that a poor match is one.
"""

from collections.abc import Callable

from rapidfuzz import fuzz

from knowledge.matching._background import is_everyday
from knowledge.matching._lines import TELLING_MODEL, is_named_apart, is_replaced
from knowledge.matching._query import Word
from knowledge.matching._seen import TELLING, Seen
from knowledge.matching.words import accessories, is_edition, is_small

# The most that a confidence may be.
CERTAIN, LIKELY, BRAND, CHANCE = 1.0, 0.5, 0.3, 0.15
_BY_FAR = 0.82  # how likely a product is to be answered though a word was said that it has not
_TELLING_NUMBER = 6  # digits from which a number alone tells a product from others
_CORRECTED = 0.9  # a word that agrees less than that was corrected
_SHORTEST_SLIP = 6  # letters; a shorter word with a slip is too often another word
_WHOLE, _NEARLY, _MOSTLY, _HALF = 0.9, 0.85, 0.7, 0.45  # shares of a name's weight
_SHORTEST_NICKNAME = 8  # letters
_SHORT_NAME = 4  # words; a name of more is hardly ever said in full
_FEW_MISSES = 0.2  # share of a long question's words that may be about something else
_SHORTEST_TITLE = 3  # words that a title begins with before it goes on
_SAME_LETTERS = 80  # of 100
_VOUCHING = 3  # words that are enough of a long name
_PIECED = 0.7  # a word that was taken apart and corrected agrees no more than that
_TELLING_CORE = 3  # names from which a word in all of them is what the product is


class Doubt(Seen):
    """Say the most that the confidence in one product may be."""

    def most(self, likely: float) -> float:
        """Return the most that the confidence in the product may be, which is that likely."""
        if not self._is_telling():
            return CHANCE
        if self.only_brand and not self.is_name():
            return BRAND
        if self._is_of_other_brand() or is_named_apart(self) or is_replaced(self):
            return LIKELY
        if not self.is_young:  # its many products show by themselves what is one of several
            if self._is_lone(lambda word, _: is_everyday(word.text)):
                return LIKELY
            return LIKELY if likely < _BY_FAR and self._is_more_said() else CERTAIN
        certain = self._is_said_enough() and self._has_core() and not self._is_other()
        return CERTAIN if certain else LIKELY

    def is_brand_alone(self) -> bool:
        """Tell whether nothing but the brand was said, and the brand is no name of the product."""
        if not self.only_brand or self.missed or self.is_name() or not self._is_telling():
            return False
        said, part = self.fit.agreed, self.entry.called_by
        if said == self.brand:
            return True
        return said == {part} and not is_everyday(part) and self.said[0][0].text == part

    def is_of_its_brand(self) -> bool:
        """Tell whether the brand was said, which stands first in the name if none is known."""
        return not (self.brand or {*self.fit.name.terms[:1]}).isdisjoint(self.fit.agreed)

    def _is_lone(self, poor: Callable[[Word, float], bool]) -> bool:
        """Tell whether all that agrees is one word, a poor one, of a name of several."""
        if len(self.agreeing) != 1 or self.fit.features.named >= _WHOLE:
            return False
        return poor(*self.agreeing[0])

    def _is_more_said(self) -> bool:
        """Tell whether a word was said that the product has not, and its name was not in full.

        The brand may be unsaid, which stands first if anywhere.
        """
        return bool(self.missed and {*self.left} - self.brand - {*self.fit.name.terms[:1]})

    def _is_telling(self) -> bool:
        """Tell whether what agrees is hardly chance: a rare word, or common ones together."""
        if self._is_lone(lambda word, strength: strength <= _PIECED and not word.alike):
            return False
        if self.missed and self._is_lone(lambda word, _: is_everyday(word.text)):
            return False
        if any(self._tells(word, strength) for word, strength in self.agreeing):
            return True
        if self.missed or len(self.agreeing) < 2:
            return False
        if not self.is_young:
            return True  # others would have these words too, and come as near
        sure = [word.weight for word, strength in self.agreeing if strength >= _CORRECTED]
        return len(sure) > 1 and (sum(sure) >= 2 * TELLING or self.fit.features.named >= _WHOLE)

    def _tells(self, word: Word, strength: float) -> bool:
        if word.weight < TELLING or word.is_lost:
            return False
        if word.text.isdigit() and len(word.text) < _TELLING_NUMBER:
            return False
        return strength >= _CORRECTED or self._is_slip(word)

    def _is_slip(self, word: Word) -> bool:
        """Tell whether a corrected word is what was meant: it is long, or others vouch for it."""
        others = any(strength >= _CORRECTED for _, strength in self.agreeing)
        if self.missed or others:
            return others and (not self.missed or len(word.text) >= _SHORTEST_SLIP)
        begins = any(term[0] == word.text[0] for term in self.fit.agreed)
        return begins and len(word.text) >= _SHORTEST_SLIP

    def is_titled(self) -> bool:
        """Tell whether a whole name was said, and all else is a shop's everyday words.

        "keurig k mini single serve coffee maker": no word tells another product. It begins with
        the name: "la mer eye cream" is no "la mer cream".
        """
        if self.left or not self.missed:
            return False
        if not all(strength for _, strength in self.said[:_SHORTEST_TITLE]):
            return False
        return all(is_everyday(each.text) and not _is_apart(each) for each in self.missed)

    def _is_other(self) -> bool:
        """Tell whether what does not agree may make it another product."""
        if not self.missed or self.fit.features.model >= TELLING_MODEL or self.is_titled():
            return False
        return len(self.missed) > _FEW_MISSES * len(self.said)

    def _is_of_other_brand(self) -> bool:
        """Tell whether a brand was said, of which there are products, and this is none of them."""
        if not self.missed:
            return False
        missed = {word.text for word in self.missed}
        return any(each.brand and each.brand <= missed for each in self.compared.entries.values())

    def _is_said_enough(self) -> bool:
        """Tell whether what agrees is enough of the name, which a short name is in full."""
        named = self.fit.features.named
        if self.fit.features.model >= TELLING_MODEL:
            return True
        if self._lacks_kind_alone():
            return True
        if len(self.agreeing) < 2:
            return self._is_said_by_one(named)
        if named >= _WHOLE:
            return True
        brand = self.brand
        if brand & self.fit.agreed:
            return named >= _MOSTLY or len(self.fit.agreed - brand) > 1
        own = [term for term in self.fit.name.terms if not is_small(term) and term not in brand]
        if len(own) > _SHORT_NAME:
            return named >= _HALF or len(self.agreeing) >= _VOUCHING
        return named >= _NEARLY

    def _lacks_kind_alone(self) -> bool:
        """Tell whether all was said but the brand and what it is: "kindle scribe", "encore esp".

        Or the brand and the word after it, if no other product has that: "glossier you".
        """
        own = self.own
        left = [term for term in own if term not in self.fit.agreed]
        if len(self.agreeing) < 2 or not own or own[0] in left:
            return False
        if not left:
            return bool(self.brand) and len(own) > 1
        led = self.brand & self.fit.agreed and own[0] in self.telling
        if led and self.compared.known.counts.get(own[0]) == 1:
            return True
        plain = all(is_everyday(term) and not is_edition(term) for term in left)
        return plain and not self.telling.isdisjoint(own)

    def _is_said_by_one(self, named: float) -> bool:
        """Tell whether the one word that agrees is enough."""
        if named >= _WHOLE:
            return self._is_in_order()
        return self._is_model()

    def _is_model(self) -> bool:
        """Tell whether one word is all of a name but the brand, and the product is called by it.

        "supersonic": there is "dyson supersonic", and "supersonic hair dryer". "honey" is not:
        short words have meanings of their own.
        """
        term = max(self.fit.agreed, key=len)
        others = [[each for each in name if each not in self.brand] for name in self.entry.terms]
        if len(term) < _SHORTEST_NICKNAME or is_everyday(term) or [term] not in others:
            return False
        said = any(word.text == term for word, _ in self.agreeing)
        alone = sum(term in each.agreed for each in self.compared.fits) == 1
        return said and alone and any(name[:1] == [term] and name[1:] for name in others)

    def _is_in_order(self) -> bool:
        """Tell whether one word is a name letter by letter: "provision" is no "vision pro"."""
        name = "".join(self.fit.name.terms)
        return any(fuzz.ratio(word.text, name) >= _SAME_LETTERS for word, _ in self.agreeing)

    def _has_core(self) -> bool:
        """Tell whether what all of a product's names have was said: what it is."""
        names = {frozenset(name) - self.brand for name in self.entry.terms} - {frozenset()}
        if len(names) < _TELLING_CORE:
            return True
        return frozenset.intersection(*names) <= self.fit.agreed


def _is_apart(word: Word) -> bool:
    """Tell whether a word makes another thing of one: another number, an edition, a charger."""
    return word.is_number or is_edition(word.text) or bool(accessories((word.text,)))
