"""Tell another of a line of products from the one that is there: by a number, by an edition."""

from knowledge.matching._query import Word
from knowledge.matching._seen import Seen
from knowledge.matching.words import has_digit, is_edition

TELLING_MODEL = 0.75
_GENERATION = 4  # letters; what is longer is a model number
_SHORT_TITLE = 6  # words, with the brand


def is_twin(seen: Seen) -> bool:
    """Tell whether it is one of a line of products of which another is meant.

    Another number or edition was said ("iphone 15", "creami deluxe"), or none of the name's
    ("iphone 14" is no "iphone 14 pro"), and all else agrees.
    """
    if any(_is_model(word) for word, _ in seen.agreeing):
        return False
    if any(_is_extended(seen, each) for each in seen.agreeing):
        return not seen.missed
    missed = [word for word in seen.missed if word.is_number or is_edition(word.text)]
    if len(missed) < len(seen.missed):
        return False
    own = seen.own
    left = {term for term in own if term not in seen.fit.agreed}
    if not missed:
        return bool(left) and all(map(is_edition, left)) and not seen.is_name()
    if not any(map(has_digit, left)) and any(map(_is_model, missed)):
        return False  # a model number, and the name has none
    if not left:
        return bool(own)
    lettered = {term for term in own if not has_digit(term)}
    telling = {term for term in lettered if not is_edition(term)} or lettered
    return bool(telling) and not telling & left


def _is_extended(seen: Seen, agreeing: tuple[Word, float]) -> bool:
    """Tell whether the name has a word with an edition written to it: "geminipro"."""
    text = agreeing[0].text
    own = [term for term in seen.fit.agreed if term != text and term.startswith(text)]
    return any(is_edition(term.removeprefix(text)) for term in own)


def is_named_apart(seen: Seen) -> bool:
    """Tell whether a word was said where the name has a number: "resident evil orc" for "4"."""
    if not seen.missed or seen.fit.features.model >= TELLING_MODEL:
        return False
    left = [term for term in seen.own if term not in seen.fit.agreed]
    return bool(left) and all(has_digit(term) or is_edition(term) for term in left)


def is_replaced(seen: Seen) -> bool:
    """Tell whether a word was said in place of one of its own: "naked eyeshadow palette".

    Of "Naked Basics Palette": both stand between the same words, and other products have it.
    """
    terms_, left = seen.fit.name.terms, {*seen.left}
    if len(terms_) > _SHORT_TITLE or any(_is_long_model(word) for word, _ in seen.agreeing):
        return False  # of a long title other words are said, and a model number tells
    texts = [word.text for word, _ in seen.said]
    for at in range(1, len(texts) - 1):
        before, (word, strength), after = texts[at - 1], seen.said[at], texts[at + 1]
        if strength or word.text not in word.alike or word not in seen.missed:
            continue
        if before in terms_ and after in terms_:
            between = terms_[terms_.index(before) + 1 : terms_.index(after)]
            if between and left.issuperset(between):
                return True
    return False


def _is_long_model(word: Word) -> bool:
    """Tell whether a word is a model number that no other thing has: not "naked2"."""
    return _is_model(word) and sum(map(str.isdigit, word.text)) > 1


def _is_model(word: Word) -> bool:
    """Tell whether a word is the number of one model, longer than a generation or a year."""
    return word.is_number and len(word.text) > _GENERATION
