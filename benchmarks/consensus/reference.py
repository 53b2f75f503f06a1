"""The shape known to work, written down plainly: the rule that ours has to beat."""

from collections import defaultdict
from collections.abc import Iterator
from math import ceil
from typing import Any, NamedTuple

from knowledge.consensus.beta import cdf

_WEIGHTS = {
    "bought": (1.0, 1.0, 1.0),
    "undisclosed": (0.5, 0.5, 0.5),
    "gifted": (0.4, 0.7, 1.0),
    "sponsored": (0.0, 0.3, 0.6),
    "affiliate": (0.0, 0.3, 0.6),
    "employee": (0.0, 0.0, 0.3),
}
_STANCES = ("worth", "depends", "skip")
_SUPPORT = {"worth": 1.0, "depends": 0.5, "skip": 0.0}
_SIDES = {"worth": ("worth",), "skip": ("skip",), "mixed": ("worth", "skip")}
_SPELL, _GROUP, _CROWD, _FIFTH = 10, 3, 12, 5
_STATED, _KEPT = 0.7, 0.5


class _Voice(NamedTuple):
    stance: str
    weight: float
    t: float
    marks: tuple[str, ...]


def reference(events: list[dict[str, Any]]) -> dict[str, tuple[str, float]]:
    """Return each product's label and confidence as of the last event."""
    products = {each["id"]: each for each in reversed(events) if each["type"] == "product"}
    said: dict[str, list[_Voice]] = defaultdict(list)
    for product, voice in _counted(events, products):
        said[product].append(voice)
    return {id_: _answer(said[id_]) for id_ in products}


def _counted(
    events: list[dict[str, Any]], products: dict[str, dict[str, Any]]
) -> Iterator[tuple[str, _Voice]]:
    """Yield the verdicts that count, with their products."""
    now = events[-1]["t"]
    members = {each["id"]: each for each in events if each["type"] == "member"}
    begun = {each["id"]: each["t"] for each in events if each["type"] == "product"}
    last = {(e["member"], e["product"]): e for e in events if e["type"] == "verdict"}
    given: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for (member, product), each in last.items():
        given[member].append((each["t"] + 14, products[product]["brand"]))
    for (member, product), each in last.items():
        brand, account = products[product]["brand"], members[member]
        others = {b: t for t, b in sorted(given[member], reverse=True) if b != brand and t <= now}
        young = account["joined"] - account["account_created"] < 30
        of_age = now >= account["joined"] + (60 if young else 14)
        weight = _weight(each, now)
        if len(others) >= 2 and of_age and weight and each["t"] >= begun[product]:
            invite = account["invite"]
            marks = [f"names {other}" for other in each["alternatives"]]
            marks += [f"came by {invite}"] if invite not in (None, "door") else []
            yield product, _Voice(each["verdict"], weight, each["t"], tuple(marks))


def _weight(verdict: dict[str, Any], now: float) -> float:
    stance, disclosure = verdict["verdict"], verdict["disclosure"]
    if disclosure == "affiliate" and verdict["alternatives"] and stance != "worth":
        return 0.0
    periods = now // 28 - verdict["t"] // 28
    return float(_WEIGHTS[disclosure][_STANCES.index(stance)] * 2 ** (-28 * periods / 730))


def _chances(voices: list[_Voice]) -> dict[str, float]:
    a = 0.5 + sum(each.weight * _SUPPORT[each.stance] for each in voices)
    b = 0.5 + sum(each.weight * (1 - _SUPPORT[each.stance]) for each in voices)
    skip, worth = cdf(0.4, a, b), 1 - cdf(0.6, a, b)
    return {"skip": skip, "worth": worth, "mixed": 1 - skip - worth}


def _answer(voices: list[_Voice]) -> tuple[str, float]:
    chances = _chances(voices)
    region = max(chances, key=lambda each: chances[each])
    people = {stance: sum(each.stance == stance for each in voices) for stance in _STANCES}
    enough = len(voices) >= 3
    if region != "mixed":
        enough = people[region] >= 2 and people[region] + people["depends"] >= 3
    if not enough or chances[region] < _STATED:
        return "none", 0.0
    for group in _groups(voices):
        others = [each for each in voices if each not in group]
        needed = _STATED if len(group) >= _CROWD else _KEPT
        if others and _chances(others)[region] < needed:
            return "none", 0.0
    for side in _SIDES[region]:
        voiced = sorted((each for each in voices if each.stance == side), key=_lightest_first)
        strongest = voiced[len(voiced) - ceil(len(voiced) / _FIFTH) :]
        if _chances([each for each in voices if each not in strongest])[region] < _KEPT:
            return "none", 0.0
    return region, chances[region]


def _lightest_first(voice: _Voice) -> float:
    return voice.weight


def _groups(voices: list[_Voice]) -> Iterator[list[_Voice]]:
    """Yield those who spoke within a spell, came by one invite or name one alternative."""
    for each in voices:
        yield from _big([o for o in voices if each.t <= o.t <= each.t + _SPELL])
    for mark in {mark for each in voices for mark in each.marks}:
        yield from _big([each for each in voices if mark in each.marks])


def _big(group: list[_Voice]) -> Iterator[list[_Voice]]:
    if len(group) >= _GROUP:
        yield group
