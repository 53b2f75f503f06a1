"""From the counted verdicts on one product to one honest answer, or to why there is none.

Support is the share of "worth it" plus half of "depends", as weighted evidence in a Beta
posterior with the Jeffreys prior (1/2, 1/2). The likeliest region of support is stated when it
is likely enough, enough people say it, it does not rest on one group that may act as one, nor
on its strongest voices. These checks only withhold a label; they never put another in its place,
so that one more "skip" never makes an answer more "worth it".
"""

from dataclasses import dataclass, replace
from enum import Enum

from knowledge.consensus.evidence import Evidence, stance_and_tenths
from knowledge.consensus.groups import Group, decisive
from knowledge.consensus.sums import Region, Sums, chance
from knowledge.consensus.weights import PERIOD, UNIT, fading

FLOOR = 3  # counted people who must not say the opposite; below it there is no headline
VOICES = 2  # of them, who say that very thing
STATED, FAIRLY, VERY = 0.70, 0.85, 0.95
STOOD, STAYS = 0.75, 0.60  # what had the one when an earlier period ended stays with the other
SPLIT_FROM = 8  # voices from which two camps are said as a split
STRONGEST = 10  # of so many voices for an answer, the strongest one is left out
KEPT_WITHOUT = 0.50  # chance that must be left then


class Label(Enum):
    """State a headline, or say why there is none."""

    WORTH = "worth"
    MIXED = "mixed"
    SPLIT = "split"
    SKIP = "skip"
    SPLIT_SO_FAR = "split-so-far"
    UNSURE = "unsure"
    REVIEW = "review"
    TOO_FEW = "too-few"
    NONE = "none"


Strengths = tuple[dict[int, int], dict[int, int], dict[int, int]]  # people by weight, by STANCES
STATING = (Label.WORTH, Label.MIXED, Label.SPLIT, Label.SKIP)
_LABELS = {Region.WORTH: Label.WORTH, Region.MIXED: Label.MIXED, Region.SKIP: Label.SKIP}


class Sureness(Enum):
    """Say how likely the headline's region is: at least 0.95, 0.85, 0.70."""

    VERY = "very"
    FAIRLY = "fairly"
    LEANING = "leaning"


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold the answer and every number it was made of; `counted` are people by STANCES."""

    label: Label
    region: Region = Region.MIXED
    probability: float = 0.0  # of that region, the likeliest
    weight_for: float = 0.0  # in people who weigh full, without the prior
    weight_against: float = 0.0
    counted: tuple[int, int, int] = (0, 0, 0)
    stood: float | None = None  # its probability when an earlier period ended, if it stays by that
    without_strongest: float | None = None  # its probability then
    group: Group | None = None  # why it is under review
    before: Label | None = None  # under review: what all the others say, when that is clear
    before_probability: float = 0.0

    @property
    def voices(self) -> int:
        """Return how many people are counted."""
        return sum(self.counted)

    @property
    def sureness(self) -> Sureness | None:
        """Return how sure a stated answer is."""
        return sureness(self.probability) if self.label in STATING else None


def sureness(probability: float) -> Sureness:
    """Name how sure a stated probability is."""
    if probability >= VERY:
        return Sureness.VERY
    return Sureness.FAIRLY if probability >= FAIRLY else Sureness.LEANING


def answer(evidence: Evidence, day: int, doors: frozenset[str] = frozenset()) -> Answer:
    """Compute the answer on a day; `doors` are invites too common to make a group."""
    period = day // PERIOD
    strengths = _strengths(evidence, period)
    total = _total(strengths)
    if not total.all:
        return Answer(Label.NONE)
    region, probability = total.likeliest()
    found = Answer(
        Label.UNSURE,
        region,
        probability,
        total.up / (2 * UNIT),
        total.down / (2 * UNIT),
        (total.people[0], total.people[1], total.people[2]),
    )
    if total.all < FLOOR:
        return replace(found, label=Label.TOO_FEW)
    if STAYS <= probability < STATED:
        found = replace(found, stood=_stood(evidence, region, period))
    likely = probability >= STATED or found.stood is not None
    if not _enough_say_it(total, region) or not likely:
        torn = region is Region.MIXED and total.all >= SPLIT_FROM
        return replace(found, label=Label.SPLIT_SO_FAR if torn else Label.UNSURE)
    group = decisive(evidence, total, region, period, doors)
    if group is not None:
        return _under_review(found, group[0], total.without(group[1]))
    without = _without_strongest(strengths, total, region)
    stands = without >= KEPT_WITHOUT
    return replace(
        found, label=_stated(total, region) if stands else found.label, without_strongest=without
    )


def _stated(total: Sums, region: Region) -> Label:
    """Return a region's label; a middle that nobody holds is a split."""
    worth, depends, skip = total.people
    torn = region is Region.MIXED and total.all >= SPLIT_FROM and min(worth, skip) > depends
    return Label.SPLIT if torn else _LABELS[region]


def _enough_say_it(total: Sums, region: Region) -> bool:
    worth, depends, skip = total.people
    if region is Region.WORTH:
        return worth >= VOICES and worth + depends >= FLOOR
    if region is Region.SKIP:
        return skip >= VOICES and skip + depends >= FLOOR
    return True


def _stood(evidence: Evidence, region: Region, period: int) -> float | None:
    """Return the chance that a region had when an earlier period ended, None if it never STOOD.

    It is asked of the end of every period with voices, so one more voice never decides of which.
    """
    total, ends = Sums(), []
    for given in sorted(evidence.ages)[:-1]:
        fresh = fading(period - given)
        for kind, people in evidence.ages[given].items():
            stance, tenths = stance_and_tenths(kind)
            total.take(stance, people, people * tenths * fresh)
        if _enough_say_it(total, region) and total.leans_to(region):
            ends.append((total.up, total.down))
    chances = (chance(up, down, region) for up, down in reversed(ends))
    return next((each for each in chances if each >= STOOD), None)


def _under_review(found: Answer, group: Group, others: Sums) -> Answer:
    """Withhold the answer, with what everybody outside the group says when that is clear."""
    region, probability = others.likeliest()
    held = replace(found, label=Label.REVIEW, group=group)
    if probability < STATED or others.all < FLOOR or not _enough_say_it(others, region):
        return held
    return replace(held, before=_stated(others, region), before_probability=probability)


def _strengths(evidence: Evidence, period: int) -> Strengths:
    """Count people by stance and weight."""
    strengths: Strengths = ({}, {}, {})
    for given, kinds in evidence.ages.items():
        fresh = fading(period - given)
        for kind, people in kinds.items():
            stance, tenths = stance_and_tenths(kind)
            alike = strengths[stance]
            alike[tenths * fresh] = alike.get(tenths * fresh, 0) + people
    return strengths


def _total(strengths: Strengths) -> Sums:
    total = Sums()
    for stance, alike in enumerate(strengths):
        weight = sum([weight * people for weight, people in alike.items()])
        total.take(stance, sum(alike.values()), weight)
    return total


def _without_strongest(strengths: Strengths, total: Sums, region: Region) -> float:
    """Return what is left of a region without the strongest of the voices that pull to it."""
    sides = {Region.WORTH: (0,), Region.SKIP: (2,)}.get(region, (0, 2))
    chances = []
    for side in sides:
        left = -(-total.people[side] // STRONGEST)
        strongest = Sums()
        for weight in sorted(strengths[side], reverse=True):
            people = min(left, strengths[side][weight])
            strongest.take(side, people, people * weight)
            left -= people
            if not left:
                break
        chances.append(total.without(strongest).chance(region))
    return min(chances)
