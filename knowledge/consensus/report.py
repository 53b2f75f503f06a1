"""One verdict with what is known of who gave it, as the tally of its product needs it."""

from datetime import datetime

import msgspec

from knowledge.consensus.evidence import Voice
from knowledge.consensus.weights import STANCES, tenths
from knowledge.verdict import Acquired, Experience, Reason, Stance, Tie

_DAY = 86_400


def day_of(moment: datetime) -> float:
    """Return a moment as a day number: days since 1970 in UTC."""
    return moment.timestamp() / _DAY


class Report(msgspec.Struct, frozen=True, array_like=True):
    """Be one verdict with what is known of who gave it.

    `since` is the day from which it counts. `vouched`: the community's word stands behind it.
    `apart`: it came with a pack, as another community's word. `earlier`: it is about what the
    product was before it changed. `joined`: the period in which they joined, if known.
    """

    key: int
    stance: Stance
    experience: Experience
    acquired: Acquired
    tie: Tie
    competitor: bool
    months: int | None
    at: datetime
    since: float
    reasons: tuple[Reason, ...] = ()
    vouched: bool = False
    invite: str | None = None
    pushed: str | None = None
    quarantined: bool = False
    apart: bool = False
    earlier: bool = False
    joined: int | None = None

    @property
    def tenths(self) -> int:
        """Return what its disclosure weighs."""
        return tenths(self.stance, self.experience, self.acquired, self.tie, self.competitor)

    @property
    def voice(self) -> Voice:
        """Return what the answer needs of it."""
        pushes = (self.pushed.casefold(),) if self.pushed else ()
        place, day = STANCES.index(self.stance), int(day_of(self.at))
        return Voice(place, self.tenths, day, self.vouched, self.invite, pushes, self.joined)
