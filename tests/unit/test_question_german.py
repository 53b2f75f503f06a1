"""Understanding: questions in German, and in English beside it."""

from pathlib import Path

import pytest

from bot.bootstrap import Base, build, open_base
from bot.chat.reply import Heading, Reply
from bot.chat.request import Request, Source
from bot.settings import Settings
from knowledge.community import Space
from knowledge.matching._lexicon import Lexicon
from knowledge.matching.question import Intent, NotAQuestion, Question, Understanding, Why
from knowledge.store.tables import SPACES
from tests.factories import GROUP, MAYA
from tests.factories import ask as said


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    """Compile what a German bot understands, once."""
    return Understanding.load("de", "en")


def ask(understanding: Understanding, message: str) -> Question:
    """Read a message that must be a question without doubt."""
    reading = understanding.read(message)
    assert isinstance(reading, Question), reading
    assert reading.framed
    assert reading.doubt is None
    return reading


@pytest.mark.parametrize(
    "message",
    [
        "lohnt sich glowpop?",
        "lohnt sich der Glowpop noch?",
        "Lohnt der Glowpop sich?",
        "Hallo zusammen, lohnt sich eigentlich der Glowpop?",
        "ist der Glowpop das wert",
        "Ist Glowpop sein Geld wert?",
        "ist glowpop wirklich so gut",
        "taugt Glowpop was",
        "soll ich mir den Glowpop kaufen oder nicht",
        "Soll ich meinem Sohn einen Glowpop holen?",
        "Erfahrungen mit Glowpop?",
        "Hat jemand Erfahrungen mit dem Glowpop gemacht?",
        "hat jemand von euch den glowpop gekauft?",
        "Was haltet ihr vom Glowpop?",
        "weiß jemand, ob sich der Glowpop lohnt?",
        "Glowpop, lohnt sich das?",
        "Ich habe mir gerade den Glowpop gekauft, lohnt er sich?",
        "lohnt sich der Glowpop in pink?",
        "meine Schwester schwärmt vom Glowpop, soll ich zuschlagen?",
        "überlege grad ob ich mir den Glowpop hole",
        "sollte ich den Glowpop lieber nicht kaufen?",
        "bereut jemand seinen Glowpop",
        "Glowpop wert das Geld?",
        "glowpop kaufen oder nicht?",
        "is the glowpop worth it",
        "anyone tried glowpop?",
    ],
)
def test_a_german_question_names_its_product(understanding: Understanding, message: str) -> None:
    """The name stands alone, whatever German puts around it; English is read as before."""
    question = ask(understanding, message)
    assert question.intent is Intent.WORTH
    assert [s.text.lower() for s in question.subjects] == ["glowpop"]


@pytest.mark.parametrize(
    ("message", "intent", "names"),
    [
        ("Alternative zu Glowpop", Intent.ALTERNATIVES, ["Glowpop"]),
        ("günstigere Alternative zum Glowpop?", Intent.ALTERNATIVES, ["Glowpop"]),
        ("guenstigere Alternative zum Glowpop?", Intent.ALTERNATIVES, ["Glowpop"]),
        ("was kann ich statt Glowpop kaufen", Intent.ALTERNATIVES, ["Glowpop"]),
        ("Glowpop oder Fizzle?", Intent.COMPARE, ["Glowpop", "Fizzle"]),
        ("ist der Glowpop besser als der Fizzle", Intent.COMPARE, ["Glowpop", "Fizzle"]),
        ("Soll ich den Glowpop oder den Fizzle kaufen", Intent.COMPARE, ["Glowpop", "Fizzle"]),
        ("cheaper alternative to glowpop", Intent.ALTERNATIVES, ["glowpop"]),
    ],
)
def test_german_alternatives_and_comparisons(
    understanding: Understanding, message: str, intent: Intent, names: list[str]
) -> None:
    """What is asked is told apart as in English."""
    question = ask(understanding, message)
    assert (question.intent, [s.text for s in question.subjects]) == (intent, names)


def test_german_facets_are_read(understanding: Understanding) -> None:
    """Hype, price and use are told from the name."""
    for message in (
        "ist Glowpop überbewertet",
        "Ist Glowpop ueberbewertet?",
        "ist glowpop nur hype",
    ):
        assert ask(understanding, message).aspect == "overhyped", message
    price = ask(understanding, "Ist der Glowpop 1.299,50 € wert?").price
    assert price is not None
    assert (str(price.amount), price.currency) == ("1299.50", "EUR")
    assert ask(understanding, "Glowpop für lockige Haare?").context == "lockige Haare"


