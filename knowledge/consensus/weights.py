"""What one verdict weighs, in whole numbers: by what it discloses, and by its age.

Whole numbers add up exactly in any order, so taking a verdict back restores the sums to the bit.
"""

from functools import cache

from knowledge.verdict import Acquired, Experience, Stance, Tie

STANCES = (Stance.WORTH, Stance.DEPENDS, Stance.SKIP)
PERIOD = 28  # days; a verdict ages in whole periods of the calendar
HALF_LIFE = 730  # days after which a verdict weighs half
FRESH = 1 << 20  # what full weight is before it ages
UNIT = 10 * FRESH  # what a fresh, fully counted verdict weighs

# Tenths for (worth it, depends, skip): a tie to the thing's seller lifts praise, not criticism.
_PLAIN = (10, 10, 10)
_TIES: dict[Tie, tuple[int, int, int]] = {
    Tie.EMPLOYEE: (0, 0, 3),
    Tie.FAMILY: (0, 0, 3),
    Tie.PAID: (0, 3, 6),
    Tie.AFFILIATE: (0, 3, 6),
    Tie.GIFTED_PROGRAMME: (4, 7, 10),
    Tie.OTHER: (4, 7, 7),
}
_GIFT = (4, 7, 10)
_UNSAID = (5, 5, 5)
_RIVAL = (5, 0, 0)  # tied to a competitor: criticism is what the tie would buy


@cache
def tenths(
    stance: Stance,
    experience: Experience = Experience.OWNED,
    acquired: Acquired = Acquired.BOUGHT,
    tie: Tie = Tie.NONE,
    competitor: bool = False,
) -> int:
    """Return what a verdict weighs by its disclosure, in tenths of a person."""
    if experience is Experience.RESEARCHED:
        return 0
    position = STANCES.index(stance)
    if tie is not Tie.NONE and competitor:
        return _RIVAL[position]
    gift = {Acquired.GIFTED: _GIFT, Acquired.UNSAID: _UNSAID}.get(acquired, _PLAIN)
    return min(_TIES.get(tie, _PLAIN)[position], gift[position])


@cache
def fading(periods: int) -> int:
    """Return what a tenth weighs after whole periods of age: FRESH, half of it after HALF_LIFE."""
    left: float = 2.0 ** (-PERIOD * max(periods, 0) / HALF_LIFE)
    return round(FRESH * left)
