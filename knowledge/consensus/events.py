"""What happens in a community as lines of JSON: checked here, at the edge; t is in days.

What names something, when it was, and what was said must be there and be right. What is only good
to know may be missing, null or odd, which is the same as not told; other keys are read over.
"""

from typing import Annotated, Literal

import msgspec

from knowledge.verdict import Acquired, Stance, Tie

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | int | float
Days = float


class _Event(msgspec.Struct, tag_field="type"):
    t: Days


class ProductEvent(_Event, tag="product"):
    """Name a product; coming again with something changed, it begins a new epoch."""

    id: Id
    brand: object = None
    price: object = None

    @property
    def amount(self) -> float:
        """Return the price, 0 where none is told."""
        return max(0, number_of(self.price) or 0)


class MemberEvent(_Event, tag="member"):
    """Tell what is known of an account."""

    id: Id
    account_created: object = None
    joined: object = None
    invite: object = None
    role: object = None

    @property
    def created(self) -> Days | None:
        """Return the day on which the account was made, None where it is not told."""
        return number_of(self.account_created)

    @property
    def came(self) -> Days:
        """Return the day on which they joined, that of the event where none is told."""
        joined = number_of(self.joined)
        return self.t if joined is None else joined


class VerdictEvent(_Event, tag="verdict"):
    """Give a member's verdict, in place of an earlier one on the same product."""

    id: Id
    member: Id
    product: Id
    verdict: Stance
    disclosure: object = None  # one of DISCLOSED; anything else discloses nothing
    alternatives: object = None

    @property
    def disclosed(self) -> tuple[Acquired, Tie]:
        """Return how they got it and what ties them to its seller."""
        return DISCLOSED.get(str(self.disclosure), BLANK)

    @property
    def pushed(self) -> tuple[str, ...]:
        """Return the alternatives that a name or a list of names tells, each once.

        Anything but names, such as an object, tells of none.
        """
        if not self.alternatives:
            return ()
        several = self.alternatives if isinstance(self.alternatives, list) else [self.alternatives]
        named = [found.casefold() for each in several if (found := name_of(each))]
        return tuple(dict.fromkeys(named))


class ModerateEvent(_Event, tag="moderate"):
    """Approve a verdict, or take it down."""

    verdict: Id
    action: Literal["approve", "reject"]


class VoteEvent(_Event, tag="vote"):
    """Vote on a verdict; votes order what is quoted and carry no weight in an answer."""


class _Switch(_Event):
    member: Id
    on: object = True

    @property
    def holds(self) -> bool:
        """Say whether it is so from now on: false and 0 end it, all else is as nothing told."""
        return self.on != 0


class TrustEvent(_Switch, tag="trust"):
    """Trust a member, or end that."""


class BanEvent(_Switch, tag="ban"):
    """Bar a member, or let them in again."""


class NowEvent(_Event, tag="now"):
    """Ask for every product's answer as of a day."""


Event = (
    ProductEvent
    | MemberEvent
    | VerdictEvent
    | ModerateEvent
    | VoteEvent
    | TrustEvent
    | BanEvent
    | NowEvent
)
DISCLOSED: dict[str, tuple[Acquired, Tie]] = {
    "bought": (Acquired.BOUGHT, Tie.NONE),
    "gifted": (Acquired.GIFTED, Tie.NONE),
    "sponsored": (Acquired.BOUGHT, Tie.PAID),
    "affiliate": (Acquired.BOUGHT, Tie.AFFILIATE),
    "employee": (Acquired.BOUGHT, Tie.EMPLOYEE),
}
BLANK = (Acquired.UNSAID, Tie.NONE)
_MOST = 1e15  # no day and no price is further from 0


def number_of(value: object) -> float | None:
    """Return a number that can be a day or a price, None for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if abs(value) <= _MOST else None


def name_of(value: object) -> str | None:
    """Return what a string or a number names, 7 and "7" the same; None for anything else."""
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return str(int(value)) if value == int(value) else str(value)
