"""Groups of accounts that may act as one, and whether an answer stands without each of them.

A group is who spoke of the product within any SPELL days, came by one invite, or pushes one
alternative. Members whom the community vouches for belong to none. The parts are fixed before
anybody speaks, so one more voice never dissolves a group.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import Enum

from knowledge.consensus.evidence import Counter, Evidence
from knowledge.consensus.sums import Region, Sums, chance, surely
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


Weight = tuple[int, int, int]  # people, and their doubled weight for and against


def decisive(
    evidence: Evidence,
    weeks: dict[int, list[int]],
    total: Sums,
    region: Region,
    period: int,
    doors: frozenset[str | int],
) -> tuple[Group, Sums] | None:
    """Return the group without which least is left of a region, if that is too little.

    Nothing is asked about a group outside which there is nobody. `weeks` hold the people, and
    their doubled weight for and against, of those for whom nobody vouches.
    """
    worst: Group | None = None
    everybody, for_, against = total.all, total.up, total.down
    for shared, name, (people, up, down) in _groups(evidence, weeks, period, doors):
        if people == everybody:
            continue
        needed = KEPT_WITHOUT_CROWD if people >= CROWD else KEPT
        if surely(for_ - up, against - down, region, needed):
            continue
        kept = chance(for_ - up, against - down, region)
        if kept < needed and (worst is None or kept < worst.kept):
            worst = Group(shared, name, people, kept, needed)
    return (worst, _members(evidence, worst, period)) if worst else None


def _groups(
    evidence: Evidence, weeks: dict[int, list[int]], period: int, doors: frozenset[str | int]
) -> Iterator[tuple[Shared, str | int, Weight]]:
    yield from _spells(weeks)
    for name, days in evidence.invites.items():
        if name not in doors and _is_group(days):
            sums = _sum(days, period)
            yield Shared.INVITE, name, (sums.all, sums.up, sums.down)
    for name, days in evidence.pushes.items():
        if _is_group(days):
            sums = _sum(days, period)
            yield Shared.PUSHED, name, (sums.all, sums.up, sums.down)


def _is_group(days: dict[int, Counter]) -> bool:
    return len(days) >= GROUP or sum(sum(each.values()) for each in days.values()) >= GROUP


def _spells(weeks: dict[int, list[int]]) -> Iterator[tuple[Shared, int, Weight]]:
    """Slide over the weeks; a spell that holds nobody new is part of the last one."""
    places = sorted(weeks)
    people = up = down = end = 0
    for place in places:
        before = end
        while end < len(places) and places[end] < place + BINS:
            more = weeks[places[end]]
            people, up, down, end = people + more[0], up + more[1], down + more[2], end + 1
        if end > before and people >= GROUP:
            yield Shared.SPELL, place * BIN, (people, up, down)
        gone = weeks[place]
        people, up, down = people - gone[0], up - gone[1], down - gone[2]


def _members(evidence: Evidence, group: Group, period: int) -> Sums:
    """Add up a group by stance."""
    if group.shared is Shared.INVITE:
        return _sum(evidence.invites[group.name], period)
    if group.shared is Shared.PUSHED:
        return _sum(evidence.pushes[group.name], period)
    first = int(group.name)
    within = {day: each for day, each in evidence.days.items() if first <= day < first + SPELL}
    return _sum(within, period)


def _sum(days: dict[int, Counter], period: int) -> Sums:
    """Add up those of some days for whom nobody vouches."""
    result = Sums()
    for day, counter in days.items():
        fresh = fading(period - day // PERIOD)
        for (stance, tenths, vouched), people in counter.items():
            if not vouched:
                result.take(stance, people, people * tenths * fresh)
    return result
