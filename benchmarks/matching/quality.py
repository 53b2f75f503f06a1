"""How often each engine finds the right product, on the development sets.

Every engine is given the same words: those that understanding took from the message as the
product. The cut below which an engine says "unknown" is its own for ours; for the others it is
the one that decides most of the fitting half's questions rightly. Only the half that is held
back is scored (see `fit_linker`). Ours is put the chat's questions once more over 72,000 products.
"""

import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.fit_linker import NOW, catalogue, is_for_fitting, read, reliability
from benchmarks.matching.engines import ENGINES, Engine, Hits, Ours
from benchmarks.matching.spliced import spliced
from benchmarks.measure import table
from knowledge.matching.question import NotAQuestion, Understanding
from knowledge.product import Product

SETS = ("dev_chat", "dev_ask", "abt_buy", "amazon_google")
LARGE = "dev_chat, and spliced"
_LARGE = 72_000  # products
_PLAIN = ("abt_buy", "amazon_google")  # listing titles, not messages
_HEADER = ("set, engine", "acc@1", "ok@FAR5", "decision", "absent answered", "CPU p50 ms", "p99 ms")


@dataclass(slots=True)
class Questions:
    """A set's products, what is asked about them, and the words taken from each message."""

    ids: list[str]
    products: list[Product]
    gold: list[dict[str, Any]]
    spans: list[str | None]

    @property
    def held(self) -> list[dict[str, Any]]:
        """Return the questions that nothing was fitted on."""
        return [each for each in self.gold if not is_for_fitting(each["id"])]


def run(data: Path) -> None:
    """Print a table for each set."""
    sys.path.insert(0, str(data))
    import score  # type: ignore[import-not-found]  # stands beside the data

    guesses: list[tuple[float, bool]] = []
    understanding = Understanding.load()
    for name in (*SETS, LARGE):
        asked = _questions(data, name, understanding)
        rows = []
        for label, make in ENGINES.items():
            if name == LARGE and make is not Ours:
                continue
            told = _told(asked, make(asked.products))
            rows.append((label, *_figures(score.score(asked.held, told))))
            if make is Ours and name != LARGE:
                guesses += _guesses(asked.held, told)
        title = f"{name}: {len(asked.products):,} products, {len(asked.held):,} questions"
        table(title, _HEADER, rows)
    print(f"\nhypecheck's best guesses, {', '.join(SETS)}:")
    reliability(guesses)


def _questions(data: Path, name: str, understanding: Understanding) -> Questions:
    plain = name in _PLAIN
    large, name = name == LARGE, SETS[0] if name == LARGE else name
    ids, products = catalogue(data, name)
    gold = read(data / f"{name}.gold.jsonl.gz")
    if large:
        without = {right for each in gold for right in each["gold"]}
        more = spliced(read(data / f"{name}.catalog.jsonl.gz"), without, _LARGE - len(ids))
        numbered = list(enumerate(more, len(ids) + 1))
        ids += [f"spliced{key}" for key, _ in numbered]
        products += [Product(key, 0, f"spliced{key}", title, NOW) for key, title in numbered]
    texts = {each["id"]: each["text"] for each in read(data / f"{name}.queries.jsonl.gz")}
    said = [texts[each["id"]] for each in gold]
    spans = [text if plain else _span(understanding, text) for text in said]
    return Questions(ids, products, gold, spans)


def _told(asked: Questions, engine: Engine) -> list[dict[str, Any]]:
    """Ask an engine everything; what is none of ours answers from its best cut on."""
    pairs = zip(asked.gold, asked.spans, strict=True)
    told = [_ask(engine, each, span, asked.ids) for each, span in pairs]
    engine.close()
    if isinstance(engine, Ours):
        return told
    both = zip(asked.gold, told, strict=True)
    cut = _best_cut([each for each in both if is_for_fitting(each[0]["id"])])
    for each in told:
        if each["candidates"] and each["confidence"] >= cut:
            each["product_id"] = each["candidates"][0]
    return told


def _guesses(
    gold: Sequence[dict[str, Any]], told: Sequence[dict[str, Any]]
) -> Iterator[tuple[float, bool]]:
    """Return how sure each best guess is, and whether it is right."""
    said = {each["id"]: each for each in told if each["candidates"]}
    for each in gold:
        if each["kind"] != "ambiguous" and each["id"] in said:
            its = said[each["id"]]
            yield its["confidence"], its["candidates"][0] in each["gold"]


def _span(understanding: Understanding, text: str) -> str | None:
    question = understanding.read(text)
    return None if isinstance(question, NotAQuestion) else question.subjects[0].text


def _ask(engine: Engine, gold: dict[str, Any], span: str | None, ids: list[str]) -> dict[str, Any]:
    start = time.thread_time()
    hits: Hits = engine.find(span) if span else []
    spent = time.thread_time() - start
    is_answer = isinstance(engine, Ours) and bool(span) and engine.decided
    return {
        "id": gold["id"],
        "product_id": ids[hits[0][0] - 1] if is_answer else None,
        "confidence": hits[0][1] if hits else None,
        "candidates": [ids[key - 1] for key, _ in hits],
        "latency_us": spent * 1e6,
    }


def _best_cut(pairs: Sequence[tuple[dict[str, Any], dict[str, Any]]]) -> float:
    """Return the score from which answering decides most questions rightly."""
    scored = sorted(
        (
            (said["confidence"], said["candidates"][0] in gold["gold"], not gold["gold"])
            for gold, said in pairs
            if said["candidates"] and gold["kind"] != "ambiguous"
        ),
        reverse=True,
    )
    best, right, cut = 0, 0, float("inf")
    for confidence, is_right, is_absent in scored:
        right += is_right - is_absent
        if right > best:
            best, cut = right, confidence
    return cut


def _figures(said: dict[str, float]) -> tuple[str, ...]:
    percent = [said["acc1"], said["okFAR5"], said["decision"], said["own_far"]]
    return (
        *(f"{each * 100:.1f}" for each in percent),
        f"{said['p50_us'] / 1e3:.2f}",
        f"{said['p99_us'] / 1e3:.2f}",
    )
