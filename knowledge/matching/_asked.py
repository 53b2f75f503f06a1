"""What a message turns out to ask, as values."""

from dataclasses import dataclass, field
from enum import Enum

from knowledge.matching._text import Price


class Intent(Enum):
    """What somebody wants to know about the subjects."""

    WORTH = "worth"
    ALTERNATIVES = "alternatives"
    COMPARE = "compare"


class Why(Enum):
    """Why a message is no question that can be answered."""

    EMPTY = "empty"
    NOTHING_NAMED = "nothing_named"  # "worth it?", and nothing that it could refer to
    NOT_A_PRODUCT = "not_a_product"  # "is college worth it"
    OPEN = "open"  # "which phone is the best"
    CHATTER = "chatter"  # asks nothing, or something else
    DISTRESS = "distress"  # "i want to die": never a name, however it is asked


@dataclass(frozen=True, slots=True)
class Subject:
    """Words taken as a product, as typed: `message[start:end] == text`, once `plain`.

    Where the words had to be made (a link's path, "#DysonAirwrap", a name around a mention), the
    offsets are those of what they were made from; both are 0 for words of a message replied to.
    `wide` is the longer reading: with the "for ..." or "in pink" that may belong to a name, and for
    the first of two products with both ("Trick or Treat"); else it equals `text`.
    """

    text: str
    start: int
    end: int
    wide: str
    is_kind: bool = field(default=False, compare=False)  # "a massage gun": any thing of a kind


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked about which products; two or more of them for COMPARE."""

    intent: Intent
    subjects: tuple[Subject, ...]
    framed: bool  # the product stands in the wording of a question, not only as a name somewhere
    asked: bool  # framed, or somebody put a question mark
    price: Price | None = None
    context: str | None = None  # "curly hair" in "X for curly hair"
    links: tuple[str, ...] = ()
    doubt: Why | None = None  # why it may be none: only a product that is known answers it
    aspect: str | None = None  # "overhyped" for "is X just hype": an entry of [aspects]
    shelf: str | None = None  # the category of a kind of things, of the first subject: [shelves]


@dataclass(frozen=True, slots=True)
class NotAQuestion:
    """Say why there is nothing to answer."""

    why: Why
    shelf: str | None = field(default=None, compare=False)  # as of a question, of an open one
