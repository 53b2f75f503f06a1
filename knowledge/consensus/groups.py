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
KEPT, KEPT_WITHOUT_CROWD = 0.40, 0.50  # chance that must be left of an answer
SPELL = 2 * WEEK  # days, beginning with any week
SEASON = 6 * PERIOD  # days, beginning with any period
# A season is much of what was ever said: what three people or more say outside it must only not
# speak against the answer.
OUTSIDE, NOT_AGAINST = 3, 0.30


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


def decisive(
    evidence: Evidence, total: Sums, region: Region, period: int, doors: frozenset[str]
) -> tuple[Group, Sums] | None:
    """Return the group without which least is left of what an answer needs, if that is too little.

    Nothing is asked about a group outside which there is nobody, or not enough for a season.
    """
    worst: Group | None = None
    everybody, for_, against = total.all, total.up, total.down
    for shared, name, (people, up, down) in _groups(evidence, period, doors):
        needed = _needed(shared, people, everybody - people)
        if not needed or surely(for_ - up, against - down, region, needed):
            continue
        kept = chance(for_ - up, against - down, region)
        if kept < needed and (worst is None or kept - needed < worst.kept - worst.needed):
            worst = Group(shared, name, people, kept, needed)
    return (worst, _members(evidence, worst, period)) if worst else None


def _needed(shared: Shared, people: int, outside: int) -> float:
    """Return what must be left without a group; 0 when nothing is asked."""
    if shared in (Shared.SEASON, Shared.JOINED):
        return NOT_AGAINST if outside >= OUTSIDE else 0.0
    if not outside:
        return 0.0
    return KEPT_WITHOUT_CROWD if people >= CROWD else KEPT


def _groups(
    evidence: Evidence, period: int, doors: frozenset[str]
) -> Iterator[tuple[Shared, str | int, Weight]]:
    weeks = [
        (week, _weight(row, fading(period - week // WEEKS)))
        for week, row in sorted(evidence.weeks.items())
    ]
    for first, weight in _slide(weeks, SPELL // WEEK):
        yield Shared.SPELL, first * WEEK, weight
    for first, weight in _slide(_by_period(weeks), SEASON // PERIOD):
        yield Shared.SEASON, first * PERIOD, weight
    for shared, named in evidence.groups.items():
        if shared is Shared.JOINED:
            periods = sorted((int(name), _together(rows, period)) for name, rows in named.items())
            for first, weight in _slide(periods, SEASON // PERIOD):
                yield shared, first * PERIOD, weight
            continue
        for name, rows in named.items():
            if shared is Shared.INVITE and name in doors:
                continue
            if sum(row[0] + row[1] + row[2] for row in rows.values()) >= GROUP:
                yield shared, name, _together(rows, period)


def _by_period(weeks: list[tuple[int, Weight]]) -> list[tuple[int, Weight]]:
    """Add weeks up that lie in one period."""
    found: dict[int, Weight] = {}
    for week, (people, up, down) in weeks:
        one, two, three = found.get(week // WEEKS, (0, 0, 0))
        found[week // WEEKS] = (people + one, up + two, down + three)
    return list(found.items())


def _slide(places: list[tuple[int, Weight]], width: int) -> Iterator[tuple[int, Weight]]:
    """Slide a window over places in order; one that holds nobody new is part of the last one."""
    people = up = down = end = 0
    for first, gone in places:
        before = end
        while end < len(places) and places[end][0] < first + width:
            more = places[end][1]
            people, up, down, end = people + more[0], up + more[1], down + more[2], end + 1
        if end > before and people >= GROUP:
            yield first, (people, up, down)
        people, up, down = people - gone[0], up - gone[1], down - gone[2]


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
