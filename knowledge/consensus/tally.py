"""From verdicts to one honest answer: a first, plain version.

Support is the share of "worth it" plus half of "depends". Each verdict weighs by its
disclosure; the weighted verdicts make a Beta posterior with the Jeffreys prior (1/2, 1/2), and
a headline is stated only when its region of support is likely enough and enough people who
used the thing stand behind it. Everything a headline rests on is in the Tally, so that anybody
can recompute it by hand.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum
from functools import cache

from knowledge.consensus.beta import cdf
from knowledge.verdict import Acquired, Experience, Stance, Tie

FLOOR = 3  # counted people who must not say the opposite; below it there is no headline
VOICES = 2  # of them, who say that very thing
SKIP_BELOW, WORTH_ABOVE = 0.40, 0.60
STATED, FAIRLY, VERY = 0.70, 0.85, 0.95
MOSTLY = 0.6  # share of "depends" from which the answer is that it depends, however few they are
SPLIT_FROM = 8  # voices from which "mixed" with two camps is said as a split

# Weights for (worth it, depends, skip): a tie to the thing's seller lifts praise, not criticism.
_PLAIN = (1.0, 1.0, 1.0)
_TIES: dict[Tie, tuple[float, float, float]] = {
    Tie.EMPLOYEE: (0.0, 0.0, 0.3),
    Tie.FAMILY: (0.0, 0.0, 0.3),
    Tie.PAID: (0.0, 0.3, 0.6),
    Tie.AFFILIATE: (0.0, 0.3, 0.6),
    Tie.GIFTED_PROGRAMME: (0.4, 0.7, 1.0),
    Tie.OTHER: (0.4, 0.7, 0.7),
}
_GIFT = (0.4, 0.7, 1.0)
_UNSAID = (0.5, 0.5, 0.5)
_RIVAL = (0.5, 0.0, 0.0)  # tied to a competitor: criticism is what the tie would buy
_ORDER = (Stance.WORTH, Stance.DEPENDS, Stance.SKIP)
_SUPPORT = {Stance.WORTH: 1.0, Stance.DEPENDS: 0.5, Stance.SKIP: 0.0}


class Label(Enum):
    """State a headline, or that there is none."""

    WORTH = "worth"
    MIXED = "mixed"
    SPLIT = "split"
    SKIP = "skip"
    TOO_FEW = "too-few"
    UNSURE = "unsure"
    NONE = "none"


class Sureness(Enum):
    """Say how likely the headline's region is: at least 0.95, 0.85, 0.70."""

    VERY = "very"
    FAIRLY = "fairly"
    LEANING = "leaning"


@dataclass(frozen=True, slots=True)
class Group:
    """Count published verdicts that are alike in all that matters for the answer."""

    stance: Stance
    experience: Experience
    acquired: Acquired
    tie: Tie
    competitor: bool
    months: int | None
    month: str  # when they were made, 2026-05
    count: int

    @property
    def weight(self) -> float:
        """Return what one of these verdicts weighs, from 0 to 1."""
        return _weight(self.stance, self.experience, self.acquired, self.tie, self.competitor)


@cache
def _weight(
    stance: Stance, experience: Experience, acquired: Acquired, tie: Tie, competitor: bool
) -> float:
    if experience is Experience.RESEARCHED:
        return 0.0
    position = _ORDER.index(stance)
    if tie is not Tie.NONE and competitor:
        return _RIVAL[position]
    gift = {Acquired.GIFTED: _GIFT, Acquired.UNSAID: _UNSAID}.get(acquired, _PLAIN)
    return min(_TIES.get(tie, _PLAIN)[position], gift[position])


@dataclass(frozen=True, slots=True)
class Tally:
    """Hold the answer and everything it was made of; counts are people, not weights."""

    label: Label
    sureness: Sureness | None
    probability: float  # of the stated region, 0 when nothing is stated
    support_for: float  # weighted, without the prior
    support_against: float
    counted: dict[Stance, int]
    owners: int  # of the counted, who owned it
    researched: int
    set_aside: int  # used it, but the disclosed tie leaves no weight
    bought: int
    gifted: int
    tied: int
    median_months: float | None
    newest: str | None
    oldest: str | None

    @property
    def voices(self) -> int:
        """Return how many people are counted."""
        return sum(self.counted.values())

    @property
    def reports(self) -> int:
        """Return how many people reported at all."""
        return self.voices + self.researched + self.set_aside


