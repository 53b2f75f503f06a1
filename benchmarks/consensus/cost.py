"""What an update and an answer cost, in time of this process on the processor."""

import json
import random
import time
from collections.abc import Callable

from benchmarks.consensus.world import make
from benchmarks.measure import table
from bot.ops.commands.consensus import answers
from knowledge.consensus.answer import answer
from knowledge.consensus.evidence import Evidence, Voice
from knowledge.consensus.weights import PERIOD

_NOW = 720


def measure() -> None:
    """Print the best of five rounds of each."""
    lines = [json.dumps(event).encode() for event in make(1, 500).stream()]
    early = json.dumps({"type": "now", "t": -300}).encode()
    update = _best(lambda: list(answers([*lines[:-1], early])), 1) / len(lines)
    rows = [("an update, read from JSON", f"{update * 1e6:.1f} us", "20 us")]
    for count, spread, goal in ((100, 700, "0.3 ms"), (100, 30, "0.3 ms"), (10_000, 700, "10 ms")):
        evidence = _evidence(count, spread)
        spent = _best(lambda given=evidence: answer(given, _NOW), max(1, 2000 // count))  # type: ignore[misc]  # the default binds this one
        title = f"an answer from {count:,} verdicts within {spread} days"
        rows.append((title, f"{spent * 1e3:.3f} ms", goal))
    table("cost, not cached", ("what", "time", "goal"), rows)


def _best(work: Callable[[], object], times: int) -> float:
    """Return the processor's seconds of one call, in the best of five rounds."""
    spent = []
    for _ in range(5):
        start = time.process_time()
        for _ in range(times):
            work()
        spent.append((time.process_time() - start) / times)
    return min(spent)


def _evidence(count: int, spread: int) -> Evidence:
    draw = random.Random(count)
    evidence = Evidence()
    for _ in range(count):
        stance, tenths = draw.choice((0, 0, 0, 1, 2)), draw.choice((10, 10, 5, 4))
        invite = draw.choice((None, f"friend-{draw.randrange(50)}"))
        day, joined = _NOW - draw.randrange(spread), draw.randrange(_NOW // PERIOD)
        evidence.add(Voice(stance, tenths, day, False, invite, (), joined))
    return evidence
