"""Where every time comes from; tests pass their own."""

from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def system() -> datetime:
    """Return the time now, in UTC."""
    return datetime.now(UTC)
