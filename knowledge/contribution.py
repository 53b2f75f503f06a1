"""What members add beside verdicts: votes on them, reports, proposals, choices, wishes."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum, IntEnum


class Opinion(IntEnum):
    """Say what somebody thinks of another's verdict; it orders quotes and counts nothing."""

    DISAGREE = -1
    HELPFUL = 1


@dataclass(frozen=True, slots=True)
class Vote:
    """Hold one person's opinion of one verdict."""

    key: int
    community: int
    verdict: int
    person: str
    value: Opinion


class ReportKind(Enum):
    """Say what is wrong with a verdict."""

    UNDISCLOSED_TIE = "undisclosed-tie"
    FALSE_CLAIM = "false-claim"
    SPAM = "spam"
    ABOUT_A_PERSON = "about-a-person"


class ReportState(Enum):
    """Say what moderators made of a report."""

    OPEN = "open"
    UPHELD = "upheld"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True)
class Report:
    """Hold one person's report of one verdict, and who decided it when."""

    key: int
    community: int
    verdict: int
    person: str
    kind: ReportKind
    created_at: datetime
    text: str | None = None
    state: ReportState = ReportState.OPEN
    decided_by: str | None = None
    decided_at: datetime | None = None


class ProposalKind(Enum):
    """Say what is proposed: a new product, or another name for one."""

    PRODUCT = "product"
    ALIAS = "alias"


class ProposalState(Enum):
    """Say what moderators made of a proposal."""

    OPEN = "open"
    APPROVED = "approved"
    MERGED = "merged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Proposal:
    """Hold what a member proposes for the base, and who decided it when and why.

    `name` is a new product's name, or the alias of `product`. Once decided, `product` is what it
    became or was merged into. `contact` is sealed; it says whom to tell, until they were told.
    """

    key: int
    community: int
    kind: ProposalKind
    name: str
    person: str
    created_at: datetime
    product: int | None = None
    brand: str | None = None
    what: str | None = None
    state: ProposalState = ProposalState.OPEN
    decided_by: str | None = None
    decided_at: datetime | None = None
    reason: str | None = None
    contact: str | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    """Say which product a person means by `phrase`, folded; 0 is none of those offered."""

    community: int
    phrase: str
    person: str
    product: int
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Wish:
    """Say that a person asks for verdicts on what `phrase`, folded, names; `text` is as typed."""

    community: int
    phrase: str
    person: str
    text: str
    created_at: datetime
