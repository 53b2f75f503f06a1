"""Fit the weights of the linker, and print how well they do.

    python -m benchmarks.fit_linker [--fit] [--data ../shared/data/matching]

Half of every development set (by a hash of the query's id) is for fitting, the other half is
only scored. `FIT` orders the candidates of a question: it is fitted so that the right one comes
first (a softmax over the candidates), and is printed to be put into `_rerank.py`. The trees of
`trees.json`, which are written, say how likely the first one is right: they see the first
candidate, with questions about nothing in the catalogue, and those that several products answer,
as what must not be answered. The linker alone is judged: it is given the words that name the
product.
"""

import argparse
import asyncio
import gzip
import json
import math
import random
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import msgspec

from knowledge.matching._candidates import compare
from knowledge.matching._query import Word
from knowledge.matching._rerank import FIT, Fit, fit, ordering
from knowledge.matching._sure import MOST, TREES, Evidence, Tree, evidence, trees
from knowledge.matching.index import index_products
from knowledge.matching.linker import Found, Link, Memory, link
from knowledge.matching.words import fold
from knowledge.product import Product
from knowledge.store.port import Transaction
from knowledge.store.sqlite import SqliteStore
from knowledge.store.tables import PRODUCTS

DATA = Path(__file__).parents[2] / "shared" / "data" / "matching"
SETS = {"dev_chat": 1.0, "dev_ask": 2.0, "abt_buy": 0.5, "amazon_google": 0.5, "dev_chat few": 1.0}
CONTEXTS = (
    *("curly hair", "the gym", "a small kitchen", "my mom", "travel", "beginners", "gaming"),
    *("oily skin", "college", "back pain", "camping", "work", "a toddler", "winter"),
)
FEW = " few"  # a set's catalogue cut down
NOW = datetime(2026, 1, 1, tzinfo=UTC)
Vector = Sequence[float]


@dataclass(slots=True)
class Asked:
    """One query of a set: its candidates, which of them are right, what the linker said."""

    gold: dict[str, Any]
    right: set[int]
    words: Sequence[Word]
    fits: list[Fit]
    said: Link
    micros: float
    weight: float

    @property
    def is_for_fitting(self) -> bool:
        """Tell which half the query is in."""
        return is_for_fitting(self.gold["id"])


def is_for_fitting(query: str) -> bool:
    """Tell which half a query is in, by its id."""
    return zlib.crc32(query.encode()) % 2 == 0


