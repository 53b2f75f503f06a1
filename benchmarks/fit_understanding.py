"""Fit the weights of knowledge/matching/_sense.py, and print how well messages are understood.

    python -m benchmarks.fit_understanding [--fit] [--data ../shared/data/matching]

Fitted on messages made up for it (`messages/`, by kind) and, by a hash, on half of the real
questions and half of the chat of the development sets; the other halves are only scored. With
--fit the weights are printed, and what they are worth on messages not seen: an eighth of them at
a time, and each kind by what was learned from all other kinds.
"""

import argparse
import gzip
import hashlib
import json
import math
import re
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from benchmarks.fit_linker import descend
from knowledge.library import CHATTER_FROM
from knowledge.matching import _sense
from knowledge.matching.question import NotAQuestion, Question, Understanding, Why

DATA = Path(__file__).parents[2] / "shared" / "data" / "matching"
MADE = Path(__file__).parent / "messages"
CUTS = (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.37, 0.4, 0.5)
_FOLDS = 8
_CHAT_WEIGHT = 0.4  # there is a lot of it, and it is all of one make
_REAL_WEIGHT = 2.0
_HURRIED_WEIGHT = 0.5
_LEAST = 0.08  # weights nearer to zero are left out


@dataclass(frozen=True, slots=True)
class Case:
    """A message, and the names that count as right; none when it asks about no product."""

    kind: str
    text: str
    names: tuple[str, ...]
    weight: float
    is_fitted: bool
    cues: frozenset[str]


def made(understanding: Understanding) -> Iterator[Case]:
    """Read the messages made up for this; those in the files `_held` are only scored."""
    for file in ("asked", "not", "asked_held", "not_held"):
        kind = ""
        for line in (MADE / f"{file}.txt").read_text(encoding="utf-8").splitlines():
            heading = re.fullmatch(r"\[(\w+)\]", line)
            if heading:
                kind = f"{file.removesuffix('_held')}: {heading[1]}"
            elif line and not line.startswith("# "):
                text = re.sub("[{}]", "", line)
                names = tuple(re.findall(r"\{(.*?)\}", line))
                fitted = not file.endswith("_held")
                yield Case(kind, text, names, 1.0, fitted, understanding.cues(text))


def real(data: Path, understanding: Understanding) -> Iterator[Case]:
    """Read the real questions and the chat."""
    for line in (data / "questions.jsonl").read_text(encoding="utf-8").splitlines()[1:]:
        row = json.loads(line)
        cues = understanding.cues(row["question"])
        kind = f"real: {row.get('why') or row['kind']}"
        names, fitted = tuple(row.get("accept") or ()), is_fitted(row["id"])
        yield Case(kind, row["question"], names, _REAL_WEIGHT, fitted, cues)
    gold = {row["id"]: row for row in _rows(data / "dev_chat.gold.jsonl.gz")}
    for row in _rows(data / "dev_chat.queries.jsonl.gz"):
        span, fitted = gold[row["id"]]["span"], is_fitted(row["id"])
        cues = understanding.cues(row["text"])
        yield Case("chat", row["text"], (span,), _CHAT_WEIGHT, fitted, cues)


def otherwise(case: Case, understanding: Understanding) -> Iterator[Case]:
    """Write a message that was made up as hurried people do: names, then all of it, in small."""
    if ": " not in case.kind or case.kind.startswith("real"):
        return
    texts = {case.text.lower(), case.text}
    small = case.text
    for name in case.names:
        small = small.replace(name, name.lower())
    texts.add(small[:1].upper() + small[1:])
    for text in sorted(texts - {case.text}):
        yield replace(case, text=text, weight=_HURRIED_WEIGHT, cues=understanding.cues(text))


def is_fitted(key: str) -> bool:
    """Tell which half a development message is in."""
    return hashlib.sha256(key.encode()).digest()[0] % 2 == 0


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)


def fit(cases: Sequence[Case]) -> dict[str, float]:
    """Fit the weights: a logistic regression in which both answers weigh the same."""
    names = ["any", *sorted({cue for case in cases for cue in case.cues})]
    places = {name: at for at, name in enumerate(names)}
    share = {
        asked: sum(case.weight for case in cases if bool(case.names) is asked)
        for asked in (True, False)
    }
    scale = len(cases) / 2
    rows = [
        (
            [0, *(places[cue] for cue in sorted(case.cues))],
            bool(case.names),
            case.weight * scale / share[bool(case.names)],
        )
        for case in cases
    ]

    def slope(weights: Sequence[float], batch: Sequence[Any]) -> list[float]:
        total = [0.0] * len(weights)
        for active, right, weight in batch:
            score = sum(weights[at] for at in active)
            pull = (1 / (1 + math.exp(-score)) - right) * weight
            for at in active:
                total[at] += pull
        return total

    weights = descend([0.0] * len(names), rows, slope, epochs=30, decay=1.5e-3)
    return dict(zip(names, weights, strict=True))


def unseen(cases: Sequence[Case], part: Callable[[Case], Any]) -> list[tuple[float, Case]]:
    """Judge each part of the messages by what was learned from the others."""
    judged = []
    for each in sorted({part(case) for case in cases}):
        _sense.WEIGHTS = fit([case for case in cases if part(case) != each])
        judged += [(_sense.likely(case.cues), case) for case in cases if part(case) == each]
    return judged


