"""What a member says about a product, with how they know it and what ties them."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from knowledge.product import Price


class Stance(Enum):
    """Say whether the member finds it worth it."""

    WORTH = "worth"
    DEPENDS = "depends"
    SKIP = "skip"


class Experience(Enum):
    """Say how the member knows it; researched only never counts in the headline."""

    OWNED = "owned"
    TRIED = "tried"
    RESEARCHED = "researched"


class Acquired(Enum):
    """Say how the member got it."""

    BOUGHT = "bought"
    GIFTED = "gifted"
    BORROWED = "borrowed"
    WORK = "work"
    UNSAID = "unsaid"


class Tie(Enum):
    """Say what ties the member to the brand or to a competing one."""

    NONE = "none"
    EMPLOYEE = "employee"
    PAID = "paid"
    AFFILIATE = "affiliate"
    GIFTED_PROGRAMME = "gifted-programme"
    FAMILY = "family"
    OTHER = "other"


class Standing(Enum):
    """Say whether a verdict is shown and counted."""

    PUBLISHED = "published"
    PENDING = "pending"
    QUARANTINED = "quarantined"
    WITHDRAWN = "withdrawn"


HELD = (Standing.PENDING, Standing.QUARANTINED)  # until a moderator decides otherwise


class Reason(Enum):
    """List the reasons a verdict may give: twelve against, and their counterparts."""

    OVERPRICED = "overpriced"
    INEFFECTIVE = "ineffective"
    UNNEEDED = "unneeded"
    OVERHYPED = "overhyped"
    SHORT_LIVED = "short-lived"
    MISLEADING_CLAIM = "misleading-claim"
    HIDDEN_COST = "hidden-cost"
    TIME_SINK = "time-sink"
    UNSUSTAINABLE = "unsustainable"
    OVERPACKAGED = "overpackaged"
    SAFETY = "safety"
    NOT_FOR_ME = "not-for-me"
    GOOD_VALUE = "good-value"
    EFFECTIVE = "effective"
    USED_OFTEN = "used-often"
    LIVES_UP_TO_IT = "lives-up-to-it"
    LONG_LASTING = "long-lasting"
    HONEST_CLAIMS = "honest-claims"
    NO_HIDDEN_COST = "no-hidden-cost"
    TIME_SAVER = "time-saver"
    SUSTAINABLE = "sustainable"
    LITTLE_PACKAGING = "little-packaging"
    SAFE = "safe"
    SUITS_ME = "suits-me"


FOR = frozenset(list(Reason)[list(Reason).index(Reason.GOOD_VALUE) :])  # the counterparts


@dataclass(frozen=True, slots=True)
class Verdict:
    """Hold one member's verdict on one product in one community; `person` names nobody."""

    key: int
    community: int
    product: int
    person: str
    stance: Stance
    experience: Experience
    acquired: Acquired
    tie: Tie
    created_at: datetime
    reasons: tuple[Reason, ...] = ()
    months: int | None = None
    competitor: bool = False  # the tie is to a competing brand
    text: str | None = None
    paid: Price | None = None
    alternative: str | None = None
    again: bool | None = None
    standing: Standing = Standing.PUBLISHED
    cleared: bool = False  # a moderator looked at it and found it a word of its own
    pack: str | None = None
    expertise: str | None = None  # what they say of themselves; shown, no weight
