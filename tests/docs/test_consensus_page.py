"""The page on consensus tells the truth: its tables, its limits and its example."""

import re
from itertools import product as combinations
from pathlib import Path
from typing import Any

import pytest

from bot.ops.commands.consensus import answers
from knowledge.consensus import answer, groups, standing, sums, weights
from knowledge.consensus.beta import cdf
from knowledge.verdict import Acquired, Stance, Tie

PAGE = Path(__file__).parents[2].joinpath("docs", "consensus.md").read_text("utf-8")
_STANCES = (Stance.WORTH, Stance.DEPENDS, Stance.SKIP)
_ROWS: dict[str, list[dict[str, Any]]] = {
    "bought, borrowed, through work": [
        {"acquired": each} for each in (Acquired.BOUGHT, Acquired.BORROWED, Acquired.WORK)
    ],
    "not said": [{"acquired": Acquired.UNSAID}],
    "gifted": [{"acquired": Acquired.GIFTED}, {"tie": Tie.GIFTED_PROGRAMME}],
    "paid, or earns by links": [{"tie": Tie.PAID}, {"tie": Tie.AFFILIATE}],
    "works for the brand, or family": [{"tie": Tie.EMPLOYEE}, {"tie": Tie.FAMILY}],
    "another tie to the brand": [{"tie": Tie.OTHER}],
    "tied to a competitor": [{"tie": each, "competitor": True} for each in (Tie.PAID, Tie.FAMILY)],
}


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("| \n").split("|")]


def _share(text: str) -> int:
    return round(float(text.rstrip("%")) / 10)


@pytest.mark.parametrize("label", _ROWS)
def test_the_weights_are_those_of_the_table(label: str) -> None:
    """What a disclosure weighs on the page is what it weighs in an answer."""
    (line,) = [line for line in PAGE.splitlines() if line.startswith(f"| {label} |")]
    shown = [_share(cell) for cell in _cells(line)[1:]]
    for given, (at, stance) in combinations(_ROWS[label], enumerate(_STANCES)):
        assert weights.tenths(stance, **given) == shown[at]


@pytest.mark.parametrize(
    "text",
    [
        f"fewer than {standing.STAYED} days in the community",
        f"took down for {standing.SETTLED} days",
        f"than {standing.YOUNG} days when it came and is here for fewer than",
        f"fewer than {standing.YOUNG_STAYED}.",
        f"half after {weights.HALF_LIFE} days, in steps of {weights.PERIOD} days",
        f"up to {sums.SKIP_BELOW:.0%} is *skip*, from {sums.WORTH_ABOVE:.0%} *worth it*",
        f'at least {answer.STATED:.0%} ("leaning"), {answer.FAIRLY:.0%} ("fairly sure"),'
        f' {answer.VERY:.0%} ("very sure")',
        f"leave it {groups.NOT_AGAINST:.0%}, or {groups.WITHOUT_CROWD:.0%} when the group has",
        f"had {answer.STOOD:.0%} when an earlier period of {weights.PERIOD} days ended",
        f"stays while it has {answer.STAYS:.0%}",
    ],
)
def test_the_limits_are_those_of_the_code(text: str) -> None:
    """Whoever reads a number here can rely on it."""
    assert text in " ".join(PAGE.split())
    assert (answer.FLOOR, answer.VOICES, groups.GROUP, groups.CROWD) == (3, 2, 3, 12)
    assert (answer.SPLIT_FROM, answer.STRONGEST, groups.SPELL) == (8, 10, 14)
    assert (groups.SEASON, groups.OUTSIDE) == (168, ((8, 0.35), (3, 0.2)))


def test_the_example_can_be_recomputed_by_hand() -> None:
    """The events give the answer that the page gives, and its arithmetic leads to the same."""
    lines = re.findall(r"^\{.*\}$", PAGE, re.MULTILINE)
    (found,) = answers([line.encode() for line in lines])
    up = down = 0.0
    for cells in map(_cells, re.findall(r"^\| \w+ \| .* = .*$", PAGE, re.MULTILINE)):
        weight = _share(cells[4].split(" × ")[0]) / 10 * 2 ** (-28 * int(cells[3]) / 730)
        assert cells[4].endswith(f"= {weight:.3f}")
        up += weight * {"worth it": 1, "depends": 0.5, "skip": 0}[cells[1]]
        down += weight * {"worth it": 0, "depends": 0.5, "skip": 1}[cells[1]]

    assert (found["weight_for"], found["weight_against"]) == pytest.approx((up, down), abs=1e-4)
    assert found["confidence"] == pytest.approx(cdf(0.4, 0.5 + up, 0.5 + down), abs=1e-5)
    assert f"Beta({0.5 + up:.3f}, {0.5 + down:.3f})" in PAGE
    assert f"a chance of {found['confidence']:.0%}" in PAGE
    assert (found["label"], found["counted"], found["newcomers"]) == ("skip", (1, 1, 3), (1, 0, 0))
