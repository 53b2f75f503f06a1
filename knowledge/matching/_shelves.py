"""Tell in which category things of a kind stand: of "cheap air fryers" in the kitchen's."""

from collections.abc import Sequence

from knowledge.matching._lexicon import Lexicon

_LONGEST = 3  # words of a kind: "noise cancelling headphones"


def shelf(lexicon: Lexicon, name: Sequence[str]) -> str | None:
    """Return the id of the category of what a name ends with, None when that is no known kind."""
    for length in range(min(_LONGEST, len(name)), 0, -1):
        found = lexicon.shelves.get(" ".join(name[-length:]))
        if found:
            return found
    return None
