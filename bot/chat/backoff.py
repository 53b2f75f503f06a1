"""Waiting between tries: longer after each failure in a row, and never in step with others."""

from collections.abc import Callable


class Backoff:
    """Tell how long to wait after a failure."""

    def __init__(
        self, random: Callable[[], float], first: float = 1.0, most: float = 300.0
    ) -> None:
        """Take a source of numbers from 0 to 1, and the bounds in seconds."""
        self._random, self._first, self._most = random, first, most
        self._failures = 0

    def next(self) -> float:
        """Return the seconds to wait after one more failure."""
        longest = min(self._most, self._first * float(1 << self._failures))
        self._failures = min(self._failures + 1, 20)
        return longest * (0.5 + self._random() / 2)

    def reset(self) -> None:
        """Forget the failures."""
        self._failures = 0
