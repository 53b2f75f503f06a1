"""A known product is heard in a question that no frame has; chatter about it stays chatter."""

import pytest

from bot.bootstrap import Base
from knowledge.community import HOME, Actor
from knowledge.matching.question import NotAQuestion, Understanding
from tests.factories import product, put

ADA = Actor("ada", HOME)
NAMES = (
    "Olaplex",
    "Seiko Monster",
    "Guild Wars 2",
    "Roomba",
    "Wii U",
    "Good Water",
    "Hokas",
    "AirPods",
)


async def _heard(base: Base, text: str) -> str | None:
    """Return the title of the product that a message is answered with."""
    for name in NAMES:
        await put(base.journal, ADA, product(name))
    asked = await base.library.ask(text, HOME)
    if isinstance(asked.question, NotAQuestion):
        return None
    page = asked.answers[0].page
    return page.product.title if page else None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("i spent 80 on olaplex and my hair feels the same, did i waste my money", "Olaplex"),
        ("Seiko Monster as a daily watch?", "Seiko Monster"),
        ("Is Guild Wars 2 still populated in 2014?", "Guild Wars 2"),
        ("did i get scammed with the olaplex", "Olaplex"),
        ("is it bad i spent 80 on olaplex", "Olaplex"),
        ("my mother used the hokas of my aunt and loved it, should I get one?", "Hokas"),
    ],
)
async def test_a_known_product_is_heard(base: Base, text: str, name: str) -> None:
    """Whoever asks how a known thing is gets its answer, whatever the wording."""
    assert await _heard(base, text) == name


@pytest.mark.parametrize(
    "text",
    [
        "How to get hair out of a Roomba",
        "Has anyone had problems with their Roomba not charging?",
        "can i return my airpods",
        "who wants to buy my airpods, good price?",
        "how do i cancel airpods?",
        "how do i get a refund for airpods?",
        "what is the price of airpods?",
        "where can i buy airpods?",
        "anyone else's baby hate the roomba at first? when did it get better",
        "discount code for olaplex anyone?",
        "they put olaplex on me at the salon yesterday",
        "did you drink enough good water today",
        "does that wii u microphone stand wobble like mine, what a waste",
        "i want to die, is a roomba any good",
    ],
)
async def test_what_does_not_ask_how_it_is_gets_no_answer(base: Base, text: str) -> None:
    """Support, shopping, stories, everyday words and part of a longer name are left alone."""
    assert await _heard(base, text) is None


async def test_what_its_wording_names_is_not_replaced(base: Base) -> None:
    """A question about a product that nobody knows is not answered with another it mentions."""
    assert await _heard(base, "is the frobnicator 9 worth it if i have a roomba") is None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (
            "80 Euro für Olaplex und meine Haare sind wie vorher, war das Geldverschwendung",
            "Olaplex",
        ),
        ("i spent 80 on olaplex and my hair feels the same, did i waste my money", "Olaplex"),
        ("wo kann ich das olaplex zurückgeben?", None),
        ("wer will meine Roomba kaufen, guter Preis?", None),
        ("was kostet Olaplex, welcher Preis ist normal?", None),
        ("Roomba verliert ständig das WLAN, was tun?", None),
    ],
)
def test_it_is_heard_in_the_language_of_the_message(text: str, name: str | None) -> None:
    """Of two languages the one counts that has more of the words."""
    heard = Understanding.load("de", "en").overhear(text)
    said = heard.question({"olaplex", "roomba"})
    assert (said.subjects[0].text.title() if said else None) == name
