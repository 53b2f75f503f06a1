"""One product as the index knows it: what it is called, and by whom."""

from knowledge.matching.words import terms

_SHORTEST_BRAND = 4  # letters of a word that a longer brand is called by


class Entry:
    """What a product is called: its folded names, and whether it is a community's own."""

    __slots__ = ("_about", "_brand", "_lines", "_terms", "is_own", "names")

    def __init__(self, names: str, owner: int, brand: str, about: str) -> None:
        """Take a row of `naming`; what is made of it is made when it is asked for."""
        self._lines = names
        self.names = names.split("\n")
        self.is_own = owner != 0
        self._brand, self._about = brand, about
        self._terms: list[list[str]] | None = None

    @property
    def brand(self) -> frozenset[str]:
        """Return the words of the brand."""
        return frozenset(self._brand.split())

    @property
    def called_by(self) -> str:
        """Return the word that the brand is called by: "creuset" of "le creuset"."""
        return next((word for word in self._brand.split() if len(word) >= _SHORTEST_BRAND), "")

    @property
    def about(self) -> frozenset[str]:
        """Return the words that say what it is."""
        return frozenset(self._about.split())

    @property
    def terms(self) -> list[list[str]]:
        """Return the words of each of its names."""
        if self._terms is None:
            self._terms = [terms(name) for name in self.names]
        return self._terms

    def has(self, word: str) -> bool:
        """Tell whether any of its names has a word, or its brand, or what it is."""
        if word not in self._lines and word not in self._brand and word not in self._about:
            return False
        return any(word in each.split() for each in (self._lines, self._brand, self._about))
