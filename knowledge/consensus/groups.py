"""Groups of accounts that may act as one, and whether an answer stands without each of them.

A group is who spoke of the product within a short spell or a season, joined within a season, came
by one invite, or pushes one alternative. Members whom the community vouches for belong to none.
The parts are fixed before anybody speaks, so one more voice never dissolves a group.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from knowledge.consensus.evidence import WEEK, WEEKS, Evidence, Row, Rows, Shared
from knowledge.consensus.report import Report
from knowledge.consensus.sums import Region, Sums, chance, surely
from knowledge.consensus.weights import PERIOD, fading

GROUP, CROWD = 3, 12  # people that make a group, and one without which more must be left
# Chance that must be left of an answer: what others say must not speak against it, and must be
# likely by itself where it stands against a crowd.
NOT_AGAINST, WITHOUT_CROWD = 0.30, 0.60
SPELL = 2 * WEEK  # days, beginning with any week
SEASON = 6 * PERIOD  # days, beginning with any period
# A season is much of what was ever said: how much those outside it, from so many on, must leave.
OUTSIDE = ((8, 0.35), (3, 0.20))

_LONG = (Shared.SEASON, Shared.JOINED)


@dataclass(frozen=True, slots=True)
class Group:
    """Name a group without which too little is left of an answer: `kept` is its chance then.

    `name` is the first day of a spell or season (a day number), an invite, or the alternative that
    is pushed.
    """

    shared: Shared
    name: str | int
    people: int
    kept: float
    needed: float


Weight = tuple[int, int, int]  # people, and their doubled weight for and against
Weights = list[tuple[str | int, Weight]]


def decisive(
    evidence: Evidence, total: Sums, region: Region, period: int, doors: frozenset[str]
) -> tuple[Group, Sums] | None:
    """Return the group without which least is left of what an answer needs, if that is too little.

    Nothing is asked about a group outside which there is nobody, or not enough for a season.
    """
    worst: Group | None = None
    everybody, for_, against = total.all, total.up, total.down
    for shared, groups in _groups(evidence, period, doors):
        if _harmless(shared, groups, for_, against, region):
            continue
        for name, (people, up, down) in groups:
            needed = _needed(shared, people, everybody - people)
            if not needed or surely(for_ - up, against - down, region, needed):
                continue
            kept = chance(for_ - up, against - down, region)
            if kept < needed and (worst is None or kept - needed < worst.kept - worst.needed):
                worst = Group(shared, name, people, kept, needed)
    return (worst, _members(evidence, worst, period)) if worst else None


def _harmless(shared: Shared, groups: Weights, for_: int, against: int, region: Region) -> bool:
    """Say, where it is plain at one look, that without any of some groups enough is left.

    Less is left of an end without what pulls to it; what pulls to the other is not even taken out.
    """
    if not groups:
        return True
    if region is Region.WORTH:
        for_ -= max([weight[1] for _, weight in groups])
    elif region is Region.SKIP:
        against -= max([weight[2] for _, weight in groups])
    else:
        return False
    return surely(for_, against, region, OUTSIDE[0][1] if shared in _LONG else WITHOUT_CROWD)


def _needed(shared: Shared, people: int, outside: int) -> float:
    """Return what must be left without a group; 0 when nothing is asked."""
    if shared in _LONG:
        return next((needed for many, needed in OUTSIDE if outside >= many), 0.0)
    if not outside:
        return 0.0
    return WITHOUT_CROWD if people >= CROWD else NOT_AGAINST


def _groups(
    evidence: Evidence, period: int, doors: frozenset[str]
) -> Iterator[tuple[Shared, Weights]]:
    weeks = [
        (week, _weight(row, fading(period - week // WEEKS)))
        for week, row in sorted(evidence.weeks.items())
    ]
    yield Shared.SPELL, _slide(weeks, SPELL // WEEK, WEEK)
    yield Shared.SEASON, _slide(_by_period(weeks), SEASON // PERIOD, PERIOD)
    for shared, named in evidence.groups.items():
        if shared is Shared.JOINED:
            periods = sorted((int(name), _together(rows, period)) for name, rows in named.items())
            yield shared, _slide(periods, SEASON // PERIOD, PERIOD)
            continue
        closed = doors if shared is Shared.INVITE else ()
        yield (
            shared,
            [
                (name, _together(rows, period))
                for name, rows in named.items()
                if name not in closed
                and sum([row[0] + row[1] + row[2] for row in rows.values()]) >= GROUP
            ],
        )


def _by_period(weeks: list[tuple[int, Weight]]) -> list[tuple[int, Weight]]:
    """Add weeks up that lie in one period."""
    found: dict[int, Weight] = {}
    for week, (people, up, down) in weeks:
        one, two, three = found.get(week // WEEKS, (0, 0, 0))
        found[week // WEEKS] = (people + one, up + two, down + three)
    return list(found.items())


def _slide(places: list[tuple[int, Weight]], width: int, days: int) -> Weights:
    """Slide a window over places in order; one that holds nobody new is part of the last one.

    A place is of so many days, and a window is named by its first.
    """
    found: Weights = []
    people = up = down = end = 0
    for first, gone in places:
        before = end
        while end < len(places) and places[end][0] < first + width:
            more = places[end][1]
            people, up, down, end = people + more[0], up + more[1], down + more[2], end + 1
        if end > before and people >= GROUP:
            found.append((first * days, (people, up, down)))
        people, up, down = people - gone[0], up - gone[1], down - gone[2]
    return found


def _together(rows: Rows, period: int) -> Weight:
    """Add up rows by the period of their verdicts."""
    people = up = down = 0
    for given, row in rows.items():
        more = _weight(row, fading(period - given))
        people, up, down = people + more[0], up + more[1], down + more[2]
    return people, up, down


def _weight(row: Row, fresh: int) -> Weight:
    worth, depends, skip, for_, half, against = row
    return worth + depends + skip, (2 * for_ + half) * fresh, (2 * against + half) * fresh


def _members(evidence: Evidence, group: Group, period: int) -> Sums:
    """Add up a group by stance."""
    if group.shared in (Shared.SPELL, Shared.SEASON):
        first = int(group.name) // WEEK
        weeks = range(first, first + (SPELL if group.shared is Shared.SPELL else SEASON) // WEEK)
        rows = ((week // WEEKS, row) for week, row in evidence.weeks.items() if week in weeks)
        return total_of(rows, period)
    named = evidence.groups[group.shared]
    if group.shared is Shared.JOINED:
        first = int(group.name) // PERIOD
        names = (str(each) for each in range(first, first + SEASON // PERIOD))
        found = (each for name in names for each in named.get(name, {}).items())
        return total_of(found, period)
    return total_of(named[str(group.name)].items(), period)


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
    first = group.name if isinstance(group.name, int) else 0
    match group.shared:
        case Shared.SPELL:
            return first <= voice.day < first + SPELL
        case Shared.SEASON:
            return first <= voice.day < first + SEASON
        case Shared.JOINED:
            joined = voice.joined
            return joined is not None and first <= joined * PERIOD < first + SEASON
        case Shared.INVITE:
            return voice.invite == group.name
        case Shared.PUSHED:
            return group.name in voice.pushes
