"""How one community treats a product, its own or one of the base beneath all."""

from dataclasses import dataclass
from datetime import datetime

from knowledge.product import Status


@dataclass(frozen=True, slots=True)
class Handling:
    """Hold what a community's moderators decided about a product; no row means nothing.

    `instead` is the product that it was merged into. From `held_at` on it is under review: no
    words of members are shown. `epoch_at` is since when it is a reformulated one. The brand's
    reply is shown with its date and counts nothing.
    """

    community: int
    product: int
    hidden: bool = False
    instead: int | None = None
    status: Status | None = None
    held_at: datetime | None = None
    epoch_at: datetime | None = None
    brand_reply: str | None = None
    brand_reply_at: datetime | None = None
