"""Understanding: from a chat message to a question about a product."""

import random
import sys
from collections.abc import Callable
from decimal import Decimal
from types import FrameType

import pytest

from knowledge.matching.question import (
    LIMIT,
    Intent,
    NotAQuestion,
    Price,
    Question,
    Understanding,
    Why,
)

ADVERSARIAL = [
    "is " * 10_000,
    "worth it" * 5_000,
    "worth it " * 5_000,
    "or " * 5_000,
    "i, " * 5_000,
    "should i get " * 3_000,
    "hey guys " * 3_000,
    "thoughs on " * 3_000,
    '"' * 5_000,
    '"a ' * 5_000,
    "(a" * 4_000,
    "#a" * 4_000,
    "$5 " * 4_000,
    "1.1" * 4_000,
    "a.b/" * 4_000,
    "http://" * 3_000,
    "<@" * 3_000,
    "? " * 4_000,
    "x" * 1_000_000,
    " " * 1_000_000,
]
ODD = [
    "\x00" * 50,
    "\ud800 worth it",
    "is \udfff\ud800 worth it?",
    "\u202eis x worth it\u202c",
    "هل هذا المنتج يستحق؟",
    "值得买吗？",
    "😭" * 300,
    "İ worth ß",
    "²",
    "is it worth ٣٤",
    "http://[::1",
    "https://%ff%fe/%00-%00",
    "e\u0301" * 200,
    "$",
    "$k",
    "1e999999999 bucks",
]

MIXED = 'is it worth the x or vs for $5 i get ? , . hey guys my son " ( # http://a.b/c-d'


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    """Compile the English frames once."""
    return Understanding.load("en")


def ask(understanding: Understanding, message: str, about: str | None = None) -> Question:
    """Read a message that must be a question."""
    reading = understanding.read(message, about)
    assert isinstance(reading, Question), reading
    return reading


def named(understanding: Understanding, message: str) -> list[str]:
    """Read a message and return the texts of its subjects."""
    return [subject.text for subject in ask(understanding, message).subjects]


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
    ("message", "expected"),
    [
        ("is the stanley cup worth it??", "stanley cup"),
        ("worth it prime?", "prime"),
        ("thoughts on the glowpop 3000", "glowpop 3000"),
        ("is a dehumidifier worth it", "dehumidifier"),
        ("is the Dr. Martens 1460 worth it", "Dr. Martens 1460"),
        ("worth it to get disney+?", "disney+"),
        ("is l'oréal lash paradise worth it?", "l'oréal lash paradise"),
        ("is the tinted balm (rose) worth it", "tinted balm (rose)"),
        ("thoughts on the cup, the large one?", "cup, the large one"),
        ("hello fresh worth it?", "hello fresh"),
        ("all clad pans worth it?", "all clad pans"),
        ("is a case for iphone 6 worth it", "case for iphone 6"),
        ('is "the ordinary" worth it', "the ordinary"),
        ('thoughts on "this or that" game', '"this or that" game'),
    ],
)
def test_a_name_is_kept_as_typed(understanding: Understanding, message: str, expected: str) -> None:
    """Words, signs and quotes that belong to a name stay with it."""
    assert named(understanding, message) == [expected]


@pytest.mark.parametrize(
    "message",
    ["shuld i get glowpop", "is glowpop worht it", "is teh glowpop worth it", "glowpop worthit",
     "thots on teh glowpop", "anyoen tried glowpop?", "whta do you think of glowpop",
     "htoughts on glowpop"],
)  # fmt: skip
def test_slips_in_the_question_are_forgiven(understanding: Understanding, message: str) -> None:
    """A mistyped frame is still a frame."""
    assert named(understanding, message) == ["glowpop"]


@pytest.mark.parametrize(
    "message",
    ["hey guys, is glowpop worth it", "hey is glowpop worth it", "so is glowpop worth it",
     "quick question: is glowpop worth it", "is glowpop worth it? thanks!", "@bot glowpop?",
     "<@123456789> is glowpop worth it", "[question] thoughts on glowpop please"],
)  # fmt: skip
def test_politeness_is_peeled_off(understanding: Understanding, message: str) -> None:
    """Greetings, thanks and mentions are no part of the product."""
    assert named(understanding, message) == ["glowpop"]


