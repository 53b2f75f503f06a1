"""From a product's reports to its tally: the answer, and everything it was made of.

Who is shown and who is counted part here. Everything that an answer rests on is in the Tally, so
that anybody can recompute it by hand.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import groupby
from statistics import median

from knowledge.consensus.answer import Answer, Label, Sureness, answer
from knowledge.consensus.evidence import Evidence, stance_and_tenths
from knowledge.consensus.register import Register, by_stance
from knowledge.consensus.report import Report
from knowledge.consensus.standing import NEVER
from knowledge.consensus.weights import FRESH, PERIOD, STANCES, UNIT, fading
from knowledge.verdict import Reason, Stance

MOST_PARTS = 12


@dataclass(frozen=True, slots=True)
class Part:
    """Count people of one stance whose disclosure weighs alike; `weight` is theirs together, aged.

    `left` is what age leaves of each, None where several ages are taken together; `weight` is in
    people who weigh full.
    """

    stance: Stance
    tenths: int
    left: float | None
    people: int
    weight: float


@dataclass(frozen=True, slots=True)
class Tally:
    """Hold a product's answer for one community on one day; counts are people, not weights."""

    answer: Answer
    parts: tuple[Part, ...] = ()
    reasons: tuple[tuple[Reason, int], ...] = ()
    newcomers: dict[Stance, int] = field(default_factory=dict)
    owners: int = 0  # of the counted, who owned it
    researched: int = 0
    set_aside: int = 0  # used it, but the disclosed tie leaves no weight
    quarantined: int = 0
    apart: dict[Stance, int] = field(default_factory=dict)  # from packs of other communities
    earlier: dict[Stance, int] = field(default_factory=dict)  # before the product changed
    bought: int = 0
    gifted: int = 0
    tied: int = 0
    paid_for: dict[Stance, int] = field(default_factory=dict)  # the counted who bought it
    median_months: float | None = None
    newest: str | None = None  # a month, 2026-05
    oldest: str | None = None
    until: int = NEVER  # the day on which time alone may change something

    @property
    def label(self) -> Label:
        """Return the label; TOO_FEW where there are reports and none counts."""
        label = self.answer.label
        return Label.TOO_FEW if label is Label.NONE and self.reports else label

    @property
    def sureness(self) -> Sureness | None:
        """Return how sure a stated answer is."""
        return self.answer.sureness

    @property
    def counted(self) -> dict[Stance, int]:
        """Return how many are counted of each stance."""
        return dict(zip(STANCES, self.answer.counted, strict=True))

    @property
    def voices(self) -> int:
        """Return how many people are counted."""
        return self.answer.voices

    @property
    def waiting(self) -> int:
        """Return how many newcomers are not counted yet."""
        return sum(self.newcomers.values())

    @property
    def reports(self) -> int:
        """Return how many members reported at all on what the product is now."""
        return self.voices + self.waiting + self.researched + self.set_aside + self.quarantined


def tally(reports: Iterable[Report], day: float) -> Tally:
    """Compute the tally of a product's reports on a day."""
    register = Register(int(day))
    for each in reports:
        register.add(each)
    return tally_of(register)


def tally_of(register: Register) -> Tally:
    """Compute the tally of a register on its day."""
    evidence, day, numbers = register.evidence, register.day, register.numbers
    months = list(Counter(register.used_for).elements())
    return Tally(
        answer=answer(evidence, day),
        parts=_parts(evidence, day),
        reasons=tuple(sorted(register.reasons.items(), key=lambda item: (-item[1], item[0].value))),
        newcomers=by_stance(register.newcomers),
        owners=numbers.get("owners", 0),
        researched=numbers.get("researched", 0),
        set_aside=numbers.get("set_aside", 0),
        quarantined=numbers.get("quarantined", 0),
        apart=by_stance(register.apart),
        earlier=by_stance(register.earlier),
        bought=numbers.get("bought", 0),
        gifted=numbers.get("gifted", 0),
        tied=numbers.get("tied", 0),
        paid_for=by_stance(register.paid_for),
        median_months=median(months) if months else None,
        newest=max(register.said_in, default=None),
        oldest=min(register.said_in, default=None),
        until=_until(register),
    )


def _parts(evidence: Evidence, day: int) -> tuple[Part, ...]:
    """Sum weights by stance, disclosure and age; without the age where that makes many lines."""
    people: Counter[tuple[int, int, int]] = Counter()
    for period, kinds in evidence.ages.items():
        fresh = fading(day // PERIOD - period)
        for kind, count in kinds.items():
            stance, weight = stance_and_tenths(kind)
            people[stance, -weight, -fresh] += count
    parts = [
        Part(STANCES[stance], -weight, -fresh / FRESH, count, count * weight * fresh / UNIT)
        for (stance, weight, fresh), count in sorted(people.items())
    ]
    if len(parts) <= MOST_PARTS:
        return tuple(parts)
    alike = groupby(parts, key=lambda part: (part.stance, part.tenths))
    return tuple(_together(stance, weight, list(each)) for (stance, weight), each in alike)


def _together(stance: Stance, weight: int, parts: list[Part]) -> Part:
    people = sum(part.people for part in parts)
    return Part(stance, weight, None, people, sum(part.weight for part in parts))


def _until(register: Register) -> int:
    """Return the day on which somebody comes of age, or all verdicts age by a period."""
    ages = (register.day // PERIOD + 1) * PERIOD
    return min(ages, register.until or ages)
