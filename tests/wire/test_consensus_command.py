"""`hypecheck consensus --jsonl`: events in, one answer a product out."""

import gc
import io
import json
from pathlib import Path
from typing import Any

import pytest

from bot.cli import main
from tests.wire.program import Program


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Give the program without any base."""
    return Program(tmp_path, tmp_path / "none.sqlite3")


def _verdict(number: int, product: str, stance: str, t: float) -> dict[str, Any]:
    return {
        "type": "verdict",
        "t": t,
        "id": f"v{number}{product}",
        "member": f"m{number}",
        "product": product,
        "verdict": stance,
        "reasons": ["overpriced"],
        "disclosure": "bought",
        "months": 4,
        "price": 45.0,
        "alternatives": [],
        "text": "fine",
    }


def _events() -> list[dict[str, Any]]:
    """Let four members speak of three products, with everything that may happen to them."""
    products = [
        {"type": "product", "t": 0, "id": each, "brand": each, "category": "x", "price": 10}
        for each in ("cup", "lamp", "chair")
    ]
    members = [
        {"type": "member", "t": 0, "id": f"m{number}", "account_created": -400, "joined": 0}
        | {"invite": None, "role": "member"}
        for number in range(4)
    ]
    verdicts = [
        _verdict(number, product, stance, 10 * number + at)
        for number in range(4)
        for at, (product, stance) in enumerate(
            (("lamp", "worth"), ("chair", "skip"), ("cup", "worth"))
        )
    ]
    rest = [
        {"type": "vote", "t": 60, "member": "m1", "verdict": "v0cup", "value": -1},
        {"type": "moderate", "t": 61, "verdict": "v0cup", "action": "approve"},
        {"type": "trust", "t": 62, "member": "m2", "on": True},
        {"type": "ban", "t": 63, "member": "m3", "on": True},
        {"type": "now", "t": 100},
    ]
    return [*products, *members, *verdicts, *rest]


def _lines(events: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(each) + "\n" for each in events)


def test_each_product_gets_one_line(program: Program) -> None:
    """The line holds the product, the label and the confidence, and what they rest on."""
    done = program.run("consensus", "--jsonl", given=_lines(_events()))

    assert (done.code, done.err) == (0, "")
    rows = [json.loads(line) for line in done.out.splitlines()]
    assert [(row["product"], row["label"]) for row in rows] == [
        ("cup", "worth"),
        ("lamp", "worth"),
        ("chair", "skip"),
    ]
    assert all(0.85 < row["confidence"] <= 1 for row in rows)
    assert rows[0]["counted"] == [3, 0, 0]


def test_without_a_now_the_answers_are_as_of_the_last_event(program: Program) -> None:
    """A stream that only ends is answered as well."""
    asked = program.run("consensus", "--jsonl", given=_lines(_events()[:-1]))
    assert len(asked.out.splitlines()) == 3


@pytest.mark.parametrize(
    "bad",
    ['{"type": "verdict", "t": 1}', "not json", '{"t": 1}', "\xff"],
)
def test_a_bad_line_is_named_by_its_number(program: Program, bad: str) -> None:
    """What cannot be read ends the run with a sentence that says where."""
    given = (_lines(_events()[:2]) + "\n").encode() + bad.encode("latin-1") + b"\n"
    program.run("consensus", "--jsonl", given=given).failed_with("line 4")


def test_events_of_unknown_kinds_are_told_of(program: Program) -> None:
    """They change nothing, and whoever misspelt one reads so beside the answers."""
    done = program.run("consensus", "--jsonl", given='{"type": "dance", "t": 1}\n' * 2)
    assert (done.code, done.out) == (0, "")
    assert "2" in done.err
    assert "'dance'" in done.err


@pytest.mark.parametrize(("line", "code"), [(b'{"type": "now", "t": 1}', 0), (b"odd", 1)])
def test_garbage_is_collected_again_after_a_run(
    monkeypatch: pytest.MonkeyPatch, line: bytes, code: int
) -> None:
    """Whoever calls the command in a program of theirs finds the collector on, come what may."""
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(line)))
    assert main(["consensus", "--jsonl"]) == code
    assert gc.isenabled()