def read(path: Path) -> list[dict[str, Any]]:
    """Read a compressed file of one JSON object a line."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


async def ask(
    data: Path, name: str, folder: Path, *, is_fitting: bool = False
) -> tuple[list[str], list[Asked]]:
    """Load a set's catalogue into a base and put its queries to the linker.

    For fitting, some go on with what the thing is for: the sets have no such questions.
    """
    ids, products = catalogue(data, name.removesuffix(FEW))
    gold = read(data / f"{name.removesuffix(FEW)}.gold.jsonl.gz")
    if name.endswith(FEW):
        ids, products, gold = few(ids, products, gold)
    store = await SqliteStore.open(folder / f"{name}.db")

    async def load(tx: Transaction) -> float:
        spent = 0.0
        for product in products:
            await PRODUCTS.put(tx, product)
            start = time.thread_time()
            await index_products(tx, [(None, product)])
            spent += time.thread_time() - start
        return spent

    spent = await store.write(load)
    print(f"{name}: {len(products)} products, indexed in {spent / len(products) * 1e4:.2f} s/10k")
    keys = {each: key for key, each in enumerate(ids, 1)}

    memory = Memory()

    async def put(tx: Transaction) -> list[Asked]:
        asked = []
        for each in gold:
            start = time.thread_time()
            wide = _context(each) if is_fitting else each["span"]
            said = await link(tx, 0, each["span"], wide=wide, memory=memory)
            micros = (time.thread_time() - start) * 1e6
            compared = await compare(tx, await memory.look(tx), 0, fold(each["span"]), fold(wide))
            fits = [] if _is_exact(said) else compared.fits
            right = {keys[one] for one in each["gold"]}
            asked.append(Asked(each, right, compared.words, fits, said, micros, SETS[name]))
        return asked

    asked = await store.read(put)
    await store.close()
    return ids, asked


def _context(gold: dict[str, Any]) -> str:
    """Return a query's words, every fifth with one of CONTEXTS."""
    number = zlib.crc32(gold["id"].encode()) // 2
    context = CONTEXTS[number // 5 % len(CONTEXTS)]
    return gold["span"] if number % 5 else f"{gold['span']} for {context}"


def catalogue(data: Path, name: str) -> tuple[list[str], list[Product]]:
    """Read a set's products; their keys count from 1."""
    rows = read(data / f"{name}.catalog.jsonl.gz")
    products = [
        Product(
            key=key,
            community=0,
            id=row["id"],
            name=row["name"],
            created_at=NOW,
            brand=row.get("brand"),
            model=row.get("model"),
            aliases=tuple(row.get("aliases") or ()),
        )
        for key, row in enumerate(rows, 1)
    ]
    return [row["id"] for row in rows], products


def few(
    ids: list[str], products: list[Product], gold: list[dict[str, Any]]
) -> tuple[list[str], list[Product], list[dict[str, Any]]]:
    """Keep a few hundred products, so that nearly all questions are about others.

    A young base is like that: no rival shows that a poor match is one.
    """
    draw = random.Random(11)
    wanted = sorted({each for row in gold for each in row["gold"] if len(row["gold"]) == 1})
    kept = set(draw.sample(wanted, 200)) | set(draw.sample(ids, 100))
    pairs = [(each, product) for each, product in zip(ids, products, strict=True) if each in kept]
    asked = [{**row, "gold": [each for each in row["gold"] if each in kept]} for row in gold]
    absent = draw.sample([row for row in asked if not row["gold"]], 600)
    chosen = [row for row in asked if row["gold"] and row["kind"] != "ambiguous"] + absent
    renumbered = [replace(product, key=key) for key, (_, product) in enumerate(pairs, 1)]
    return [each for each, _ in pairs], renumbered, chosen


def _is_exact(said: Link) -> bool:
    return isinstance(said, Found) and said.confidence > MOST


def fit_order(asked: Sequence[Asked]) -> list[float]:
    """Fit the weights that put the right candidate first."""
    groups = []
    for each in asked:
        rows = [(list(ordering(one.features)), one.product in each.right) for one in each.fits[:10]]
        kinds = {right for _, right in rows}
        if len(kinds) == 2:
            groups.append((rows, each.weight))

    def slope(weights: Vector, batch: Sequence[Any]) -> list[float]:
        total = [0.0] * len(weights)
        for rows, weight in batch:
            scores = [dot(weights, x) for x, _ in rows]
            top = max(scores)
            odds = [math.exp(score - top) for score in scores]
            of_all = sum(odds)
            of_right = sum(o for o, (_, right) in zip(odds, rows, strict=True) if right)
            for odd, (x, right) in zip(odds, rows, strict=True):
                pull = (odd / of_all - (odd / of_right if right else 0.0)) * weight
                if pull:
                    for at, value in enumerate(x):
                        total[at] += pull * value
        return total

    return descend(list(FIT.values()), groups, slope)


def fit_sure(asked: Sequence[Asked]) -> list[Tree]:
    """Fit how likely the first candidate is right."""
    from benchmarks.boost import grow

    seen = [each for each in asked if each.fits]
    grown = grow(
        [evidence(each.words, each.fits) for each in seen],
        [_is_right(each, each.fits[0].product) for each in seen],
        [each.weight for each in seen],
    )
    names = Evidence._fields
    return [
        Tree(tuple((names[at], bound) for at, bound in asks), tuple(adds)) for asks, adds in grown
    ]


def _is_right(asked: Asked, product: int) -> bool:
    return product in asked.right and asked.gold["kind"] != "ambiguous"


def dot(weights: Vector, values: Vector) -> float:
    """Multiply and add."""
    return sum(weight * value for weight, value in zip(weights, values, strict=True))


def descend(
    weights: list[float],
    rows: Sequence[Any],
    slope: Callable[[Vector, Sequence[Any]], list[float]],
    *,
    epochs: int = 60,
    decay: float = 2e-4,
) -> list[float]:
    """Walk down a slope in small batches (Adam), slower towards the end."""
    draw = random.Random(7)
    order = list(rows)
    speed, force = [0.0] * len(weights), [1e-8] * len(weights)
    step = 0
    for epoch in range(epochs):
        draw.shuffle(order)
        rate = 0.1 * (1 - epoch / epochs) + 0.002
        for start in range(0, len(order), 64):
            batch = order[start : start + 64]
            step += 1
            for at, value in enumerate(slope(weights, batch)):
                pull = value / len(batch) + decay * weights[at]
                speed[at] = 0.9 * speed[at] + 0.1 * pull
                force[at] = 0.99 * force[at] + 0.01 * pull * pull
                mean, square = speed[at] / (1 - 0.9**step), force[at] / (1 - 0.99**step)
                weights[at] -= rate * mean / (math.sqrt(square) + 1e-6)
    return weights


def refit(sets: dict[str, list[Asked]]) -> None:
    """Fit the weights and the trees on the first halves; print the one, write the other."""
    asked = [each for rows in sets.values() for each in rows if each.is_for_fitting]
    FIT.update(zip(FIT, fit_order(asked), strict=True))
    for each in asked:
        each.fits = [one._replace(score=fit(one.features)) for one in each.fits]
        each.fits.sort(key=lambda one: (-one.score, one.product))
    lines = ",\n".join(msgspec.json.encode(each).decode() for each in fit_sure(asked))
    TREES.write_text(f"[\n{lines}\n]\n", encoding="utf-8")
    trees.cache_clear()
    print(f"{TREES.name} is written; put this into _rerank.py:\nFIT = {{")
    print("".join(f'    "{key}": {value:.2f},\n' for key, value in FIT.items()) + "}")


def report(data: Path, name: str, ids: list[str], asked: Sequence[Asked]) -> None:
    """Print the score lines of both halves, and how long a question took."""
    sys.path.insert(0, str(data))
    import score  # type: ignore[import-not-found]  # stands beside the data

    for half, is_fitted in (("fitted", True), ("held", False)):
        rows = [each for each in asked if each.is_for_fitting == is_fitted]
        told = [prediction(each, ids) for each in rows]
        print(score.line(f"{name} {half}", score.score([each.gold for each in rows], told)))


def prediction(asked: Asked, ids: list[str]) -> dict[str, Any]:
    """Write what the linker said as score.py reads it."""
    said = asked.said
    return {
        "id": asked.gold["id"],
        "product_id": ids[said.product - 1] if isinstance(said, Found) else None,
        "confidence": said.candidates[0].confidence if said.candidates else None,
        "candidates": [ids[each.product - 1] for each in said.candidates],
        "latency_us": asked.micros,
    }


def reliability(guesses: Sequence[tuple[float, bool]]) -> None:
    """Print how often best guesses of each confidence are right."""
    print("confidence   share right   questions")
    bounds = (0.0, 0.2, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)
    for low, high in pairwise(bounds):
        bin_ = [is_right for confidence, is_right in guesses if low <= confidence < high]
        if bin_:
            print(f"{low:.2f}-{min(high, 1):.2f} {sum(bin_) / len(bin_):12.2f} {len(bin_):11d}")


async def run(data: Path, *, is_fitting: bool) -> None:
    """Ask all sets, fit if wanted and ask again, then report."""
    for last in (not is_fitting, True):
        sets: dict[str, list[Asked]] = {}
        names: dict[str, list[str]] = {}
        with tempfile.TemporaryDirectory() as folder:
            for name in SETS:
                names[name], sets[name] = await ask(data, name, Path(folder), is_fitting=not last)
        if last:
            break
        refit(sets)
    for name in SETS:
        report(data, name, names[name], sets[name])
    held = [each for rows in sets.values() for each in rows if not each.is_for_fitting]
    guesses = [(each, each.said.candidates[0]) for each in held if each.said.candidates]
    print("halves held back, the words of the product given:")
    reliability([(best.confidence, _is_right(each, best.product)) for each, best in guesses])


def main() -> None:
    """Read the arguments; say so when the development sets are not here."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--fit", action="store_true", help="fit anew and print the weights")
    parser.add_argument("--data", type=Path, default=DATA)
    arguments = parser.parse_args()
    if not arguments.data.is_dir():
        print(f"The development sets are not at {arguments.data}; nothing to do.")
        return
    asyncio.run(run(arguments.data, is_fitting=arguments.fit))


if __name__ == "__main__":
    main()
