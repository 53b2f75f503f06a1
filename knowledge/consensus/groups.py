"""Groups of accounts that may act as one, and whether an answer stands without each of them.

A group is who spoke of the product within any SPELL days, came by one invite, or pushes one
alternative. Members whom the community vouches for belong to none. The parts are fixed before
anybody speaks, so one more voice never dissolves a group.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.consensus.evidence import WEEK, WEEKS, Evidence, Row, Shared
from knowledge.consensus.report import Report
from knowledge.consensus.sums import Region, Sums, chance, surely
from knowledge.consensus.weights import fading

GROUP, CROWD = 3, 12  # people that make a group, and one without which more must be left
KEPT, KEPT_WITHOUT_CROWD = 0.50, 0.70  # chance that must be left of an answer
BINS = 6  # a spell is six weeks, beginning with any week
SPELL = WEEK * BINS


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
    evidence: Evidence, total: Sums, region: Region, period: int, doors: frozenset[str]
) -> tuple[Group, Sums] | None:
    """Return the group without which least is left of a region, if that is too little.

    Nothing is asked about a group outside which there is nobody.
    """
    worst: Group | None = None
    everybody, for_, against = total.all, total.up, total.down
    for shared, name, (people, up, down) in _groups(evidence, period, doors):
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
    evidence: Evidence, period: int, doors: frozenset[str]
) -> Iterator[tuple[Shared, str | int, Weight]]:
    yield from _spells(evidence, period)
    for shared, named in evidence.groups.items():
        for name, rows in named.items():
            if shared is Shared.INVITE and name in doors:
                continue
            if sum(sum(row[:3]) for row in rows.values()) >= GROUP:
                sums = total_of(rows.items(), period)
                yield shared, name, (sums.all, sums.up, sums.down)


def _spells(evidence: Evidence, period: int) -> Iterator[tuple[Shared, int, Weight]]:
    """Slide over the weeks; a spell that holds nobody new is part of the last one."""
    weeks = [
        (week, _weight(row, fading(period - week // WEEKS)))
        for week, row in sorted(evidence.weeks.items())
    ]
    people = up = down = end = 0
    for first, gone in weeks:
        before = end
        while end < len(weeks) and weeks[end][0] < first + BINS:
            more = weeks[end][1]
            people, up, down, end = people + more[0], up + more[1], down + more[2], end + 1
        if end > before and people >= GROUP:
            yield Shared.SPELL, first * WEEK, (people, up, down)
        people, up, down = people - gone[0], up - gone[1], down - gone[2]


def _weight(row: Row, fresh: int) -> Weight:
    worth, depends, skip, for_, half, against = row
    return worth + depends + skip, (2 * for_ + half) * fresh, (2 * against + half) * fresh


def _members(evidence: Evidence, group: Group, period: int) -> Sums:
    """Add up a group by stance."""
    if group.shared is Shared.SPELL:
        first = int(group.name) // WEEK
        weeks = range(first, first + BINS)
        rows = ((week // WEEKS, row) for week, row in evidence.weeks.items() if week in weeks)
        return total_of(rows, period)
    return total_of(evidence.groups[group.shared][str(group.name)].items(), period)


def total_of(rows: Iterable[tuple[int, Row]], period: int) -> Sums:
    """Add up rows, each with the period of its verdicts."""
    result = Sums()
    for given, row in rows:
        fresh = fading(period - given)
        for stance in (0, 1, 2):
            result.take(stance, row[stance], row[3 + stance] * fresh)
    return result


def members_of(group: Group, said: Iterable[Report], day: float) -> list[Report]:
    """Return the counted reports that are a group's."""
    return [each for each in said if _belongs(each, group, day)]


def _belongs(report: Report, group: Group, day: float) -> bool:
    """Say whether a counted verdict is one of a group's."""
    voice = report.voice
    counts = not (report.quarantined or report.apart or report.earlier) and report.since <= day
    if not counts or not voice.tenths or voice.vouched:
        return False
    if group.shared is Shared.SPELL:
        return int(group.name) <= voice.day < int(group.name) + SPELL
    if group.shared is Shared.INVITE:
        return voice.invite == group.name
    return group.name in voice.pushes
