"""What a platform's adapter is to the process that runs it."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from bot.chat.outbox import Outbox


class Refused(Exception):  # it says what the platform did
    """Say why trying again would not help, for the admin: a wrong token, a missing right."""


class State(Enum):
    """Say whether an adapter can answer now."""

    OFF = "off"  # not running: not started, closed, or refused
    CONNECTING = "connecting"  # running, and the platform is not reached
    CONNECTED = "connected"


@dataclass(frozen=True, slots=True)
class Health:
    """Say how an adapter is, without ids or words of people.

    `age` is in seconds since the platform last gave a sign of life, None before the first;
    `due` is within how many a sign is due, None where silence says nothing; `waiting` counts the
    answers that are under way or held back, `floods` how often the platform told us to wait;
    `detail` is for the admin.
    """

    state: State = State.OFF
    age: float | None = None
    waiting: int = 0
    detail: str = ""
    due: float | None = 120.0
    floods: int = 0

    @property
    def connected(self) -> bool:
        """Say whether it can answer now."""
        return self.state is State.CONNECTED


class Adapter(Protocol):
    """Answer on a platform until closed."""

    async def run(self) -> None:
        """Answer until closed; raise Refused when only the admin can help."""
        ...

    async def close(self) -> None:
        """Stop taking requests, finish what is under way, disconnect."""
        ...

    def health(self) -> Health:
        """Say how it is, at once."""
        ...


class Platform(Adapter, Outbox, Protocol):
    """Be an adapter that also says things unasked."""
