"""From a product's reports to its tally: the answer, and everything it was made of.

Who is shown and who is counted part here. Everything that an answer rests on is in the Tally, so
that anybody can recompute it by hand.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from statistics import median

from knowledge.consensus.answer import Answer, Label, Sureness, answer
from knowledge.consensus.evidence import Evidence, Voice
from knowledge.consensus.standing import NEVER
from knowledge.consensus.weights import FRESH, PERIOD, STANCES, UNIT, fading, tenths
from knowledge.verdict import Acquired, Experience, Reason, Stance, Tie

MOST_PARTS = 12
_DAY = 86_400


def day_of(moment: datetime) -> float:
    """Return a moment as a day number: days since 1970 in UTC."""
    return moment.timestamp() / _DAY


@dataclass(frozen=True, slots=True)
class Report:
    """Be one verdict with what is known of who gave it.

    `since` is the day from which it counts. `vouched`: the community's word stands behind it.
    `apart`: it came with a pack, as another community's word. `earlier`: it is about what the
    product was before it changed.
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

    @property
    def tenths(self) -> int:
        """Return what its disclosure weighs."""
        return tenths(self.stance, self.experience, self.acquired, self.tie, self.competitor)

    @property
    def voice(self) -> Voice:
        """Return what the answer needs of it."""
        pushes = (self.pushed.casefold(),) if self.pushed else ()
        place, day = STANCES.index(self.stance), int(day_of(self.at))
        return Voice(place, self.tenths, day, self.vouched, self.invite, pushes)


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
    everybody = list(reports)
    own = [each for each in everybody if not (each.apart or each.earlier)]
    shown = [each for each in own if not each.quarantined]
    used = [each for each in shown if each.experience is not Experience.RESEARCHED]
    weighing = [each for each in used if each.tenths]
    waiting = [each for each in weighing if each.since > day]
    counting = [each for each in weighing if each.since <= day]
    evidence = Evidence()
    for each in counting:
        evidence.add(each.voice)
    months = [each.months for each in counting if each.months is not None]
    dates = sorted(each.at.strftime("%Y-%m") for each in shown)
    return Tally(
        answer=answer(evidence, int(day)),
        parts=_parts(evidence, int(day)),
        reasons=_reasons(counting),
        newcomers=_stances(waiting),
        owners=sum(each.experience is Experience.OWNED for each in counting),
        researched=len(shown) - len(used),
        set_aside=len(used) - len(weighing),
        quarantined=len(own) - len(shown),
        apart=_stances(each for each in everybody if each.apart),
        earlier=_stances(each for each in everybody if each.earlier and not each.apart),
        bought=sum(each.acquired is Acquired.BOUGHT for each in used),
        gifted=sum(each.acquired is Acquired.GIFTED for each in used),
        tied=sum(each.tie is not Tie.NONE for each in shown),
        paid_for=_stances(each for each in counting if each.acquired is Acquired.BOUGHT),
        median_months=median(months) if months else None,
        newest=dates[-1] if dates else None,
        oldest=dates[0] if dates else None,
        until=_until(waiting, int(day)),
    )


def _stances(reports: Iterable[Report]) -> dict[Stance, int]:
    counts = Counter(each.stance for each in reports)
    return {stance: counts[stance] for stance in STANCES if counts[stance]}


def _reasons(counting: list[Report]) -> tuple[tuple[Reason, int], ...]:
    """Count the reasons that counted people give, the most named first."""
    counts = Counter(reason for each in counting for reason in dict.fromkeys(each.reasons))
    return tuple(sorted(counts.items(), key=lambda item: (-item[1], item[0].value)))


def _parts(evidence: Evidence, day: int) -> tuple[Part, ...]:
    """Sum weights by stance, disclosure and age; without the age where that makes many lines."""
    people: Counter[tuple[int, int, int]] = Counter()
    for at, counter in evidence.days.items():
        fresh = fading(day // PERIOD - at // PERIOD)
        for (stance, weight, _), count in counter.items():
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


def _until(waiting: list[Report], day: int) -> int:
    """Return the day on which somebody comes of age, or all verdicts age by a period."""
    ages = (day // PERIOD + 1) * PERIOD
    return min([ages, *(int(each.since) + 1 for each in waiting)])
