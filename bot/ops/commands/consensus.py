"""`hypecheck consensus --jsonl`: a community's events in, every product's answer out."""

import sys
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from bot.errors import CommandError
from bot.ops.invocation import Invocation
from bot.ops.opening import write
from knowledge.consensus.answer import STATING, Answer, Label
from knowledge.consensus.events import Event, NowEvent
from knowledge.consensus.ledger import Ledger


def run(_call: Invocation) -> int:
    """Answer whenever the time is asked for, and at the end when it never was."""
    encode = msgspec.json.Encoder().encode
    for values in answers(sys.stdin.buffer):
        write(encode(values).decode() + "\n")
    return 0


def answers(lines: Iterable[bytes]) -> Iterator[dict[str, Any]]:
    """Yield one answer a product at each `now` event; raise CommandError at a bad line."""
    ledger, day, asked = Ledger(), 0.0, False
    for event in _events(lines):
        day = event.t
        asked = isinstance(event, NowEvent)
        if asked:
            yield from _all(ledger, day)
        else:
            ledger.take(event)
    if not asked:
        yield from _all(ledger, day)


def _events(lines: Iterable[bytes]) -> Iterator[Event]:
    decode = msgspec.json.Decoder(Event).decode
    for number, line in enumerate(lines, 1):
        try:
            event = decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            if not line.strip():
                continue
            raise CommandError(f"line {number}: {error}") from error
        yield event


def _all(ledger: Ledger, day: float) -> Iterator[dict[str, Any]]:
    for found in ledger.answers(day):
        values = {"product": found.product, **_values(found.answer), "newcomers": found.newcomers}
        history = {"history": found.past} if found.past else {}
        yield {**values, "epoch": found.epoch, **history}


def _values(found: Answer) -> dict[str, Any]:
    stated = found.label in STATING and found.label is not Label.SPLIT
    values: dict[str, Any] = {
        "label": found.label.value if stated else "none",
        "confidence": round(found.probability, 6),
        "why": found.label.value,
        "counted": found.counted,
        "weight_for": round(found.weight_for, 4),
        "weight_against": round(found.weight_against, 4),
    }
    for name in ("stood", "without_strongest"):
        if (chance := getattr(found, name)) is not None:
            values[name] = round(chance, 6)
    if found.group is not None:
        values["group"] = found.group
        values["before"] = found.before and found.before.value
    return values
