"""Understanding: what is worded like a question about a product and is none."""

import pytest

from knowledge.matching import _sense
from knowledge.matching.question import NotAQuestion, Question, Understanding, Why


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    """Compile the English frames once."""
    return Understanding.load("en")


@pytest.mark.parametrize(
    "message",
    [
        "Is moving to another country for love worth it?",
        "Was dropping out of high school worth it?",
        "Is being self employed overrated?",
        "Is it worth it to wake up early on weekends?",
        "Should I get married this year?",
        "What do you guys think of my new drawing?",
        "Thoughts on the new tax law?",
        "Opinions on immigration?",
        "Anyone have tips for job interviews?",
        "Does anyone have problems with the screen freezing after the update?",
        "Has anyone noticed more noise since last week?",
        "Is leveling a second healer worth it?",
        "My phone keeps crashing when I open the settings, please help",
        "what do you think about the election",
    ],
)
def test_life_and_chat_are_no_products(understanding: Understanding, message: str) -> None:
    """A question of worth about life, a show of one's own or a call for help names no product."""
    reading = understanding.read(message)
    assert isinstance(reading, NotAQuestion) or reading.doubt, reading


@pytest.mark.parametrize(
    ("message", "name"),
    [
        ("worth it prime?", "prime"),
        ("flawless filter?", "flawless filter"),
        ("thots on teh dyson arwrap", "dyson arwrap"),
        ("airwrap", "airwrap"),
        ("airwrap i.d.", "airwrap i.d."),
        ("is a dehumidifier worth it", "dehumidifier"),
        ("anyone tried a bidet", "bidet"),
        ("is disney world worth it with kids", "disney world"),
        ("is spotify premium worth it", "spotify premium"),
        ("is minecraft worth it", "minecraft"),
        ("is the london pass worth it", "london pass"),
        ("is travel insurance worth it", "travel insurance"),
        ("should i get the ps5", "ps5"),
        ("is crocs overhyped", "crocs"),
        ("thoughts on glowpop, worth the hype?", "glowpop"),
        ("we have a roomba at work, worth it?", "roomba"),
        ("my wife wants a Vespa. Is it worth it?", "Vespa"),
        ("is glowpop legit or a scam", "glowpop"),
        ("Glowpop is $40 off right now, worth it?", "Glowpop"),
        ("Anyone used the Glowpop for dry eyes?", "Glowpop"),
        ("Is the Glowpop good on my old phone?", "Glowpop"),
        ("i can get a ps4 for 150, good deal?", "ps4"),
    ],
)
def test_what_is_bought_stays_a_question(
    understanding: Understanding, message: str, name: str
) -> None:
    """Things, kinds of things, services, games and trips are asked about without doubt."""
    reading = understanding.read(message)
    assert isinstance(reading, Question), reading
    assert reading.doubt is None
    assert reading.subjects[0].text == name


def test_doubt_keeps_the_reading(understanding: Understanding) -> None:
    """What is likely no product is still passed on, with the reason, in case that it is known."""
    reading = understanding.read("is breaking bad worth it")
    assert isinstance(reading, Question)
    assert reading.doubt is Why.NOT_A_PRODUCT
    assert reading.subjects[0].text == "breaking bad"
    for least, needed in (_sense.FRAMED, _sense.ALONE):
        assert 0 < least < needed < 1


def test_cues_are_told(understanding: Understanding) -> None:
    """What was weighed about a message can be read, and none of it where a rule decided."""
    assert {"frame worth", "in goods"} <= understanding.cues("is the blender worth it")
    assert understanding.cues("is college worth it") == frozenset()


def test_every_weight_is_of_a_cue(understanding: Understanding) -> None:
    """No weight is left over from a cue that the language file no longer has."""
    (lexicon,) = understanding._lexicons
    words = lexicon.cues.values()
    named = {cue for place in words for cues in place.values() for cue in cues}
    named |= {"in ware", "head ware", "in name"}  # what background.toml lists, and any other word
    weighed = {cue for cue in _sense.WEIGHTS if cue.startswith(("in ", "head ", "before ", "out "))}
    assert weighed <= named
