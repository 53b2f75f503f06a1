"""What happens in a community as lines of JSON: checked here, at the edge; t is in days."""

from typing import Annotated, Literal

import msgspec

from knowledge.verdict import Acquired, Stance, Tie

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=200)] | int
Days = float


class _Event(msgspec.Struct, tag_field="type"):
    t: Days


class ProductEvent(_Event, tag="product"):
    """Name a product; coming again with something changed, it begins a new epoch."""

    id: Id
    brand: Id | None = None
    category: Id | None = None
    price: float | None = None


class MemberEvent(_Event, tag="member"):
    """Tell what is known of an account, each None when it is not."""

    id: Id
    account_created: Days | None = None
    joined: Days | None = None
    invite: str | int | None = None
    role: str | None = None


class VerdictEvent(_Event, tag="verdict"):
    """Give a member's verdict, in place of an earlier one on the same product."""

    id: Id
    member: Id
    product: Id
    verdict: Stance
    disclosure: (
        Literal["bought", "gifted", "sponsored", "affiliate", "employee", "undisclosed"] | None
    ) = None
    alternatives: list[str | int] | None = None


class ModerateEvent(_Event, tag="moderate"):
    """Approve a verdict, or take it down."""

    verdict: Id
    action: Literal["approve", "reject"]


class VoteEvent(_Event, tag="vote"):
    """Vote on a verdict; votes order what is quoted and carry no weight in an answer."""

    member: Id
    verdict: Id
    value: float


class TrustEvent(_Event, tag="trust"):
    """Trust a member, or end that."""

    member: Id
    on: bool = True


class BanEvent(_Event, tag="ban"):
    """Bar a member, or let them in again."""

    member: Id
    on: bool = True


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
DISCLOSED: dict[str | None, tuple[Acquired, Tie]] = {
    "bought": (Acquired.BOUGHT, Tie.NONE),
    "gifted": (Acquired.GIFTED, Tie.NONE),
    "sponsored": (Acquired.BOUGHT, Tie.PAID),
    "affiliate": (Acquired.BOUGHT, Tie.AFFILIATE),
    "employee": (Acquired.BOUGHT, Tie.EMPLOYEE),
    "undisclosed": (Acquired.UNSAID, Tie.NONE),
    None: (Acquired.UNSAID, Tie.NONE),
}
