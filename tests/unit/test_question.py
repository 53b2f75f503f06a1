"""Understanding: from a chat message to what it asks, or why it asks nothing."""

import pytest

from knowledge.matching.question import Intent, NotAQuestion, Question, Understanding, Why


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    """Compile the English frames once."""
    return Understanding.load("en")


def ask(understanding: Understanding, message: str, about: str | None = None) -> Question:
    """Read a message that must be a question."""
    reading = understanding.read(message, about)
    assert isinstance(reading, Question), reading
    return reading


@pytest.mark.parametrize(
    "message",
    [
        "is glowpop worth it",
        "is the glowpop really worth it??",
        "glowpop worth it?",
        "worth it: glowpop",
        "worth it glowpop?",
        "is it worth buying the glowpop",
        "is it worth getting a glowpop?",
        "worth buying glowpop?",
        "is the glowpop worth the money",
        "is the glowpop worth the hype?",
        "is the glowpop worth the price",
        "is the glowpop any good",
        "is glowpop overhyped",
        "is glowpop overrated?",
        "is glowpop a scam",
        "is the glowpop a waste of money?",
        "is glowpop legit",
        "is the glowpop just hype",
        "thoughts on the glowpop?",
        "opinions on glowpop",
        "what are your thoughts on the glowpop",
        "what do you guys think of the glowpop",
        "what do you think about glowpop?",
        "whats the deal with glowpop",
        "how is the glowpop",
        "anyone tried the glowpop?",
        "does anyone have the glowpop",
        "does anyone here use the glowpop?",
        "anyone own a glowpop?",
        "has anyone used the glowpop? worth it?",
        "anyone have glowpop? worth it",
        "should i get the glowpop",
        "should I buy glowpop or nah",
        "should I get my 11 yr old son a glowpop?",
        "do I really need the glowpop?",
        "would you recommend the glowpop",
        "talk me out of buying glowpop",
        "glowpop review",
        "glowpop reviews",
        "glowpop yay or nay",
        "glowpop, is it legit?",
        "the glowpop. is it worth it?",
        "tiktok keeps showing me glowpop, is it worth it?",
        "thinking of buying the glowpop, worth it?",
        "wondering if the glowpop is worth it",
        "My hair is thin. Should I get the glowpop?",
        "i have curly hair, is the glowpop worth it?",
        "is #glowpop worth it?",
        'is "glowpop" worth it',
        "**is the glowpop worth it?**",
        "IS THE glowpop WORTH IT",
        "is the glowpop still worth it in 2026",
        "is the glowpop worth it if i have short hair",
    ],
)
def test_a_worth_question_names_its_product(understanding: Understanding, message: str) -> None:
    """Every common wording of the question gives the same product, without its articles."""
    question = ask(understanding, message)
    assert [s.text for s in question.subjects] == ["glowpop"]
    assert (question.intent, question.framed, question.asked) == (Intent.WORTH, True, True)


@pytest.mark.parametrize(
    "message",
    ["alternatives to glowpop", "alternatives for the glowpop?", "a cheaper dupe for glowpop",
     "a dupe for glowpop", "any dupes for the glowpop?", "is there a dupe for glowpop",
     "whats a good alternative to the glowpop?", "glowpop dupe?",
     "something like glowpop but cheaper", "instead of the glowpop?"],
)  # fmt: skip
def test_alternatives_are_asked_for(understanding: Understanding, message: str) -> None:
    """A wish for something cheaper is told from a question of worth."""
    question = ask(understanding, message)
    assert question.intent is Intent.ALTERNATIVES
    assert [s.text for s in question.subjects] == ["glowpop"]


def test_alternatives_to_a_link_are_asked_for(understanding: Understanding) -> None:
    """What is asked holds for a product that only a link or the message before names."""
    link = "https://www.dyson.com/hair-care/airwrap"
    for question in (
        ask(understanding, f"any dupes for this? {link}"),
        ask(understanding, "any dupes for this?", link),
    ):
        assert question.intent is Intent.ALTERNATIVES
        assert [s.text for s in question.subjects] == ["dyson airwrap"]


@pytest.mark.parametrize(
    "message",
    ["airwrap or flexstyle?", "airwrap vs flexstyle", "which is better airwrap or flexstyle",
     "which is better, the airwrap or the flexstyle?", "should i get airwrap or the flexstyle",
     "airwrap or flexstyle, which one is better?", "is the airwrap better than the flexstyle",
     "compare airwrap and flexstyle", "difference between airwrap and flexstyle?",
     "is airwrap worth it or should i get the flexstyle", "airwrap instead of flexstyle?",
     "should i get the airwrap instead of the flexstyle"],
)  # fmt: skip
def test_two_products_are_compared(understanding: Understanding, message: str) -> None:
    """A choice between two products names both, in order."""
    question = ask(understanding, message)
    assert question.intent is Intent.COMPARE
    assert [s.text for s in question.subjects] == ["airwrap", "flexstyle"]


@pytest.mark.parametrize(
    ("message", "aspect"),
    [
        ("is glowpop overhyped?", "overhyped"),
        ("is the glowpop overrated", "overhyped"),
        ("is glowpop over rated", "overhyped"),
        ("is the glowpop really worth the hype?", "overhyped"),
        ("is the glowpop just hype", "overhyped"),
        ("is glowpop overhpyed", "overhyped"),
        ("glowpop, worth it or overrated?", "overhyped"),
        ("does the glowpop live up to the hype", "overhyped"),
        ("is glowpop worth it or is it just hype?", "overhyped"),
        ("is glowpop worth it", None),
        ("is glowpop underrated", None),
        ("is glowpop overpriced", None),
        ("glowpop", None),
    ],
)
def test_a_doubt_about_hype_is_told(
    understanding: Understanding, message: str, aspect: str | None
) -> None:
    """A question of hype is still one of worth, and says what it is about."""
    question = ask(understanding, message)
    assert (question.intent, question.aspect) == (Intent.WORTH, aspect)
    assert [s.text for s in question.subjects] == ["glowpop"]