@pytest.mark.parametrize(
    "message",
    ["alternatives to glowpop", "alternatives for the glowpop?", "a cheaper dupe for glowpop",
     "a dupe for glowpop", "any dupes for the glowpop?", "is there a dupe for glowpop",
     "whats a good alternative to the glowpop?", "glowpop dupe?",
     "something like glowpop but cheaper"],
)  # fmt: skip
def test_alternatives_are_asked_for(understanding: Understanding, message: str) -> None:
    """A wish for something cheaper is told from a question of worth."""
    question = ask(understanding, message)
    assert question.intent is Intent.ALTERNATIVES
    assert [s.text for s in question.subjects] == ["glowpop"]


@pytest.mark.parametrize(
    "message",
    ["airwrap or flexstyle?", "airwrap vs flexstyle", "which is better airwrap or flexstyle",
     "which is better, the airwrap or the flexstyle?", "should i get airwrap or the flexstyle",
     "airwrap or flexstyle, which one is better?", "is the airwrap better than the flexstyle",
     "compare airwrap and flexstyle", "difference between airwrap and flexstyle?",
     "is airwrap worth it or should i get the flexstyle"],
)  # fmt: skip
def test_two_products_are_compared(understanding: Understanding, message: str) -> None:
    """A choice between two products names both, in order."""
    question = ask(understanding, message)
    assert question.intent is Intent.COMPARE
    assert [s.text for s in question.subjects] == ["airwrap", "flexstyle"]


def test_a_name_with_or_can_be_retried_whole(understanding: Understanding) -> None:
    """The first of two products also carries both as one, for names such as "trick or treat"."""
    question = ask(understanding, "is the trick or treat bag worth it")
    assert question.subjects[0].wide == "trick or treat bag"


@pytest.mark.parametrize(
    ("message", "amount", "currency"),
    [
        ("is glowpop worth $400", "400", "USD"),
        ("is glowpop worth 400 bucks?", "400", "USD"),
        ("is glowpop worth 400 euros", "400", "EUR"),
        ("is glowpop worth £50", "50", "GBP"),
        ("glowpop - is it worth $240/year?", "240", "USD"),
        ("is glowpop worth 400", "400", None),
        ("is glowpop worth $1,299.99", "1299.99", "USD"),
        ("is glowpop worth 1.299,50 €", "1299.50", "EUR"),
        ("is glowpop worth $1.5k", "1500", "USD"),
        ("glowpop for $499, good deal?", "499", "USD"),
    ],
)
def test_a_price_is_read(
    understanding: Understanding, message: str, amount: str, currency: str | None
) -> None:
    """The price asked about is a number with its currency, and no part of the name."""
    question = ask(understanding, message)
    assert question.price == Price(Decimal(amount), currency)
    assert [s.text for s in question.subjects] == ["glowpop"]


@pytest.mark.parametrize(
    ("message", "context", "wide"),
    [
        ("glowpop for curly hair?", "curly hair", "glowpop for curly hair"),
        ("is glowpop for curly hair worth it?", "curly hair", "glowpop for curly hair"),
        ("should i get glowpop for a beginner", "a beginner", "glowpop for a beginner"),
        ("is glowpop worth it for travel?", "travel", "glowpop"),
    ],
)
def test_a_use_is_no_part_of_the_name(
    understanding: Understanding, message: str, context: str, wide: str
) -> None:
    """A person or use is kept apart, and the longer reading is kept for a second try."""
    question = ask(understanding, message)
    assert question.context == context
    assert [(s.text, s.wide) for s in question.subjects] == [("glowpop", wide)]


@pytest.mark.parametrize(
    ("message", "asked"),
    [("airwrap", False), ("flawless filter?", True), ("shampoo for curly hair, 500 ml", False),
     ("Quencher H2.0 40 oz Tumbler, Rose Quartz", False)],
)  # fmt: skip
def test_bare_words_are_a_question_without_a_frame(
    understanding: Understanding, message: str, asked: bool
) -> None:
    """A name or a listing title is passed on whole."""
    question = ask(understanding, message)
    assert [s.text for s in question.subjects] == [message.rstrip("?")]
    assert (question.framed, question.asked) == (False, asked)


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("https://www.dyson.com/hair-care/airwrap-complete?utm_source=x", "dyson airwrap complete"),
        ("https://www.amazon.com/Big-Steel-Cup/dp/B0B1234567/ref=sr_1_1?crid=1", "Big Steel Cup"),
        ("https://shop.example.com/p/big-steel-cup-P434104.html", "big steel cup"),
        ("www.acme.co.uk/products/acme-steel%20cup/", "acme steel cup"),
    ],
)
def test_a_link_names_its_product(understanding: Understanding, link: str, expected: str) -> None:
    """A product link alone, or with "is this worth it", is read from its path."""
    for message in (link, f"is this worth it? {link}"):
        question = ask(understanding, message)
        assert [s.text for s in question.subjects] == [expected]
        assert question.links == (link,)


