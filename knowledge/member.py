"""What is known of an account in a community: since when it is here, and what it may do."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum


class Grant(Enum):
    """Name a role that was given in the base, beside what a platform says."""

    MODERATOR = "moderator"
    ADMIN = "admin"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class Expertise:
    """Say what moderators verified: for a category's products they know their trade, as what."""

    category: str
    trade: str | None = None


@dataclass(frozen=True, slots=True)
class Member:
    """Hold one account of a community from its first contribution on; `person` names nobody.

    Times are those of the day's beginning in UTC: to the second they would give an account away.
    `invite` is a keyed hash of how the account came in, the same for those who came in alike.
    `expertise` is shown beside what they say of a category's products, and has no weight.
    """

    community: int
    person: str
    first_seen_at: datetime
    joined_at: datetime | None = None
    account_created_at: datetime | None = None
    invite: str | None = None
    trusted: bool = False
    barred: bool = False
    founding: bool = False
    granted: Grant | None = None
    expertise: tuple[Expertise, ...] = ()