def test_hype_in_a_name_is_no_doubt(understanding: Understanding) -> None:
    """Only the words of the question tell what it is about, wherever the product is named."""
    assert ask(understanding, "is the hype mascara worth it?").aspect is None
    assert ask(understanding, "worth it?", "just ordered the hype mascara").aspect is None
    assert ask(understanding, "just hype?", "just ordered the airwrap").aspect == "overhyped"
    link = "is this worth the hype? https://www.dyson.com/hair-care/airwrap"
    assert ask(understanding, link).aspect == "overhyped"


@pytest.mark.parametrize(
    ("message", "about", "expected"),
    [
        ("worth it?", "just ordered the dyson airwrap", "dyson airwrap"),
        ("is this worth it", "check out my airwrap!", "airwrap"),
        ("thoughts?", "is the airwrap worth it", "airwrap"),
        ("worth it?", "Dyson Airwrap Complete Long", "Dyson Airwrap Complete Long"),
        ("worth it?", "Finally caved and got the big cup today, love it", "big cup"),
        ("is this bike worth it", "selling my trek domane", "trek domane"),
        ("worth it?", "https://www.dyson.com/hair-care/airwrap", "dyson airwrap"),
        ("is the ps5 worth it", "dyson airwrap", "ps5"),
    ],
)
def test_a_reply_asks_about_the_message_replied_to(
    understanding: Understanding, message: str, about: str, expected: str
) -> None:
    """ "Worth it?" takes the product from the message replied to, unless it names one itself."""
    question = ask(understanding, message, about)
    assert [s.text for s in question.subjects] == [expected]
    assert question.asked
    assert question.framed == ("worth it" in about or "ps5" in message)


@pytest.mark.parametrize(
    ("why", "messages"),
    [
        (Why.EMPTY, ["", "   ", "???", "😭", "@bot"]),
        (Why.NOTHING_NAMED, ["is this worth it?", "worth it?", "is it worth it", "thoughts?",
                             "is the pink one worth it",
                             "should i get it?", "should i buy this bike?", "is it worth $400",
                             "amazon.com/dp/B0B1234567", "a dupe for", "is the worth it"]),
        (Why.NOT_A_PRODUCT, ["is college worth it", "is he worth it", "is law school worth it?",
                             "is it worth learning french", "is it worth moving to berlin",
                             "is a cs degree worth it", "are kids worth it",
                             "is marriage worth it?", "is life worth living"]),
        (Why.OPEN, ["what keyboard should I buy", "best laptop under 500?",
                    "which phone is the best", "what's the best blender?",
                    "can anyone recommend a good blender?", "where can i buy an air fryer"]),
        (Why.CHATTER, ["good morning all", "hi", "thanks!", "lol", "i love my airwrap",
                       "just ordered the airwrap", "how much is the airwrap?",
                       "where can i buy a kindle paperwhite?",
                       "good morning everyone how are you all doing today", "hows it going?"]),
        (Why.DISTRESS, ["i want to die is it worth it", "I want 2 die, worth it?", "i wanna die",
                        "is self harm worth it", "is self-harm worth it?", "thoughts on selfharm",
                        "should i kill myself", "is killing myself worth it", "is suicide worth it",
                        "is cutting myself worth it", "is it worth dying", "is dying worth it",
                        "i don't want to live anymore", "I'm suicidal. is the airwrap worth it?"]),
    ],
)  # fmt: skip
def test_what_is_no_question_is_told_why(
    understanding: Understanding, why: Why, messages: list[str]
) -> None:
    """A message that cannot be answered is refused with its reason."""
    for message in messages:
        assert understanding.read(message) == NotAQuestion(why), message


def test_things_worded_like_distress_stay_products(understanding: Understanding) -> None:
    """Shoes to die for, hair that somebody wants to "die" and a phone about to die are things."""
    for message, name in (
        ("are those shoes to die for worth it", "shoes to die for"),
        ("i want to die my hair, is arctic fox worth it", "arctic fox"),
        ("i always cut myself shaving, is the oneblade worth it", "oneblade"),
        ("my phone is about to die, is the iphone 15 worth it", "iphone 15"),
        ("i dont want to live without it, is the airwrap worth it", "airwrap"),
        ("is 7 days to die worth it", "7 days to die"),
        ("is suicide squad blu ray worth it", "suicide squad blu ray"),
    ):
        assert [each.text for each in ask(understanding, message).subjects] == [name], message


def test_drugs_are_no_products(understanding: Understanding) -> None:
    """Nobody is asked to say how heroin was."""
    for drug in ("heroin", "cocaine", "fentanyl", "crystal meth"):
        assert understanding.read(f"is {drug} worth it") == NotAQuestion(Why.NOT_A_PRODUCT), drug


def test_a_reply_to_a_cry_for_help_names_nothing(understanding: Understanding) -> None:
    """Asking "worth it?" under such a message looks nothing up."""
    assert understanding.read("worth it?", "i want to die") == NotAQuestion(Why.NOTHING_NAMED)


def test_a_reply_to_chatter_names_nothing(understanding: Understanding) -> None:
    """Small talk is not taken for a product."""
    assert understanding.read("worth it?", "good morning all") == NotAQuestion(Why.NOTHING_NAMED)
