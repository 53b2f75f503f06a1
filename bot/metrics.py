"""What is counted while the bot runs: plain numbers, no ids, no words of anybody.

Counting costs an answer about a microsecond; how the numbers are written for a monitoring system
is `bot/ops/prometheus.py`'s.
"""

from bisect import bisect_left
from collections import Counter, defaultdict

from bot.chat.reply import Reply
from bot.chat.request import Request

# Upper bounds in seconds: an answer takes milliseconds, a commit one flush of the disk.
BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)


class Histogram:
    """Count durations by size; the last count is of those above every bound."""

    __slots__ = ("counts", "total")

    def __init__(self) -> None:
        """Start with none."""
        self.counts, self.total = [0] * (len(BOUNDS) + 1), 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self.counts[bisect_left(BOUNDS, seconds)] += 1
        self.total += seconds


class Metrics:
    """Hold every count of one process."""

    def __init__(self) -> None:
        """Start from nothing."""
        self.answers: Counter[tuple[str, str]] = Counter()  # by platform and outcome
        self.answer_seconds: defaultdict[str, Histogram] = defaultdict(Histogram)  # by platform
        self.store_seconds: defaultdict[str, Histogram] = defaultdict(Histogram)  # read, write
        self.failures: Counter[str] = Counter()  # by platform: how often it had to be restarted
        self.backups: Counter[str] = Counter()  # done, failed

    def answered(self, request: Request, reply: Reply, seconds: float) -> None:
        """Count an answer and what it took."""
        platform = request.author.platform
        self.answers[platform, reply.outcome.value] += 1
        self.answer_seconds[platform].add(seconds)

    def stored(self, kind: str, seconds: float) -> None:
        """Count a unit of work of the store, with its wait."""
        self.store_seconds[kind].add(seconds)

    def failed(self, platform: str) -> None:
        """Count a platform's failure, after which it is started again."""
        self.failures[platform] += 1
