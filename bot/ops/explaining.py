"""Explaining how a question was understood and which product it was linked to."""

import textwrap
from collections.abc import Iterator
from typing import Any

from bot.bootstrap import Base
from knowledge.community import HOME
from knowledge.listed import ids_and_titles
from knowledge.matching.explain import Explained, Judged, explain
from knowledge.matching.linker import Ambiguous, Found
from knowledge.matching.question import NotAQuestion, Subject
from knowledge.store.port import Transaction

_WIDTH = 60
_DOUBTS = {  # by the most that a confidence may be
    0.15: "what agrees may be chance",
    0.3: "only the brand was said",
    0.5: "too little of the name was said, or something else besides",
}


async def explained(base: Base, text: str) -> dict[str, Any]:
    """Return as plain values how a message is read and linked, subject by subject."""
    question = (await base.library.ask(text, HOME)).question
    if isinstance(question, NotAQuestion):  # hides what was understood, if it names nothing known
        question = base.library.understand(text)
    if isinstance(question, NotAQuestion):
        return {"question": None, "why_not": question.why.value, "subjects": []}
    framed = question.framed or question.asked

    async def unit(tx: Transaction) -> list[dict[str, Any]]:
        return [await _subject(tx, each, framed=framed) for each in question.subjects]

    return {
        "question": question.intent.value,
        "why_not": None,
        "subjects": await base.store.read(unit),
    }


async def _subject(tx: Transaction, subject: Subject, *, framed: bool) -> dict[str, Any]:
    told = await explain(
        tx, HOME, subject.text, wide=subject.wide, framed=framed, is_kind=subject.is_kind
    )
    keys = [each.product for each in told.link.candidates]
    names = await ids_and_titles(tx, [*keys, *(each.product for each in told.judged)])
    return {
        "span": subject.text,
        "wide": subject.wide,
        "outcome": _outcome(told),
        "why": _why(told),
        "needed": told.needed,
        "words": [
            {
                "word": word.text,
                "weight": round(word.weight, 3),
                "read_as": {
                    each: round(sure, 3) for each, sure in _readings(word.alike, word.parts)
                },
            }
            for word in told.words
        ],
        "offered": [names[key][1] for key in keys],
        "candidates": [_candidate(each, names) for each in told.judged],
    }


def _readings(
    alike: dict[str, float], parts: dict[tuple[str, ...], float]
) -> list[tuple[str, float]]:
    return [*alike.items(), *((" ".join(each), sure) for each, sure in parts.items())]


def _candidate(judged: Judged, names: dict[int, tuple[str, str]]) -> dict[str, Any]:
    product_id, title = names[judged.product]
    seen = judged.evidence._asdict()
    return {
        "product_id": product_id,
        "product": title,
        "name": judged.name,
        "confidence": round(judged.confidence, 4),
        "likely": round(judged.likely, 4),
        "at_most": judged.limit,
        "doubt": _DOUBTS.get(judged.limit),
        "score": round(judged.score, 3),
        "score_parts": {name: round(value, 3) for name, value in judged.adds.items()},
        "evidence": {name: round(value, 3) for name, value in seen.items()},
    }


def _outcome(told: Explained) -> str:
    if isinstance(told.link, Found):
        return "found"
    return "ambiguous" if isinstance(told.link, Ambiguous) else "unknown"


def _why(told: Explained) -> str:
    if told.is_name:
        alone = isinstance(told.link, Found)
        return "this is a name as it stands" + ("" if alone else ", of several products")
    if told.is_brand_alone:
        return "nothing but a brand was said"
    if not told.judged:
        return "no product has any of these words"
    best = told.judged[0]
    if isinstance(told.link, Found):
        return f"{best.confidence:.2f} is at least the {told.needed:.2f} that it takes"
    if isinstance(told.link, Ambiguous):
        return "two fit so well that each would be the answer without the other"
    return f"{best.confidence:.2f} is less than the {told.needed:.2f} that it takes"


def lines(told: dict[str, Any]) -> Iterator[str]:
    """Write an explanation for people, at most 60 columns wide."""
    for line in _sentences(told):
        indent = " " * (len(line) - len(line.lstrip()))
        yield from textwrap.wrap(line, _WIDTH, subsequent_indent=f"{indent}  ") or [""]


def _sentences(told: dict[str, Any]) -> Iterator[str]:
    if told["why_not"]:
        yield f"Not a question about a product: {told['why_not'].replace('_', ' ')}."
        return
    yield f"Question: {told['question']}"
    for subject in told["subjects"]:
        yield ""
        yield f"Words taken as the product: {subject['span']}"
        if subject["wide"] != subject["span"]:
            yield f"or, read wider: {subject['wide']}"
        yield f"{subject['outcome'].capitalize()}: {subject['why']}."
        for word in subject["words"]:
            read = ", ".join(f"{each} {sure:.2f}" for each, sure in word["read_as"].items())
            yield f"  {word['word']}: weight {word['weight']:.2f}, " + (
                f"read as {read}" if read else "no product has it"
            )
        for number, each in enumerate(subject["candidates"], 1):
            yield f"{number}. {each['product']}: {each['confidence']:.2f}"
            yield f'   by its name "{each["name"]}"'
            yield f"   score {each['score']:.2f} = {_parts(each['score_parts'], sign=True)}"
            yield f"   likely {each['likely']:.2f}, seeing {_parts(each['evidence'])}"
            if each["doubt"]:
                yield f"   at most {each['at_most']:.2f}: {each['doubt']}"
        if not subject["candidates"]:
            yield from (f"  {title}" for title in subject["offered"])


def _parts(values: dict[str, float], *, sign: bool = False) -> str:
    """List the values that are not nothing, the greatest first."""
    ranked = sorted(values.items(), key=lambda item: -abs(item[1]))
    form = "+.2f" if sign else ".2f"
    return ", ".join(f"{name} {value:{form}}" for name, value in ranked if value) or "nothing"
