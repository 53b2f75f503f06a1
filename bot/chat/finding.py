"""What an examination finds, for the admin: what is so, why it matters, what to do."""

from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from enum import Enum

_APART = 60.0  # seconds that a clock may be wrong before it matters


class Level(Enum):
    """Say how much a finding asks of the admin."""

    OK = "ok"
    NOTE = "note"  # good to know
    WARNING = "warning"  # it works, and should be mended
    FAILURE = "failure"  # it does not work


@dataclass(frozen=True, slots=True)
class Finding:
    """Hold one finding; `todo` is empty where nothing is to be done."""

    check: str
    level: Level
    what: str
    why: str = ""
    todo: str = ""


def told_time(platform: str, date: str, now: float) -> list[Finding]:
    """Compare our time, in seconds of the epoch, with the Date header of a platform's answer."""
    try:
        theirs = parsedate_to_datetime(date).timestamp()
    except ValueError:
        return []
    apart = abs(theirs - now)
    if apart <= _APART:
        return [Finding("clock", Level.OK, f"The clock agrees with {platform}'s.")]
    return [
        Finding(
            "clock",
            Level.WARNING,
            f"The clock is {apart:,.0f} s away from {platform}'s.",
            "Times in answers, limits, reminders and backups follow this machine's clock.",
            "Let the system set it: timedatectl set-ntp true.",
        )
    ]