@pytest.mark.parametrize(
    ("why", "messages"),
    [
        (Why.NOT_A_PRODUCT, ["Lohnt sich ein Studium?", "Was haltet ihr von der Bundestagswahl?",
                             "Lohnt sich Heroin?", "ist kokain gut",
                             "is college worth it",
                             "what do you think about minimalism as a way of life"]),
        (Why.OPEN, ["welches Handy soll ich kaufen?", "best phone under $500?",
                    "wo kann ich ein Handy kaufen?"]),
        (Why.NOTHING_NAMED, ["Lohnt sich das?", "worth it?"]),
        (Why.CHATTER, ["Danke euch!", "guten Morgen", "soll ich meinen Job kündigen",
                       "wo kann ich den Glowpop kaufen?",
                       "Mein Handy lädt nicht mehr, was tun?", "thanks guys", "how are you"]),
        (Why.DISTRESS, ["ich will sterben, lohnt sich das", "Ich möchte nicht mehr leben.",
                        "soll ich mich umbringen", "soll ich mich ritzen?", "lohnt Selbstmord?",
                        "lohnt es sich zu sterben", "ist ritzen wert", "i want to die, worth it?"]),
    ],
)  # fmt: skip
def test_what_is_no_question_in_either_language(
    understanding: Understanding, why: Why, messages: list[str]
) -> None:
    """Chatter and life are told in both; where one has only a name, it is doubted."""
    for message in messages:
        reading = understanding.read(message)
        told = reading.why if isinstance(reading, NotAQuestion) else reading.doubt
        assert told is why, (message, reading)


def test_german_products_worded_like_distress_stay_products(understanding: Understanding) -> None:
    """A vacuum cleaner that reaches into chinks ("Ritzen") is asked about as ever."""
    for message in (
        "kommt er in die Ritzen? lohnt sich der Dyson?",
        "will nicht mehr leben ohne ihn, lohnt sich der Dyson",
    ):
        assert ask(understanding, message).subjects[0].text == "Dyson", message


@pytest.mark.parametrize(
    ("message", "is_kind"),
    [
        ("lohnt sich die EQ 6 Kaffeemaschine?", False),
        ("taugt der Rowenta Staubsauger was", False),
        ("Emma Matratze, lohnt sich die?", False),
        ("lohnen sich Siemens EQ 6 Kaffeemaschinen?", False),
        ("lohnt sich ein Staubsauger?", True),
        ("lohnen sich Kaffeemaschinen?", True),
        ("emma mattress worth it", False),
        ("is the reformation dress worth it", False),
        ("are the massage guns worth it", False),
        ("are renpho r3 massage guns worth it", False),
        ("are mushroom coffees worth it", True),
        ("are mattresses worth it", True),
        ("are cordless vacuums worth it", True),
        ("is a massage gun worth it", True),
    ],
)
def test_any_thing_of_a_kind_is_told_from_one(
    understanding: Understanding, message: str, is_kind: bool
) -> None:
    """ "A" and a plural mean any of a kind; "the", words of a name's own or a singular mean one."""
    (subject,) = ask(understanding, message).subjects
    assert subject.is_kind is is_kind


def test_a_language_has_every_table_of_english() -> None:
    """A word list that a translator forgot is told by its name."""
    english, german = Lexicon.load("en"), Lexicon.load("de")
    for table in (
        "words",
        "context",
        "asides",
        "options",
        "topics",
        "distress",
        "cue_endings",
        "aspects",
    ):
        assert getattr(english, table).keys() == getattr(german, table).keys(), table
    for place, cues in german.cues.items():
        names = {cue for each in cues.values() for cue in each}
        assert names <= {cue for each in english.cues[place].values() for cue in each}


@pytest.mark.parametrize(
    "message",
    ["lohnt sich der airwrap?", "Erfahrungen mit dem Dyson Airwrap", "is the airwrap worth it?"],
)
async def test_a_german_bot_answers_both_languages(base_file: Path, message: str) -> None:
    """With HYPECHECK_LOCALE=de a question in either language comes to the same product."""
    settings = Settings(database=str(base_file), locale="de")
    base = await open_base(settings)
    try:
        reply = await said(build(settings, base, {}), "worth", question=message)
    finally:
        await base.close()

    assert _found(reply)


@pytest.mark.parametrize("message", ["lohnt sich der airwrap?", "is the airwrap worth it?"])
async def test_an_english_bot_answers_a_german_person_or_place(
    starter_base: Base, message: str
) -> None:
    """The language of who asks, or of where it is asked, chooses the frames, English beside it."""
    dispatcher = build(Settings(), starter_base, {})
    german = Request("worth", MAYA, GROUP, {"question": message}, "de", Source.MESSAGE)
    assert _found(await dispatcher.handle(german))

    await starter_base.store.write(
        lambda tx: SPACES.put(tx, Space("test", "shop talk", locale="de"))
    )
    place = build(Settings(), starter_base, {})
    assert _found(await said(place, "worth", question=message))


def test_german_is_not_tried_where_nobody_speaks_it() -> None:
    """An English bot among English people does not spend time on another language."""
    english = Understanding.load()
    assert english.speaking("en-GB", "xx", "") is english


def _found(reply: Reply) -> bool:
    first = reply.blocks[0]
    return isinstance(first, Heading) and "Airwrap" in first.text
