"""What is said beside the verdicts and never counts: notes, alternatives, others' tallies."""

from dataclasses import dataclass
from enum import Enum

from knowledge.product import Price
from knowledge.verdict import Reason


class Lean(Enum):
    """Say which way an editorial summary leans."""

    WORTH = "worth"
    DEPENDS = "depends"
    SKIP = "skip"
    WAIT = "wait"


class Basis(Enum):
    """Say whether a public source says it, or the editor."""

    SOURCE = "source"
    EDITOR = "editor"


@dataclass(frozen=True, slots=True)
class Ground:
    """Give one reason of a note: its code from the closed list, and the editor's words."""

    code: Reason
    text: str


@dataclass(frozen=True, slots=True)
class Counterpoint:
    """Say what speaks against the lean, and on whose word."""

    text: str
    basis: Basis = Basis.SOURCE


@dataclass(frozen=True, slots=True)
class Reference:
    """Name a source by its address and kind."""

    url: str
    kind: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """Summarise what public pages say of a product; shown until a member counts, never counted."""

    key: int
    community: int
    product: int
    lean: Lean
    reasons: tuple[Ground, ...] = ()
    counterpoint: Counterpoint | None = None
    brand_reply: str | None = None
    sources: tuple[Reference, ...] = ()
    pack: str | None = None


class Rank(Enum):
    """Order alternatives, no spending first."""

    OWN = "own"
    NOTHING = "nothing"
    BORROW = "borrow"
    SECONDHAND = "secondhand"
    CHEAPER = "cheaper"
    BETTER = "better"


@dataclass(frozen=True, slots=True)
class Alternative:
    """Offer something instead of a product: a product of the base (`other`) or words."""

    key: int
    community: int
    product: int
    rank: Rank
    position: int = 0
    text: str | None = None
    other: int | None = None
    price: Price | None = None
    pack: str | None = None


@dataclass(frozen=True, slots=True)
class PackTally:
    """Hold what another community counted of a product, as its pack says; here it counts nothing.

    `as_of` is the month of the newest verdict in it; `reasons` are the most named, with counts.
    """

    key: int
    community: int
    product: int
    pack: str
    worth: int
    depends: int
    skip: int
    as_of: str
    reasons: tuple[tuple[Reason, int], ...] = ()

    @property
    def people(self) -> int:
        """Return how many people were counted."""
        return self.worth + self.depends + self.skip
