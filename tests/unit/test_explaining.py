"""`ask --explain` says truly, and readably, how a question was linked."""

import json

import pytest

from bot.bootstrap import Base
from bot.ops.explaining import explained, lines
from knowledge.community import HOME, Actor
from knowledge.matching.linker import Found
from tests.factories import product, put

ADA = Actor("ada", HOME)


async def _fill(base: Base) -> None:
    journal = base.journal
    await put(journal, ADA, product("Airwrap", brand="Dyson", aliases=("dyson styler",)))
    await put(journal, ADA, product("Supersonic hair dryer", brand="Dyson"))
    await put(journal, ADA, product("Paring knife", brand="Victorinox"))
    await put(journal, ADA, product("Paring knife", brand="Wüsthof"))


@pytest.mark.parametrize(
    ("text", "outcome", "why"),
    [
        ("is the airwrap worth it", "found", "this is a name as it stands"),
        ("is teh dysno arwrap worth it", "found", "is at least the 0.60"),
        ("is dyson worth it", "ambiguous", "nothing but a brand was said"),
        ("is the paring knife worth it", "ambiguous", "of several products"),
        ("is the hamilton toaster worth it", "unknown", "no product has any of these words"),
    ],
)
async def test_the_outcome_is_explained(base: Base, text: str, outcome: str, why: str) -> None:
    """An explanation ends where the answer does, and says what decided."""
    await _fill(base)
    told = await explained(base, text)
    (subject,) = told["subjects"]
    assert subject["outcome"] == outcome
    assert why in subject["why"]
    answered = (await base.library.ask(text, HOME)).answers[0].link
    assert isinstance(answered, Found) == (outcome == "found")
    if subject["candidates"] and isinstance(answered, Found):
        assert subject["candidates"][0]["confidence"] == round(answered.confidence, 4)


async def test_the_numbers_add_up(base: Base) -> None:
    """A score is the sum of its parts, and a corrected word says what it was read as."""
    await _fill(base)
    (subject,) = (await explained(base, "is teh dysno arwrap worth it"))["subjects"]
    assert [word["read_as"] for word in subject["words"]] == [{"dyson": 0.85}, {"airwrap": 0.85}]
    best = subject["candidates"][0]
    assert best["score"] == pytest.approx(sum(best["score_parts"].values()), abs=0.01)
    assert best["product"] == "Dyson Airwrap"
    json.dumps(subject)


async def test_what_is_overheard_is_explained(base: Base) -> None:
    """A product that is heard among words that no frame has is the one explained."""
    await _fill(base)
    text = "so i got the airwrap as a gift and it sticks, good or bad luck?"
    (answer,) = (await base.library.ask(text, HOME)).answers
    (subject,) = (await explained(base, text))["subjects"]
    assert isinstance(answer.link, Found)
    assert (subject["span"], subject["outcome"]) == (answer.subject.text, "found")


@pytest.mark.parametrize(
    "text", ["is teh dysno arwrap worth it", "airwrap or paring nife", "hello"]
)
async def test_an_explanation_fits_a_narrow_screen(base: Base, text: str) -> None:
    """No line is wider than 60 columns, whatever was asked."""
    await _fill(base)
    shown = list(lines(await explained(base, text)))
    assert shown
    assert max(map(len, shown)) <= 60
