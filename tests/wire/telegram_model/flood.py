"""How fast a bot may send, on the clock of the model."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.wire.telegram_model.refusal import too_many

if TYPE_CHECKING:
    from tests.wire.telegram_model.places import Chat

SLACK = 0.1  # what travel times may take off an interval, in seconds


@dataclass(frozen=True)
class Pace:
    """So many messages in so many seconds."""

    count: int
    seconds: float


@dataclass
class Flood:
    """The three limits; each can be changed, or set aside with None."""

    chat: Pace | None = Pace(1, 1.0)
    group: Pace | None = Pace(20, 60.0)
    overall: Pace | None = Pace(30, 1.0)
    sent: dict[object, deque[float]] = field(default_factory=dict)
    refused: int = 0

    def off(self) -> None:
        """Set all limits aside."""
        self.chat = self.group = self.overall = None

    def take(self, chat: Chat, now: float) -> None:
        """Count a message, or refuse it until there is room."""
        limits: list[tuple[object, Pace | None]] = [("all", self.overall), (chat, self.chat)]
        if not chat.private:
            limits.append((chat, self.group))
        wait = max(self._wait(key, pace, now) for key, pace in limits)
        if wait > 0:
            self.refused += 1
            raise too_many(max(1, math.ceil(wait)))
        for key in ("all", chat):
            self.sent.setdefault(key, deque(maxlen=1000)).append(now)

    def _wait(self, key: object, pace: Pace | None, now: float) -> float:
        sent = self.sent.get(key)
        if pace is None or sent is None or len(sent) < pace.count:
            return 0.0
        return sent[-pace.count] + pace.seconds - SLACK - now
