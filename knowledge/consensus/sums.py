"""People and weights of voices added up by stance, and how likely each answer is by them."""

from enum import Enum

from knowledge.consensus.beta import cdf
from knowledge.consensus.weights import UNIT

SKIP_BELOW, WORTH_ABOVE = 0.40, 0.60
_PRIOR = 0.5  # on each side: Jeffreys


class Region(Enum):
    """Name a region of support: up to 0.40, between, from 0.60."""

    SKIP = "skip"
    MIXED = "mixed"
    WORTH = "worth"


class Sums:
    """Add up people and whole-number weights; the places are those of STANCES."""

    __slots__ = ("people", "weights")

    def __init__(self) -> None:
        """Start with nobody."""
        self.people, self.weights = [0, 0, 0], [0, 0, 0]

    def take(self, stance: int, people: int, weight: int) -> None:
        """Take in people of one stance with their weight together."""
        self.people[stance] += people
        self.weights[stance] += weight

    def without(self, other: "Sums") -> "Sums":
        """Return what is left when another is taken out."""
        left = Sums()
        for stance in (0, 1, 2):
            people = self.people[stance] - other.people[stance]
            left.take(stance, people, self.weights[stance] - other.weights[stance])
        return left

    @property
    def all(self) -> int:
        """Return how many people."""
        return sum(self.people)

    @property
    def up(self) -> int:
        """Return twice the weight for, so that half of a "depends" is a whole number."""
        return 2 * self.weights[0] + self.weights[1]

    @property
    def down(self) -> int:
        """Return twice the weight against."""
        return 2 * self.weights[2] + self.weights[1]

    def likeliest(self) -> tuple[Region, float]:
        """Return the likeliest region and how likely it is."""
        a, b = _shape(self.up, self.down)
        skip, worth = cdf(SKIP_BELOW, a, b), 1 - cdf(WORTH_ABOVE, a, b)
        mixed = max(0.0, 1 - skip - worth)
        if mixed > skip and mixed > worth:
            return Region.MIXED, mixed
        return (Region.SKIP, skip) if skip >= worth else (Region.WORTH, worth)

    def leans_to(self, region: Region) -> bool:
        """Say whether the mean of support is in a region, as it is where that is likely."""
        a, b = _shape(self.up, self.down)
        mean = a / (a + b)
        if region is Region.WORTH:
            return mean >= WORTH_ABOVE
        return mean <= SKIP_BELOW if region is Region.SKIP else SKIP_BELOW < mean < WORTH_ABOVE

    def chance(self, region: Region) -> float:
        """Return how likely support is in a region."""
        return chance(self.up, self.down, region)


def _shape(up: int, down: int) -> tuple[float, float]:
    """Return a and b of the Beta posterior for doubled weights."""
    return _PRIOR + up / (2 * UNIT), _PRIOR + down / (2 * UNIT)


def chance(up: int, down: int, region: Region) -> float:
    """Return how likely support is in a region, for doubled weights for and against."""
    a, b = _shape(up, down)
    if region is Region.WORTH:
        return 1 - cdf(WORTH_ABOVE, a, b)
    if region is Region.SKIP:
        return cdf(SKIP_BELOW, a, b)
    return max(0.0, cdf(WORTH_ABOVE, a, b) - cdf(SKIP_BELOW, a, b))


def surely(up: int, down: int, region: Region, needed: float) -> bool:
    """Say, where it is plain without the distribution, that a region has some chance.

    More than half lies beyond a border at an end that the mean is beyond, since a Beta's mean is
    nearer to the middle than its median. Cantelli's inequality: at most 1 / (1 + k^2) lies more
    than k deviations below the mean; Chebyshev's for the region between two borders.
    """
    a, b = _shape(up, down)
    mean = a / (a + b)
    variance = mean * (1 - mean) / (a + b + 1)
    if region is Region.MIXED:
        room = min(mean - SKIP_BELOW, WORTH_ABOVE - mean)
        return room > 0 and variance <= (1 - needed) * room * room
    room = mean - WORTH_ABOVE if region is Region.WORTH else SKIP_BELOW - mean
    return room > 0 and (needed <= 0.5 or variance * needed <= (1 - needed) * room * room)
