"""The counted verdicts on one product, as counters that take a verdict in and out exactly."""

from enum import Enum
from typing import NamedTuple

import msgspec

from knowledge.consensus.weights import PERIOD

WEEK = 7  # days; voices are told apart no finer than that
WEEKS = PERIOD // WEEK  # of one period, which begins with a week
_KINDS = 3  # stances

Row = list[int]  # people by stance, then their tenths of weight by stance
Rows = dict[int, Row]


class Shared(Enum):
    """Say what the members of a group have in common."""

    SPELL = "spell"
    SEASON = "season"
    JOINED = "joined"
    INVITE = "invite"
    PUSHED = "pushed"


class Voice(NamedTuple):
    """Be what the answer needs of one counted verdict.

    `stance` is a place in STANCES, `tenths` its disclosure's weight, `day` a day number;
    `vouched` says that the community's own word stands behind the member, who is then never
    part of a group that may act as one. `joined` is the period in which they joined, if known.
    """

    stance: int
    tenths: int
    day: int
    vouched: bool = False
    invite: str | None = None
    pushes: tuple[str, ...] = ()
    joined: int | None = None


class Evidence(msgspec.Struct, array_like=True):
    """Count voices; two that hold the same voices are equal.

    `ages` are people by period and kind (`kind_of`), `weeks` those of each week for whom nobody
    vouches and `vouched` the others, `groups` those who share an invite, an alternative or the
    period in which they joined, by the period in which they spoke.
    """

    ages: dict[int, dict[int, int]] = {}
    weeks: Rows = {}
    vouched: Rows = {}
    groups: dict[Shared, dict[str, Rows]] = {}

    def add(self, voice: Voice) -> None:
        """Take a voice in."""
        self._change(voice, 1)

    def remove(self, voice: Voice) -> None:
        """Take a voice out that was taken in before."""
        self._change(voice, -1)

    def _change(self, voice: Voice, by: int) -> None:
        stance, tenths, day, vouched, invite, pushes, joined = voice
        if not tenths:
            return
        period = day // PERIOD
        ages = self.ages.get(period)
        if ages is None:
            ages = self.ages[period] = {}
        kind = tenths * _KINDS + stance
        ages[kind] = ages.get(kind, 0) + by
        if not ages[kind]:
            del ages[kind]
            if not ages:
                del self.ages[period]
        _bump(self.vouched if vouched else self.weeks, day // WEEK, voice, by)
        if vouched:
            return
        if invite is not None:
            self._bump_group(Shared.INVITE, invite, voice, by)
        for pushed in pushes:
            self._bump_group(Shared.PUSHED, pushed, voice, by)
        if joined is not None:
            self._bump_group(Shared.JOINED, str(joined), voice, by)

    def _bump_group(self, shared: Shared, name: str, voice: Voice, by: int) -> None:
        named = self.groups.setdefault(shared, {})
        rows = named.setdefault(name, {})
        _bump(rows, voice.day // PERIOD, voice, by)
        if not rows:
            del named[name]
            if not named:
                del self.groups[shared]


def stance_and_tenths(kind: int) -> tuple[int, int]:
    """Return the stance's place and the tenths that a kind stands for."""
    return kind % _KINDS, kind // _KINDS


def _bump(rows: Rows, place: int, voice: Voice, by: int) -> None:
    """Count a voice up or down, leaving no trace of what is back at nothing."""
    row = rows.get(place)
    if row is None:
        row = rows[place] = [0] * (2 * _KINDS)
    row[voice.stance] += by
    row[_KINDS + voice.stance] += by * voice.tenths
    if not any(row):
        del rows[place]
