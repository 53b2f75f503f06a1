"""How often each engine finds the right product, on the development sets.

Every engine is given the same words: those that understanding took from the message as the
product. The cut below which an engine says "unknown" is its own for ours; for the others it is
the one that decides most of the fitting half's questions rightly. Only the half that is held
back is scored (see `fit_linker`).
"""

import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks.fit_linker import catalogue, is_for_fitting, read
from benchmarks.matching.engines import ENGINES, Engine, Hits, Ours
from benchmarks.measure import table
from knowledge.matching.question import NotAQuestion, Understanding

SETS = ("dev_chat", "dev_ask", "abt_buy", "amazon_google")
_PLAIN = ("abt_buy", "amazon_google")  # listing titles, not messages
_HEADER = ("set, engine", "acc@1", "ok@FAR5", "decision", "absent answered", "CPU p50 ms", "p99 ms")


def run(data: Path) -> None:
    """Print a table for each set."""
    sys.path.insert(0, str(data))
    import score  # type: ignore[import-not-found]  # stands beside the data

    understanding = Understanding.load()
    for name in SETS:
        ids, products = catalogue(data, name)
        gold = read(data / f"{name}.gold.jsonl.gz")
        texts = {each["id"]: each["text"] for each in read(data / f"{name}.queries.jsonl.gz")}
        spans = [
            texts[each["id"]] if name in _PLAIN else _span(understanding, texts[each["id"]])
            for each in gold
        ]
        rows = []
        for label, make in ENGINES.items():
            engine = make(products)
            told = [_ask(engine, each, span, ids) for each, span in zip(gold, spans, strict=True)]
            engine.close()
            if not isinstance(engine, Ours):
                cut = _best_cut(
                    [each for each in zip(gold, told, strict=True) if is_for_fitting(each[0]["id"])]
                )
                for each in told:
                    if each["candidates"] and each["confidence"] >= cut:
                        each["product_id"] = each["candidates"][0]
            held = [each for each in gold if not is_for_fitting(each["id"])]
            said = score.score(held, told)
            rows.append((label, *_figures(said)))
        table(f"{name}: {len(products):,} products, {len(held):,} questions", _HEADER, rows)


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
