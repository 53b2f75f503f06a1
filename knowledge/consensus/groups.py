"""Groups of accounts that may act as one, and whether an answer stands without each of them.

A group is who spoke of the product within any SPELL days, came by one invite, or pushes one
alternative. Members whom the community vouches for belong to none. The parts are fixed before
anybody speaks, so one more voice never dissolves a group.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from knowledge.consensus.evidence import Counter, Evidence
from knowledge.consensus.sums import Region, Sums
from knowledge.consensus.weights import PERIOD, fading

GROUP, CROWD = 3, 12  # people that make a group, and one without which more must be left
KEPT, KEPT_WITHOUT_CROWD = 0.50, 0.70  # chance that must be left of an answer
BIN, BINS = 7, 6  # a spell is six weeks, beginning with any week
SPELL = BIN * BINS


class Shared(Enum):
    """Say what the members of a group have in common."""

    SPELL = "spell"
    INVITE = "invite"
    PUSHED = "pushed"


@dataclass(frozen=True, slots=True)
class Group:
    """Name a group without which too little is left of an answer: `kept` is its chance then.

    `name` is a spell's first day (a day number), an invite, or the alternative that is pushed.
    """

    shared: Shared
    name: str | int
    people: int
    kept: float
    needed: float


def decisive(
    evidence: Evidence,
    weeks: dict[int, Sums],
    total: Sums,
    region: Region,
    period: int,
    doors: frozenset[str | int],
) -> tuple[Group, Sums] | None:
    """Return the group without which least is left of a region, if that is too little.

    Nothing is asked about a group outside which there is nobody.
    """
    worst: tuple[Group, Sums] | None = None
    everybody = total.all
    for shared, name, sums in _groups(evidence, weeks, period, doors):
        people = sums.all
        if people == everybody:
            continue
        needed = KEPT_WITHOUT_CROWD if people >= CROWD else KEPT
        left = total.without(sums)
        if left.surely(region, needed):
            continue
        kept = left.chance(region)
        if kept < needed and (worst is None or kept < worst[0].kept):
            worst = Group(shared, name, people, kept, needed), sums.copy()
    return worst


def _groups(
    evidence: Evidence, weeks: dict[int, Sums], period: int, doors: frozenset[str | int]
) -> Iterator[tuple[Shared, str | int, Sums]]:
    yield from _spells(weeks)
    for name, days in evidence.invites.items():
        if name not in doors and _is_group(days):
            yield Shared.INVITE, name, _sum(days, period)
    for name, days in evidence.pushes.items():
        if _is_group(days):
            yield Shared.PUSHED, name, _sum(days, period)


def _is_group(days: dict[int, Counter]) -> bool:
    return len(days) >= GROUP or sum(sum(each.values()) for each in days.values()) >= GROUP


def _spells(weeks: dict[int, Sums]) -> Iterator[tuple[Shared, int, Sums]]:
    """Slide over the weeks, yielding one changing sum; what the last spell held is left out."""
    places = sorted(weeks)
    running, end = Sums(), 0
    for first, place in enumerate(places):
        before = end
        while end < len(places) and places[end] < place + BINS:
            running.merge(weeks[places[end]])
            end += 1
        if end > before and running.all >= GROUP:
            yield Shared.SPELL, place * BIN, running
        running.merge(weeks[places[first]], -1)


def _sum(days: dict[int, Counter], period: int) -> Sums:
    result = Sums()
    for day, counter in days.items():
        fresh = fading(period - day // PERIOD)
        for (stance, tenths, _), people in counter.items():
            result.take(stance, people, people * tenths * fresh)
    return result
