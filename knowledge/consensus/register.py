"""A product's reports as running counts: one more or less costs the same among ten and 10,000.

Time alone moves nothing but those who wait for their day, so a register that was written down
answers on a later day without anybody's verdict being read again.
"""

from math import ceil
from typing import TypeVar

import msgspec

from knowledge.consensus.evidence import Evidence
from knowledge.consensus.report import Report
from knowledge.consensus.standing import NEVER
from knowledge.consensus.weights import STANCES
from knowledge.verdict import Acquired, Experience, Reason, Stance, Tie

K = TypeVar("K")


class Register(msgspec.Struct, array_like=True):
    """Count what is said of a product as of a day; no count that is nothing is kept."""

    day: int
    evidence: Evidence = msgspec.field(default_factory=Evidence)
    due: dict[int, list[Report]] = {}  # newcomers by the day from which they count
    newcomers: dict[Stance, int] = {}
    apart: dict[Stance, int] = {}
    earlier: dict[Stance, int] = {}
    paid_for: dict[Stance, int] = {}
    reasons: dict[Reason, int] = {}
    used_for: dict[int, int] = {}  # the counted by months of use
    said_in: dict[str, int] = {}  # the shown by month, 2026-05
    numbers: dict[str, int] = {}  # the other counts of a Tally, by its names for them

    def add(self, report: Report) -> None:
        """Take a report in."""
        self._change(report, 1)

    def remove(self, report: Report) -> None:
        """Take a report out that was taken in before, exactly as it was then."""
        self._change(report, -1)

    def pass_on_to(self, day: int) -> None:
        """Let time pass: who was waiting for a day that has come counts."""
        self.day = max(self.day, day)
        for due in sorted(each for each in self.due if each <= day):
            for report in self.due.pop(due):
                _bump(self.newcomers, report.stance, -1)
                self._count(report, 1)

    def _change(self, report: Report, by: int) -> None:
        if report.apart or report.earlier:
            _bump(self.apart if report.apart else self.earlier, report.stance, by)
        elif report.quarantined:
            _bump(self.numbers, "quarantined", by)
        else:
            _bump(self.said_in, report.at.strftime("%Y-%m"), by)
            if report.tie is not Tie.NONE:
                _bump(self.numbers, "tied", by)
            self._use(report, by)

    def _use(self, report: Report, by: int) -> None:
        """Count somebody who is shown."""
        if report.experience is Experience.RESEARCHED:
            _bump(self.numbers, "researched", by)
            return
        if report.acquired in (Acquired.BOUGHT, Acquired.GIFTED):
            _bump(self.numbers, report.acquired.value, by)
        since = ceil(report.since)
        if not report.tenths:
            _bump(self.numbers, "set_aside", by)
        elif since <= self.day:
            self._count(report, by)
        else:
            _bump(self.newcomers, report.stance, by)
            if since < NEVER:
                self._wait(since, report, by)

    def _wait(self, since: int, report: Report, by: int) -> None:
        waiting = self.due.setdefault(since, [])
        if by > 0:
            waiting.append(report)
            waiting.sort(key=lambda each: each.key)
        else:
            waiting.remove(report)
        if not waiting:
            del self.due[since]

    def _count(self, report: Report, by: int) -> None:
        """Count somebody whose word makes the answer."""
        if by > 0:
            self.evidence.add(report.voice)
        else:
            self.evidence.remove(report.voice)
        for reason in dict.fromkeys(report.reasons):
            _bump(self.reasons, reason, by)
        if report.experience is Experience.OWNED:
            _bump(self.numbers, "owners", by)
        if report.acquired is Acquired.BOUGHT:
            _bump(self.paid_for, report.stance, by)
        if report.months is not None:
            _bump(self.used_for, report.months, by)

    @property
    def is_empty(self) -> bool:
        """Say whether nobody said anything."""
        return not (self.said_in or self.apart or self.earlier or self.numbers)

    @property
    def until(self) -> int | None:
        """Return the day on which the next newcomer comes of age, None when nobody will."""
        return min(self.due, default=None)


def by_stance(counts: dict[Stance, int]) -> dict[Stance, int]:
    """Return counts in the order of STANCES."""
    return {stance: counts[stance] for stance in STANCES if stance in counts}


def _bump(counts: dict[K, int], key: K, by: int) -> None:
    left = counts.get(key, 0) + by
    if left:
        counts[key] = left
    else:
        del counts[key]
