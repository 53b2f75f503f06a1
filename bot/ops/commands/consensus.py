"""`hypecheck consensus --jsonl`: a community's events in, every product's answer out.

Events of a kind that is not known here change nothing; how many there were is said at the end.
"""

import gc
import sys
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, get_args

import msgspec

from bot.errors import CommandError
from bot.ops.invocation import Invocation
from bot.ops.opening import say, write
from knowledge.consensus.answer import STATING, Answer, Label
from knowledge.consensus.events import Event, NowEvent
from knowledge.consensus.ledger import Ledger


def run(_call: Invocation) -> int:
    """Answer whenever the time is asked for, and at the end when it never was."""
    gc.disable()  # all that is read stays; collecting would look through it again and again
    try:
        unknown = _answer_all(sys.stdin.buffer)
    finally:
        gc.enable()
    for kind, count in unknown.items():
        say(f"{count} x an event of type {kind!r}, which is not known here: read over")
    return 0


def _answer_all(lines: Iterable[bytes]) -> Counter[str]:
    """Write every answer as a line; return how many events were of which unknown kind."""
    encode = msgspec.json.Encoder().encode
    unknown: Counter[str] = Counter()
    for values in answers(lines, unknown):
        write(encode(values).decode() + "\n")
    return unknown


def answers(
    lines: Iterable[bytes], unknown: Counter[str] | None = None
) -> Iterator[dict[str, Any]]:
    """Yield one answer a product at each `now` event; raise CommandError at a bad line.

    Events of unknown kinds are counted in `unknown`.
    """
    ledger, day, asked = Ledger(), 0.0, False
    for event in _events(lines, Counter() if unknown is None else unknown):
        day = event.t
        asked = isinstance(event, NowEvent)
        if asked:
            yield from _all(ledger, day)
        else:
            ledger.take(event)
    if not asked:
        yield from _all(ledger, day)


class _Kind(msgspec.Struct):
    type: str


_KINDS = frozenset(str(each.__struct_config__.tag) for each in get_args(Event))
_KIND = msgspec.json.Decoder(_Kind)


def _events(lines: Iterable[bytes], unknown: Counter[str]) -> Iterator[Event]:
    decode = msgspec.json.Decoder(Event).decode
    for number, read in enumerate(lines, 1):
        line = read if number > 1 else read.removeprefix(BOM_UTF8)
        try:
            event = decode(line)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            if not line.strip():
                continue
            kind = _unknown_kind(line)
            if kind is None:
                raise CommandError(f"line {number}: {error}") from error
            unknown[kind] += 1
            continue
        yield event


def _unknown_kind(line: bytes) -> str | None:
    """Return what kind of event a line claims to be, when it is none that is known."""
    try:
        kind = _KIND.decode(line).type
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return None if kind in _KINDS else kind


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