def test_words_come_before_a_link(understanding: Understanding) -> None:
    """With a product named in words the link is only handed on."""
    question = ask(understanding, "is glowpop worth it? https://acme.com/steel-cup")
    assert question.subjects[0].text == "glowpop"
    assert question.links == ("https://acme.com/steel-cup",)


def test_hashtags_are_split(understanding: Understanding) -> None:
    """A hashtag is read as its words."""
    assert named(understanding, "#airwrap") == ["airwrap"]
    assert named(understanding, "is #DysonAirwrap worth it?") == ["Dyson Airwrap"]


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
    assert question.framed


@pytest.mark.parametrize(
    ("why", "messages"),
    [
        (Why.EMPTY, ["", "   ", "???", "😭", "@bot"]),
        (Why.NOTHING_NAMED, ["is this worth it?", "worth it?", "is it worth it", "thoughts?",
                             "should i get it?", "should i buy this bike?", "is it worth $400",
                             "amazon.com/dp/B0B1234567"]),
        (Why.NOT_A_PRODUCT, ["is college worth it", "is he worth it", "is law school worth it?",
                             "is it worth learning french", "is it worth moving to berlin",
                             "is a cs degree worth it", "are kids worth it",
                             "is marriage worth it?", "is life worth living"]),
        (Why.OPEN, ["what keyboard should I buy", "best laptop under 500?",
                    "which phone is the best", "what's the best blender?",
                    "can anyone recommend a good blender?"]),
        (Why.CHATTER, ["good morning all", "hi", "thanks!", "lol", "i love my airwrap",
                       "just ordered the airwrap", "how much is the airwrap?"]),
    ],
)  # fmt: skip
def test_what_is_no_question_is_told_why(
    understanding: Understanding, why: Why, messages: list[str]
) -> None:
    """A message that cannot be answered is refused with its reason."""
    for message in messages:
        assert understanding.read(message) == NotAQuestion(why), message


def test_a_reply_to_chatter_names_nothing(understanding: Understanding) -> None:
    """Small talk is not taken for a product."""
    assert understanding.read("worth it?", "good morning all") == NotAQuestion(Why.NOTHING_NAMED)


def test_offsets_point_at_the_words_as_typed(understanding: Understanding) -> None:
    """Every subject of a plain message is a slice of it."""
    for message in ("hey, is the Big Cup (rose) worth it?", "Big Cup or Small Cup?", "  Big Cup "):
        for subject in ask(understanding, message).subjects:
            assert message[subject.start : subject.end] == subject.text


def test_any_text_can_be_read(understanding: Understanding) -> None:
    """No message raises, and every question has a subject with words."""
    draw = random.Random(7)  # noqa: S311 - the same draws every time are wanted
    words = [*MIXED.split(), "\n"]
    mixed = [" ".join(draw.choices(words, k=draw.randint(0, 30))) for _ in range(400)]
    chars = ["".join(chr(draw.randrange(0x110000)) for _ in range(40)) for _ in range(200)]
    for message in (*ODD, *ADVERSARIAL, *mixed, *chars):
        for reading in (understanding.read(message), understanding.read("worth it?", message)):
            if isinstance(reading, Question):
                assert all(subject.text for subject in reading.subjects), message
                assert (reading.intent is not Intent.COMPARE) or len(reading.subjects) > 1, message


def calls_made(work: Callable[[], object]) -> int:
    """Count the calls that some work makes."""
    calls = 0

    def count(_frame: FrameType, event: str, _arg: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("message", ADVERSARIAL, ids=lambda m: repr(m[:12]))
def test_work_is_bounded(understanding: Understanding, message: str) -> None:
    """No message, however long or repetitive, costs more than a fixed number of steps."""
    assert calls_made(lambda: understanding.read(message)) < 30_000
    assert understanding.read(message) == understanding.read(message[:LIMIT])


def test_an_unknown_language_is_named() -> None:
    """A language without frames is refused by name, and no path is opened by one."""
    for language in ("tlh", "../en", ""):
        with pytest.raises(ValueError, match="no question frames"):
            Understanding.load(language)