def refit(cases: Sequence[Case], ruled: int) -> None:
    """Print what the weights are worth on messages not seen, then the weights."""
    parts = {"an eighth": lambda case: zlib.crc32(case.text.lower().encode()) % _FOLDS}
    parts["a kind"] = lambda case: case.kind
    for name, part in parts.items():
        judged = unseen(cases, part)
        print(f"\nheld out {name}; needed, questions missed (chat, alone), others recognised")
        for cut in CUTS:
            asked = [(p < cut, case) for p, case in judged if case.names]
            framed = [m for m, case in asked if case.kind != "chat" and not _is_alone(case)]
            chat = [missed for missed, case in asked if case.kind == "chat"]
            alone = [missed for missed, case in asked if _is_alone(case)]
            null = [p < cut for p, case in judged if not case.names]
            print(
                f"{cut:.2f} {_share(framed):.3f} ({_share(chat):.3f}, {_share(alone):.3f})"
                f" {(sum(null) + ruled) / (len(null) + ruled):.3f}"
            )
    weights = fit(cases)
    _sense.WEIGHTS = weights
    lines = [f'    "{k}": {v:.2f},' for k, v in sorted(weights.items()) if abs(v) >= _LEAST]
    print("\n".join(["WEIGHTS: dict[str, float] = {", *lines, "}"]))


def _is_alone(case: Case) -> bool:
    return "frame alone" in case.cues


def _share(missed: Sequence[bool]) -> float:
    return sum(missed) / len(missed) if missed else 0.0


def report(cases: Sequence[Case], understanding: Understanding) -> None:
    """Print by kind what is missed, found with exactly the right words, and recognised."""
    print(f"\n{'kind':22} {'half':7} {'messages':>8} {'missed':>7} {'exact':>6} {'recognised':>10}")
    for group in (lambda case: case.kind, lambda case: f"= {case.kind.partition(':')[0]}"):
        for kind in sorted({group(case) for case in cases}):
            for fitted in (True, False):
                rows = [case for case in cases if group(case) == kind]
                rows = [case for case in rows if case.is_fitted is fitted]
                _line(kind, fitted, rows, understanding)


def _line(kind: str, fitted: bool, rows: Sequence[Case], understanding: Understanding) -> None:
    read = [(case, _read(understanding, case.text)) for case in rows]
    asked = [(case, said) for case, said in read if case.names]
    others = [said for case, said in read if not case.names]
    found = [(case, said) for case, said in asked if isinstance(said, Question)]
    exact = sum(
        any(norm(said.subjects[0].text) == norm(name) for name in case.names)
        for case, said in found
    )
    cells = [f"{kind:22} {'fitted' if fitted else 'held':7} {len(rows):8}"]
    cells += [f"{1 - len(found) / len(asked):7.3f} {exact / len(asked):6.3f}"] if asked else []
    if others:
        none = sum(isinstance(said, NotAQuestion) for said in others)
        cells += [" " * 14] * (not asked) + [f"{none / len(others):10.3f}"]
    if rows:
        print(" ".join(cells))


def _read(understanding: Understanding, text: str) -> Question | NotAQuestion:
    """Read a message as the library does whose base is empty."""
    said = understanding.read(text)
    if isinstance(said, NotAQuestion) or said.doubt:
        return said if isinstance(said, NotAQuestion) else NotAQuestion(Why.CHATTER)
    quiet = not (said.framed or said.asked)
    is_line = quiet and len(said.subjects[0].text.split()) >= CHATTER_FROM
    return NotAQuestion(Why.CHATTER) if is_line else said


def norm(name: str) -> str:
    """Fold a name as score.py of the development sets does."""
    words = " ".join(re.findall(r"[^\W_]+", name.casefold()))
    return re.sub(r"^(the|a|an|this|my|new|these|those) ", "", words)


def speed(cases: Sequence[Case], understanding: Understanding) -> None:
    """Print how long a message takes, CPU time in microseconds."""
    spent = []
    for _ in range(3):
        for case in cases:
            start = time.thread_time_ns()
            understanding.read(case.text)
            spent.append((time.thread_time_ns() - start) / 1000)
    spent.sort()
    p50, p99 = spent[len(spent) // 2], spent[len(spent) * 99 // 100]
    print(f"\n{len(cases)} messages: p50 {p50:.0f} us, p99 {p99:.0f} us")


def main() -> None:
    """Read the arguments; without the development sets only what is made up is used."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--fit", action="store_true", help="fit anew and print the weights")
    parser.add_argument("--data", type=Path, default=DATA)
    arguments = parser.parse_args()
    understanding = Understanding.load()
    cases = list(made(understanding))
    if arguments.data.is_dir():
        cases += real(arguments.data, understanding)
    else:
        print(f"The development sets are not at {arguments.data}; only messages made up.")
    if arguments.fit:
        fitted = [case for case in cases if case.is_fitted]
        fitted += [typed for case in fitted for typed in otherwise(case, understanding)]
        ruled = sum(not (case.cues or case.names) for case in fitted)
        refit([case for case in fitted if case.cues], ruled)
    report(cases, understanding)
    speed([case for case in cases if case.kind == "chat"] or cases, understanding)


if __name__ == "__main__":
    main()
