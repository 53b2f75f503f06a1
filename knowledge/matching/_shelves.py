"""Tell in which category things of a kind stand: of "cheap air fryers" in the kitchen's."""

from collections.abc import Sequence

from knowledge.matching._background import is_everyday
from knowledge.matching._lexicon import Lexicon

_LONGEST = 3  # words of a kind: "noise cancelling headphones"


def shelf(lexicon: Lexicon, name: Sequence[str]) -> str | None:
    """Return the id of the category of what a name ends with, None when that is no known kind."""
    return lexicon.shelves.get(_kind(lexicon, name))


def is_several(lexicon: Lexicon, name: Sequence[str]) -> bool:
    """Tell whether a name is several of a kind: "dresses", not "dress", a kind as it stands.

    One word of its own may say of which sort ("mushroom coffees"); two, or a number, say which.
    """
    kind = _kind(lexicon, name)
    if not kind or kind in lexicon.kinds:
        return False
    own = own_words(lexicon, name)
    return len(own) < 2 and not any(character.isdigit() for word in own for character in word)


def own_words(lexicon: Lexicon, name: Sequence[str]) -> list[str]:
    """List the words before the kind that a name ends with, but for those of kinds and everyday."""
    before = name[: len(name) - len(_kind(lexicon, name).split())]
    return [
        word
        for word in before
        if not (word in lexicon.kind_words or word in lexicon.plain or is_everyday(word))
    ]


def _kind(lexicon: Lexicon, name: Sequence[str]) -> str:
    """Return the longest kind that a name ends with, else nothing."""
    ends = (" ".join(name[-length:]) for length in range(min(_LONGEST, len(name)), 0, -1))
    return next((end for end in ends if end in lexicon.shelves), "")
