"""Grow small decision trees whose sum is the log odds of an outcome (gradient boosting).

Friedman's method with Newton's step in the leaves. Every tree is complete: three questions deep,
each level and node with its own; where no question helps, one is asked that nobody passes.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Tree = tuple[list[tuple[int, float]], list[float]]  # (column, bound) by level, then leaves
DEPTH = 3
_BINS = 32
_LEAST = 15  # rows that a leaf must hold
_CALM = 1.0  # added to a leaf's weight, so that few rows say little
_NEVER = 1e9


def grow(
    rows: Sequence[Sequence[float]],
    outcomes: Sequence[bool],
    weights: Sequence[float],
    *,
    trees: int = 60,
    rate: float = 0.12,
    share: float = 0.7,
    seed: int = 1,
) -> list[Tree]:
    """Fit trees to rows and their outcomes; each sees a share of the rows."""
    x = np.asarray(rows, dtype=np.float64)
    y = np.asarray(outcomes, dtype=np.float64)
    w = np.asarray(weights, dtype=np.float64)
    bounds = [_bounds(x[:, column]) for column in range(x.shape[1])]
    binned = np.stack(
        [np.searchsorted(each, x[:, at], side="right") for at, each in enumerate(bounds)], axis=1
    )
    odds = np.zeros(len(y))
    draw = np.random.default_rng(seed)
    grown: list[Tree] = []
    for _ in range(trees):
        likely = 1 / (1 + np.exp(-odds))
        slope, bend = w * (y - likely), w * likely * (1 - likely)
        seen = draw.random(len(y)) < share
        tree, leaf = _tree(binned, bounds, slope, bend, seen, rate)
        odds += np.asarray(tree[1])[leaf]
        grown.append(tree)
    return grown


def _bounds(values: Floats) -> Floats:
    """Return places at which a column may be cut: between its quantiles."""
    points = np.unique(np.quantile(values, np.linspace(0, 1, _BINS + 1)))
    return np.round((points[:-1] + points[1:]) / 2, 4)


def _tree(
    binned: npt.NDArray[np.int64],
    bounds: Sequence[Floats],
    slope: Floats,
    bend: Floats,
    seen: npt.NDArray[np.bool_],
    rate: float,
) -> tuple[Tree, npt.NDArray[np.int64]]:
    node = np.zeros(len(slope), dtype=np.int64)
    asks: list[tuple[int, float]] = []
    for level in range(DEPTH):
        passes = np.zeros(len(slope), dtype=np.int64)
        for at in range(2**level):
            mine = node == at
            column, cut = _best(binned, bounds, slope, bend, mine & seen)
            asks.append((column, float(bounds[column][cut]) if cut >= 0 else _NEVER))
            if cut >= 0:
                passes[mine] = binned[mine, column] > cut
        node = 2 * node + passes
    adds = []
    for at in range(2**DEPTH):
        mine = (node == at) & seen
        adds.append(round(float(rate * slope[mine].sum() / (bend[mine].sum() + _CALM)), 4))
    return (asks, adds), node


def _best(
    binned: npt.NDArray[np.int64],
    bounds: Sequence[Floats],
    slope: Floats,
    bend: Floats,
    mine: npt.NDArray[np.bool_],
) -> tuple[int, int]:
    """Return the column and the bin after which to cut; -1 where no cut helps."""
    best, found = 1e-6, (0, -1)
    its = binned[mine]
    g, h = slope[mine], bend[mine]
    whole = g.sum() ** 2 / (h.sum() + _CALM)
    for column, each in enumerate(bounds):
        size = len(each) + 1
        left = [np.bincount(its[:, column], part, size).cumsum()[:-1] for part in (g, h, None)]
        low, heavy, count = left
        enough = (count >= _LEAST) & (len(g) - count >= _LEAST)
        gain = low**2 / (heavy + _CALM) + (g.sum() - low) ** 2 / (h.sum() - heavy + _CALM) - whole
        gain = np.where(enough, gain, 0.0)
        cut = int(gain.argmax()) if len(gain) else 0
        if len(gain) and gain[cut] > best:
            best, found = float(gain[cut]), (column, cut)
    return found


def odds_of(trees: Sequence[Tree], row: Sequence[float]) -> float:
    """Add up what trees say of a row."""
    total = 0.0
    for asks, adds in trees:
        at = 0
        for _ in range(DEPTH):
            column, bound = asks[at]
            at = 2 * at + (2 if row[column] >= bound else 1)
        total += adds[at - len(asks)]
    return total
