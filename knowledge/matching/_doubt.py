"""Doubt a product that fits: what agrees may be chance, or what does not may be the point.

How well names fit is learned from many questions; these rules guard the answers against what is
too rare there and too bad here: everyday words ("a tent"), other models, other kinds of product.
Most of them are for a young base, where no rival shows that a poor match is one.
"""

from collections.abc import Callable
from functools import cached_property

from rapidfuzz import fuzz

from knowledge.matching._background import is_everyday
from knowledge.matching._candidates import Compared
from knowledge.matching._query import Word
from knowledge.matching._rerank import Fit, is_other_variant
from knowledge.matching.words import has_digit, is_edition, is_small

# The most that a confidence may be.
CERTAIN, LIKELY, BRAND, CHANCE = 1.0, 0.5, 0.3, 0.15
_BY_FAR = 0.82  # how likely a product is to be answered though a word was said that it has not
_TELLING = 0.6  # weight from which a word is too rare to agree by chance
_TELLING_NUMBER = 6  # digits from which a number alone tells a product from others
_TELLING_MODEL = 0.75
_GENERATION = 4  # letters; what is longer is a model number
_CORRECTED = 0.9  # a word that agrees less than that was corrected
_SHORTEST_SLIP = 6  # letters; a shorter word with a slip is too often another word
_WHOLE, _NEARLY, _MOSTLY, _HALF = 0.9, 0.85, 0.7, 0.45  # shares of a name's weight
_SHORTEST_MODEL = 8  # letters
_SHORT_NAME = 4  # words; a name of more is hardly ever said in full
_SHORT_TITLE = 6  # words, with the brand
_FEW_MISSES = 0.2  # share of a long question's words that may be about something else
_SAME_LETTERS = 80  # of 100
_VOUCHING = 3  # words that are enough of a long name
_PIECED = 0.7  # a word that was taken apart and corrected agrees no more than that
_TELLING_CORE = 3  # names from which a word in all of them is what the product is


