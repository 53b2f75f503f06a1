"""From what day on the verdict of an account counts: newcomers are shown, not yet counted."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

STAYED = 14  # days in the community before one counts
ELSEWHERE = 2  # approved verdicts on other brands before one counts
SETTLED = 14  # days after which a verdict that nobody took down counts as approved
YOUNG, YOUNG_STAYED = 30, 60  # an account younger than that at joining waits that long instead
NEVER = 1 << 40  # a day that does not come


class Admission(Enum):
    """Say whose verdicts a community counts.

    `open`: everybody's. `guarded`: newcomers' later. `strict`: only of members whom an admin
    named as founding or a moderator trusts.
    """

    OPEN = "open"
    GUARDED = "guarded"
    STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Account:
    """Hold what is known of an account, in day numbers; None where it is not known."""

    joined: float
    created: float | None = None
    vouched: bool = False  # founding, trusted, or a moderator
    barred: bool = False


def counts_from(
    account: Account, elsewhere: Iterable[float], admission: Admission = Admission.GUARDED
) -> float:
    """Return the day from which an account's verdict counts, NEVER if none is in sight.

    `elsewhere` are the days on which it had its first approved verdict on each other brand.
    """
    if account.barred:
        return NEVER
    if account.vouched or admission is Admission.OPEN:
        return -NEVER
    if admission is Admission.STRICT:
        return NEVER
    approved = sorted(elsewhere)[:ELSEWHERE]
    if len(approved) < ELSEWHERE:
        return NEVER
    young = account.created is not None and account.joined - account.created < YOUNG
    return max(account.joined + (YOUNG_STAYED if young else STAYED), approved[-1])