def tally(groups: Iterable[Group]) -> Tally:
    """Compute the answer for one product in one community from its published verdicts."""
    known = list(groups)
    weighed = [(group, group.weight) for group in known]
    counting = [group for group, weight in weighed if weight > 0]
    counted = {
        stance: sum(group.count for group in counting if group.stance is stance)
        for stance in _ORDER
    }
    ups = sum(g.count * weight * _SUPPORT[g.stance] for g, weight in weighed)
    downs = sum(g.count * weight * (1 - _SUPPORT[g.stance]) for g, weight in weighed)
    label, probability = _headline(counted, ups, downs, bool(known))
    used = [group for group in known if group.experience is not Experience.RESEARCHED]
    return Tally(
        label=label,
        sureness=_sureness(probability),
        probability=probability,
        support_for=ups,
        support_against=downs,
        counted=counted,
        owners=_people(g for g in counting if g.experience is Experience.OWNED),
        researched=_people(g for g in known if g.experience is Experience.RESEARCHED),
        set_aside=_people(used) - sum(counted.values()),
        bought=_people(g for g in used if g.acquired is Acquired.BOUGHT),
        gifted=_people(g for g in used if g.acquired is Acquired.GIFTED),
        tied=_people(g for g in known if g.tie is not Tie.NONE),
        median_months=_median(counting),
        newest=max((group.month for group in known), default=None),
        oldest=min((group.month for group in known), default=None),
    )


def _headline(
    counted: dict[Stance, int], ups: float, downs: float, any_report: bool
) -> tuple[Label, float]:
    """Choose the region and state it only when the evidence carries it."""
    voices = sum(counted.values())
    if not voices:
        return (Label.TOO_FEW if any_report else Label.NONE), 0.0
    if voices < FLOOR:
        return Label.TOO_FEW, 0.0
    a, b = 0.5 + ups, 0.5 + downs
    skip = cdf(SKIP_BELOW, a, b)
    worth = 1 - cdf(WORTH_ABOVE, a, b)
    mixed = max(0.0, 1 - skip - worth)
    probability, label, own, opposite = max(
        (skip, Label.SKIP, counted[Stance.SKIP], counted[Stance.WORTH]),
        (worth, Label.WORTH, counted[Stance.WORTH], counted[Stance.SKIP]),
        (mixed, Label.MIXED, VOICES, 0),
        key=lambda region: region[0],
    )
    if label is Label.MIXED and voices >= SPLIT_FROM and _two_camps(counted):
        return Label.SPLIT, probability
    if counted[Stance.DEPENDS] >= voices * MOSTLY and max(skip, worth) < STATED:
        return Label.MIXED, mixed
    if probability < STATED or own < VOICES or voices - opposite < FLOOR:
        return Label.UNSURE, 0.0
    return label, probability


def _two_camps(counted: dict[Stance, int]) -> bool:
    """Say whether people disagree rather than agree on the middle."""
    return min(counted[Stance.WORTH], counted[Stance.SKIP]) > counted[Stance.DEPENDS]


def _sureness(probability: float) -> Sureness | None:
    steps = ((VERY, Sureness.VERY), (FAIRLY, Sureness.FAIRLY), (STATED, Sureness.LEANING))
    return next((sureness for floor, sureness in steps if probability >= floor), None)


def _people(groups: Iterable[Group]) -> int:
    return sum(group.count for group in groups)


def _median(groups: list[Group]) -> float | None:
    """Return the median months of use of those who said."""
    said = sorted((g.months, g.count) for g in groups if g.months is not None)
    total = sum(count for _, count in said)
    if not total:
        return None
    low, high = (total - 1) // 2, total // 2
    middle: list[int] = []
    passed = 0
    for months, count in said:
        middle += [months for at in (low, high) if passed <= at < passed + count]
        passed += count
    return sum(middle) / len(middle)