class Doubt:
    """One product, seen against what was asked."""

    def __init__(self, asked: Compared, judged: Fit) -> None:
        """Take all that was compared, and the one that is doubted."""
        self._asked, self._fit = asked, judged
        self._known = asked.entries[judged.product]
        self._brand = self._known.brand
        self._is_young = asked.known.is_young
        said = zip(asked.words, judged.strengths, strict=True)
        said_as_name = [(word, strength) for word, strength in said if word.share == 1.0]
        self._said = [each for each in said_as_name if not is_small(each[0].text)] or said_as_name
        self._agreeing = [each for each in self._said if each[1]]
        self._left = [term for term in judged.name.terms if term not in judged.agreed]
        self._only_brand = judged.agreed <= self._brand

    @cached_property
    def _missed(self) -> list[Word]:
        return [word for word, strength in self._said if not strength and self._odd(word)]

    def most(self, likely: float) -> float:
        """Return the most that the confidence in the product may be, which is that likely."""
        if not self._is_telling():
            return CHANCE
        if self._only_brand and not self._is_name():
            return BRAND
        if self._is_of_other_brand() or self._is_named_apart() or self._is_replaced():
            return LIKELY
        if not self._is_young:  # its many products show by themselves what is one of several
            if self._is_lone(lambda word, _: is_everyday(word.text)):
                return LIKELY
            return LIKELY if likely < _BY_FAR and self._is_more_said() else CERTAIN
        certain = self._is_said_enough() and self._has_core() and not self._is_other()
        return CERTAIN if certain else LIKELY

    def is_twin(self) -> bool:
        """Tell whether it is one of a line of products of which another is meant.

        Another number or edition was said ("iphone 15", "creami deluxe"), or none of the name's
        ("iphone 14" is no "iphone 14 pro"), and all else agrees.
        """
        if any(_is_model(word) for word, _ in self._agreeing):
            return False
        if any(map(self._is_extended, self._agreeing)):
            return not self._missed
        missed = [word for word in self._missed if word.is_number or is_edition(word.text)]
        if len(missed) < len(self._missed):
            return False
        terms_ = self._fit.name.terms
        own = [term for term in terms_ if not is_small(term) and term not in self._brand]
        left = {term for term in own if term not in self._fit.agreed}
        if not missed:
            return bool(left) and all(map(is_edition, left)) and not self._is_name()
        if not any(map(has_digit, left)) and any(map(_is_model, missed)):
            return False  # a model number, and the name has none
        if not left:
            return bool(own)
        lettered = {term for term in own if not has_digit(term)}
        telling = {term for term in lettered if not is_edition(term)} or lettered
        return bool(telling) and not telling & left

    def is_brand_alone(self) -> bool:
        """Tell whether nothing but the brand was said, and the brand is no name of the product."""
        if not self._only_brand or self._missed or self._is_name() or not self._is_telling():
            return False
        said, part = self._fit.agreed, self._known.called
        if said == self._brand:
            return True
        return said == {part} and not is_everyday(part) and self._said[0][0].text == part

    def is_of_its_brand(self) -> bool:
        """Tell whether the brand was said, which stands first in the name if none is known."""
        return not (self._brand or {*self._fit.name.terms[:1]}).isdisjoint(self._fit.agreed)

    def _is_lone(self, poor: Callable[[Word, float], bool]) -> bool:
        """Tell whether all that agrees is one word, a poor one, of a name of several."""
        if len(self._agreeing) != 1 or self._fit.features.named >= _WHOLE:
            return False
        return poor(*self._agreeing[0])

    def _is_extended(self, agreeing: tuple[Word, float]) -> bool:
        """Tell whether the name has a word with an edition written to it: "geminipro"."""
        text = agreeing[0].text
        own = [term for term in self._fit.agreed if term != text and term.startswith(text)]
        return any(is_edition(term.removeprefix(text)) for term in own)

    def _is_more_said(self) -> bool:
        """Tell whether a word was said that the product has not, and its name was not in full.

        The brand may be unsaid, which stands first if anywhere.
        """
        return bool(self._missed and {*self._left} - self._brand - {*self._fit.name.terms[:1]})

    def _is_telling(self) -> bool:
        """Tell whether what agrees is hardly chance: a rare word, or common ones together."""
        if self._is_lone(lambda word, strength: strength <= _PIECED and not word.alike):
            return False
        if self._missed and self._is_lone(lambda word, _: is_everyday(word.text)):
            return False
        if any(self._tells(word, strength) for word, strength in self._agreeing):
            return True
        if self._missed or len(self._agreeing) < 2:
            return False
        if not self._is_young:
            return True  # others would have these words too, and come as near
        sure = [word.weight for word, strength in self._agreeing if strength >= _CORRECTED]
        return len(sure) > 1 and (sum(sure) >= 2 * _TELLING or self._fit.features.named >= _WHOLE)

    def _is_name(self) -> bool:
        """Tell whether what agrees is a name as it stands: the brand may be one."""
        return self._fit.name.terms == self._fit.name.folded.split() and (
            self._fit.agreed.issuperset(self._fit.name.terms)
        )

    def _tells(self, word: Word, strength: float) -> bool:
        if word.weight < _TELLING or word.is_lost:
            return False
        if word.text.isdigit() and len(word.text) < _TELLING_NUMBER:
            return False
        return strength >= _CORRECTED or self._is_slip(word)

    def _is_slip(self, word: Word) -> bool:
        """Tell whether a corrected word is what was meant: it is long, or others vouch for it."""
        others = any(strength >= _CORRECTED for _, strength in self._agreeing)
        if self._missed or others:
            return others and (not self._missed or len(word.text) >= _SHORTEST_SLIP)
        begins = any(term[0] == word.text[0] for term in self._fit.agreed)
        return begins and len(word.text) >= _SHORTEST_SLIP

    def _odd(self, word: Word) -> bool:
        """Tell whether a word that the name has not is neither in another nor what it is."""
        meant = {word.text, *word.alike}
        if is_other_variant(word, self._left):
            return False
        if not meant.isdisjoint(self._known.about | self._brand):
            return False
        if any(not meant.isdisjoint(name) for name in self._known.terms):
            return False
        its = self._known.terms
        return not any(set(parts) <= set(name) for parts in word.parts for name in its)

    def _is_other(self) -> bool:
        """Tell whether what does not agree may make it another product."""
        if not self._missed or self._fit.features.model >= _TELLING_MODEL:
            return False
        return len(self._missed) > _FEW_MISSES * len(self._said)

    def _is_of_other_brand(self) -> bool:
        """Tell whether a brand was said, of which there are products, and this is none of them."""
        if not self._missed:
            return False
        missed = {word.text for word in self._missed}
        return any(each.brand and each.brand <= missed for each in self._asked.entries.values())

    def _is_named_apart(self) -> bool:
        """Tell whether a word was said where the name has a number: "resident evil orc" for "4"."""
        if not self._missed or self._fit.features.model >= _TELLING_MODEL:
            return False
        left = [term for term in self._left if not is_small(term) and term not in self._brand]
        return bool(left) and all(has_digit(term) or is_edition(term) for term in left)

    def _is_replaced(self) -> bool:
        """Tell whether a word was said in place of one of its own: "naked eyeshadow palette".

        Of "Naked Basics Palette": both stand between the same words, and other products have it.
        """
        terms_, left = self._fit.name.terms, {*self._left}
        if len(terms_) > _SHORT_TITLE or any(_is_long_model(word) for word, _ in self._agreeing):
            return False  # of a long title other words are said, and a model number tells
        texts = [word.text for word, _ in self._said]
        for at in range(1, len(texts) - 1):
            before, (word, strength), after = texts[at - 1], self._said[at], texts[at + 1]
            if strength or word.text not in word.alike or word not in self._missed:
                continue
            if before in terms_ and after in terms_:
                between = terms_[terms_.index(before) + 1 : terms_.index(after)]
                if between and left.issuperset(between):
                    return True
        return False

    def _is_said_enough(self) -> bool:
        """Tell whether what agrees is enough of the name, which a short name is in full."""
        named = self._fit.features.named
        if self._fit.features.model >= _TELLING_MODEL:
            return True
        if self._lacks_kind_alone():
            return True
        if len(self._agreeing) < 2:
            return self._is_said_by_one(named)
        if named >= _WHOLE:
            return True
        brand = self._brand
        if brand & self._fit.agreed:
            return named >= _MOSTLY or len(self._fit.agreed - brand) > 1
        own = [term for term in self._fit.name.terms if not is_small(term) and term not in brand]
        if len(own) > _SHORT_NAME:
            return named >= _HALF or len(self._agreeing) >= _VOUCHING
        return named >= _NEARLY

    @cached_property
    def _own(self) -> list[str]:
        """Return the words of its name without the brand."""
        terms_, brand = self._fit.name.terms, self._brand
        return [term for term in terms_ if not is_small(term) and term not in brand]

    @cached_property
    def _telling(self) -> set[str]:
        """Return the words of the name that were said letter by letter and are no everyday ones."""
        return {
            word.text
            for word, strength in self._agreeing
            if strength == 1.0 and word.weight >= _TELLING and not is_everyday(word.text)
        }

    def _lacks_kind_alone(self) -> bool:
        """Tell whether all was said but the brand and what it is: "kindle scribe", "encore esp".

        Or the brand and the word after it, if no other product has that: "glossier you".
        """
        own = self._own
        left = [term for term in own if term not in self._fit.agreed]
        if len(self._agreeing) < 2 or not own or own[0] in left:
            return False
        if not left:
            return bool(self._brand) and len(own) > 1
        if self._brand & self._fit.agreed and own[0] in self._telling:
            return self._asked.known.counts.get(own[0]) == 1
        plain = all(is_everyday(term) and not is_edition(term) for term in left)
        return plain and not self._telling.isdisjoint(own)

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
        term = max(self._fit.agreed, key=len)
        others = [[each for each in name if each not in self._brand] for name in self._known.terms]
        if len(term) < _SHORTEST_MODEL or is_everyday(term) or [term] not in others:
            return False
        said = any(word.text == term for word, _ in self._agreeing)
        alone = sum(term in each.agreed for each in self._asked.fits) == 1
        return said and alone and any(name[:1] == [term] and name[1:] for name in others)

    def _is_in_order(self) -> bool:
        """Tell whether one word is a name letter by letter: "provision" is no "vision pro"."""
        name = "".join(self._fit.name.terms)
        return any(fuzz.ratio(word.text, name) >= _SAME_LETTERS for word, _ in self._agreeing)

    def _has_core(self) -> bool:
        """Tell whether what all of a product's names have was said: what it is."""
        names = {frozenset(name) - self._brand for name in self._known.terms} - {frozenset()}
        if len(names) < _TELLING_CORE:
            return True
        return frozenset.intersection(*names) <= self._fit.agreed


def _is_long_model(word: Word) -> bool:
    """Tell whether a word is a model number that no other thing has: not "naked2"."""
    return _is_model(word) and sum(map(str.isdigit, word.text)) > 1


def _is_model(word: Word) -> bool:
    """Tell whether a word is the number of one model, longer than a generation or a year."""
    return word.is_number and len(word.text) > _GENERATION
