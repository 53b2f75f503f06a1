"""From what day on the verdict of an account counts: newcomers are shown, not yet counted."""

from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.community import Openness

STAYED = 14  # days in the community before one counts
ELSEWHERE = 2  # approved verdicts on other brands before one counts
SETTLED = 14  # days after which a verdict that nobody took down counts as approved
YOUNG, YOUNG_STAYED = 30, 60  # an account younger than that at joining waits that long instead
NEVER = 1 << 40  # a day that does not come


@dataclass(frozen=True, slots=True)
class Account:
    """Hold what is known of an account, in day numbers; None where it is not known."""

    joined: float
    created: float | None = None
    vouched: bool = False  # founding, trusted, or a moderator
    barred: bool = False


def counts_from(
    account: Account, elsewhere: Iterable[float], openness: Openness = Openness.GUARDED
) -> float:
    """Return the day from which an account's verdict counts, NEVER if none is in sight.

    An open community counts everybody, a strict one only whom an admin named as founding or a
    moderator trusts. `elsewhere` are the days on which the account had its first approved verdict
    on each other brand.
    """
    if account.barred:
        return NEVER
    if account.vouched or openness is Openness.OPEN:
        return -NEVER
    if openness is Openness.STRICT:
        return NEVER
    approved = sorted(elsewhere)[:ELSEWHERE]
    if len(approved) < ELSEWHERE:
        return NEVER
    young = account.created is not None and account.joined - account.created < YOUNG
    return max(account.joined + (YOUNG_STAYED if young else STAYED), approved[-1])
