"""The counted verdicts on one product, as counters that take a verdict in and out exactly."""

from typing import NamedTuple

Kind = tuple[int, int, bool]  # the stance's place, tenths of weight, whether vouched for
Counter = dict[Kind, int]


class Voice(NamedTuple):
    """Be what the answer needs of one counted verdict.

    `stance` is a place in STANCES, `tenths` its disclosure's weight, `day` a day number;
    `vouched` says that the community's own word stands behind the member, who is then never
    part of a group that may act as one.
    """

    stance: int
    tenths: int
    day: int
    vouched: bool = False
    invite: str | int | None = None
    pushes: tuple[str, ...] = ()


class Evidence:
    """Count voices by day, by invite and by the alternative they push; two alike are equal."""

    __slots__ = ("days", "invites", "pushes")

    def __init__(self) -> None:
        """Start with nobody."""
        self.days: dict[int, Counter] = {}
        self.invites: dict[str | int, dict[int, Counter]] = {}
        self.pushes: dict[str | int, dict[int, Counter]] = {}

    def __eq__(self, other: object) -> bool:
        """Say whether the same voices are in both."""
        if not isinstance(other, Evidence):
            return NotImplemented
        mine, theirs = ((each.days, each.invites, each.pushes) for each in (self, other))
        return mine == theirs

    __hash__ = None  # type: ignore[assignment]  # it changes, so it is no key

    def add(self, voice: Voice) -> None:
        """Take a voice in."""
        self._change(voice, 1)

    def remove(self, voice: Voice) -> None:
        """Take a voice out that was taken in before."""
        self._change(voice, -1)

    def _change(self, voice: Voice, by: int) -> None:
        stance, tenths, day, vouched, invite, pushes = voice
        if not tenths:
            return
        kind = (stance, tenths, vouched)
        _bump(self.days, day, kind, by)
        if vouched:
            return
        if invite is not None:
            _bump_group(self.invites, invite, day, kind, by)
        for pushed in pushes:
            _bump_group(self.pushes, pushed, day, kind, by)


def _bump(days: dict[int, Counter], day: int, kind: Kind, by: int) -> None:
    """Count a kind up or down, leaving no trace of what is back at nothing."""
    counter = days.get(day)
    if counter is None:
        counter = days[day] = {}
    left = counter.get(kind, 0) + by
    if left:
        counter[kind] = left
        return
    del counter[kind]
    if not counter:
        del days[day]


def _bump_group(
    groups: dict[str | int, dict[int, Counter]], name: str | int, day: int, kind: Kind, by: int
) -> None:
    days = groups.setdefault(name, {})
    _bump(days, day, kind, by)
    if not days:
        del groups[name]
