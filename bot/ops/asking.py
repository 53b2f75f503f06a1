"""Asking for programs: one line of JSON for each message."""

import time
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from bot.bootstrap import Base
from bot.errors import CommandError
from knowledge.community import HOME
from knowledge.library import Answer, Asked
from knowledge.listed import ids_and_titles
from knowledge.matching.linker import Ambiguous, Candidate, Found
from knowledge.matching.question import NotAQuestion


class Message(msgspec.Struct):
    """Be one line of a batch: an id of the caller's, and a message as typed."""

    id: str | int
    text: str


async def ask(base: Base, text: str) -> dict[str, Any]:
    """Answer one message as plain values, in the order in which they are printed."""
    start = time.perf_counter()
    asked = await base.library.ask(text, HOME)
    answer = next((each for each in asked.answers if each.page), None)
    answer = answer or next(iter(asked.answers), None)
    names = await _names(base, answer)
    outcome = _outcome(asked, answer)
    span = answer.subject.text if answer and outcome != "not_a_question" else None
    spent = time.perf_counter() - start
    return {
        "outcome": outcome,
        **_product(answer, names),
        "span": span,
        "verdict": answer.page.tally.label.value if answer and answer.page else None,
        "micros": round(spent * 1e6),
    }


def _outcome(asked: Asked, answer: Answer | None) -> str:
    if isinstance(asked.question, NotAQuestion) or answer is None:
        return "not_a_question"
    if isinstance(answer.link, Found):
        return "found"
    return "ambiguous" if isinstance(answer.link, Ambiguous) else "unknown"


def _product(answer: Answer | None, names: dict[int, tuple[str, str]]) -> dict[str, Any]:
    candidates = _candidates(answer)
    found = answer.link.product if answer and isinstance(answer.link, Found) else None
    product_id, title = names.get(found, (None, None)) if found is not None else (None, None)
    return {
        "product_id": product_id,
        "product": title,
        "candidates": [names[each.product][0] for each in candidates if each.product in names],
        "confidence": round(candidates[0].confidence, 4) if candidates else 0.0,
    }


def _candidates(answer: Answer | None) -> tuple[Candidate, ...]:
    return answer.link.candidates if answer else ()


async def _names(base: Base, answer: Answer | None) -> dict[int, tuple[str, str]]:
    keys = [each.product for each in _candidates(answer)]
    if not keys:
        return {}
    return await base.store.read(lambda tx: ids_and_titles(tx, keys), brief=True)


def messages(lines: Iterable[bytes]) -> Iterator[Message]:
    """Read a batch's lines; raise CommandError with the number of one that is bad."""
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            yield msgspec.json.decode(line, type=Message)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise CommandError(
                f'line {number} is not like {{"id": "q1", "text": "is it worth it"}}: {error}'
            ) from error
