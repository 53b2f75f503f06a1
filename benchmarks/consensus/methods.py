"""Ours, and four other ways to make an answer of the same events."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable
from math import sqrt
from typing import Any, NamedTuple

from benchmarks.consensus.reference import reference
from benchmarks.consensus.world import Event
from bot.ops.commands.consensus import answers
from knowledge.consensus.beta import cdf
from knowledge.consensus.sums import SKIP_BELOW, WORTH_ABOVE

_Z = 1.96  # a 95 % interval
_NARROW = 0.15  # half of an interval that is narrow enough to call its middle
_FLOOR = 3
_STATED = 0.7


class Said(NamedTuple):
    """Be what a method says of a product."""

    label: str
    confidence: float
    why: str = ""


Method = Callable[[list[Event]], dict[str, Said]]


def ours(events: list[Event]) -> dict[str, Said]:
    """Answer by the command's own code, from lines of JSON."""
    lines = [json.dumps(event).encode() for event in events]
    return {
        each["product"]: Said(each["label"], each["confidence"], _check(each))
        for each in answers(lines)
    }


def _check(values: dict[str, Any]) -> str:
    """Name the check that withholds an answer."""
    if "group" in values:
        return str(values["group"].shared.value)
    if values["label"] == "none" and "without_strongest" in values and values["why"] != "split":
        return "strongest"
    return str(values["why"])


def majority(events: list[Event]) -> dict[str, Said]:
    """Say what more than half say, else mixed."""

    def label(counts: Counter[str]) -> Said:
        for stance in ("worth", "skip"):
            if counts[stance] * 2 > counts.total():
                return Said(stance, counts[stance] / counts.total())
        return Said("mixed", 0.5)

    return _each(events, label)


def wilson(events: list[Event]) -> dict[str, Said]:
    """Say worth it or skip when the interval of support lies beyond 0.6 or 0.4, mixed else."""

    def label(counts: Counter[str]) -> Said:
        n = counts.total()
        p = (counts["worth"] + counts["depends"] / 2) / n
        middle = (p + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
        half = _Z * sqrt(p * (1 - p) / n + _Z * _Z / (4 * n * n)) / (1 + _Z * _Z / n)
        if middle - half > WORTH_ABOVE:
            return Said("worth", 0.95)
        if middle + half < SKIP_BELOW:
            return Said("skip", 0.95)
        return Said("mixed", 0.95) if half < _NARROW else Said("none", 0.0)

    return _each(events, label)


def dirichlet(events: list[Event]) -> dict[str, Said]:
    """Say the likeliest region under a flat Dirichlet prior, by the moments of support."""

    def label(counts: Counter[str]) -> Said:
        w, d, s = (counts[each] + 1 for each in ("worth", "depends", "skip"))
        total = w + d + s
        mean = (w + d / 2) / total
        variance = ((w + d / 4) / total - mean * mean) / (total + 1)
        strength = mean * (1 - mean) / variance - 1
        a, b = mean * strength, (1 - mean) * strength
        skip, worth = cdf(SKIP_BELOW, a, b), 1 - cdf(WORTH_ABOVE, a, b)
        found = max((skip, "skip"), (worth, "worth"), (1 - skip - worth, "mixed"))
        return Said(found[1], found[0]) if found[0] >= _STATED else Said("none", 0.0)

    return _each(events, label)


def plain_reference(events: list[Event]) -> dict[str, Said]:
    """Answer by the reference."""
    return {product: Said(*found) for product, found in reference(events).items()}


def _each(events: list[Event], label: Callable[[Counter[str]], Said]) -> dict[str, Said]:
    """Apply a rule to each product's verdicts, the last one of each member."""
    last: dict[str, dict[str, str]] = defaultdict(dict)
    for event in events:
        if event["type"] == "verdict":
            last[event["product"]][event["member"]] = event["verdict"]
    found: dict[str, Said] = {}
    for event in events:
        if event["type"] == "product":
            counts = Counter(last[event["id"]].values())
            enough = counts.total() >= _FLOOR
            found[event["id"]] = label(counts) if enough else Said("none", 0.0)
    return found


METHODS: dict[str, Method] = {
    "raw majority": majority,
    "Wilson bound": wilson,
    "Dirichlet": dirichlet,
    "the reference": plain_reference,
    "Hypecheck": ours,
}
