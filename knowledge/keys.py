"""Keys for rows, made here and not by a database: 63-bit, growing with time."""

import secrets
from collections.abc import Callable
from datetime import datetime

_RANDOM_BITS = 21
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"


class Keys:
    """Make keys: milliseconds since 1970 above 21 random bits, each larger than the one before."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        """Take the clock."""
        self._now, self._last = now, 0

    def new(self) -> int:
        """Return a key that no other process is likely to make and that this one never repeats."""
        milliseconds = int(self._now().timestamp() * 1000)
        fresh = milliseconds << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS - 1)
        self._last = max(fresh, self._last + 1)
        return self._last


def short(key: int) -> str:
    """Write a key in base 36, for a button."""
    text = ""
    while key:
        key, digit = divmod(key, 36)
        text = _DIGITS[digit] + text
    return text or "0"


def from_short(text: str) -> int | None:
    """Read a key back; None when the text is none."""
    try:
        key = int(text, 36)
    except ValueError:
        return None
    return key if 0 <= key < 2**63 else None
