"""What some words came to: one product, one of several, or none that is known."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Candidate:
    """A product's key and how likely it is meant, 0 to 1."""

    product: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Found:
    """One product is meant; `candidates` has it first.

    `variant` is the colour or size that was said and that no name of the product has: its
    verdicts are those of all colours and sizes.
    """

    product: int
    confidence: float
    candidates: tuple[Candidate, ...]
    variant: str = ""


@dataclass(frozen=True, slots=True)
class Ambiguous:
    """Several products fit about as well; offer them."""

    candidates: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """No product is meant surely enough; the nearest come first."""

    candidates: tuple[Candidate, ...] = ()


Link = Found | Ambiguous | Unknown
