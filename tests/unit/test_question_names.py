"""Understanding: which words of a chat message are the product, its price and its use."""

from decimal import Decimal

import pytest

from knowledge.matching.question import NotAQuestion, Price, Question, Understanding, Why


@pytest.fixture(scope="module")
def understanding() -> Understanding:
    """Compile the English frames once."""
    return Understanding.load("en")


def ask(understanding: Understanding, message: str) -> Question:
    """Read a message that must be a question."""
    reading = understanding.read(message)
    assert isinstance(reading, Question), reading
    return reading


def named(understanding: Understanding, message: str) -> list[str]:
    """Read a message and return the texts of its subjects."""
    return [subject.text for subject in ask(understanding, message).subjects]


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
        ("hello fresh worth it?", "hello fresh"),
        ("is the do i love you bracelet worth it", "do i love you bracelet"),
        ("hows the is it cake kit", "is it cake kit"),
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
        ("is glowpop worth 1,5k", "1500", None),
        ("is glowpop worth 2k", "2000", None),
        ("is glowpop worth 1,500", "1500", None),
        ("is glowpop worth 1.500", "1500", None),
        ("is glowpop worth 1 500", "1500", None),
        ("is glowpop worth $1 500", "1500", "USD"),
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
    "message",
    ["is glowpop worth 1,23,45", "is glowpop worth 1.2345k", "is the glowpop 12 500 euros"],
)
def test_an_unclear_price_is_left_out(understanding: Understanding, message: str) -> None:
    """A number that can be read in two ways is no price: a wrong one is worse than none."""
    assert ask(understanding, message).price is None


@pytest.mark.parametrize(
    ("message", "context", "wide"),
    [
        ("glowpop for curly hair", "curly hair", "glowpop for curly hair"),
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
    ("message", "name", "wide"),
    [
        ("is the glowpop in pink worth it", "glowpop", "glowpop in pink"),
        ("thoughts on the glowpop, the large one?", "glowpop", "glowpop, the large one"),
        ("is the glowpop, the 40 oz one, worth it", "glowpop", "glowpop, the 40 oz one"),
        ("should i get the glowpop 15 in black 256gb", "glowpop 15", "glowpop 15 in black 256gb"),
        ("are glow force 1 size 8 worth it?", "glow force 1", "glow force 1 size 8"),
        ("are the glowpops in size 8 any good", "glowpops", "glowpops in size 8"),
        ("is glowpop 3000 ml worth it", "glowpop 3000 ml", "glowpop 3000 ml"),
        ("is the Mini One worth it", "Mini One", "Mini One"),
        ('is "glow in black" worth it', "glow in black", "glow in black"),
    ],
)
def test_which_one_of_it_is_no_part_of_the_name(
    understanding: Understanding, message: str, name: str, wide: str
) -> None:
    """A colour or size comes off, and the longer reading is kept: it may be a title."""
    (subject,) = ask(understanding, message).subjects
    assert (subject.text, subject.wide) == (name, wide)


@pytest.mark.parametrize(
    "message",
    [
        "ｉｓ ｔｈｅ ｇｌｏｗｐｏｐ ｗｏｒｔｈ ｉｔ？",
        "is the \u200fglowpop\u200f worth it",
        "\u202eis the glowpop worth it\u202c",
        "is the glow\u200bpop worth it",
    ],
)
def test_how_letters_are_encoded_does_not_matter(
    understanding: Understanding, message: str
) -> None:
    """Wide letters, marks of direction and signs that nobody sees change nothing."""
    question = ask(understanding, message)
    assert question.framed
    assert [s.text for s in question.subjects] == ["glowpop"]


def test_accents_in_two_parts_are_one_letter(understanding: Understanding) -> None:
    """A keyboard that sends an accent after its letter does not split the word."""
    assert named(understanding, "is the pok\u0065\u0301dex worth it") == ["pok\u00e9dex"]


@pytest.mark.parametrize(
    "message",
    [
        "is the glowpop worth it?\n\nSpecs:\n- 1300 W\n- comes in pink\n- 2 year warranty",
        "Glowpop 3000\n4.8 out of 5 stars\nFree returns\n\nis the glowpop worth it?",
        "> just ordered mine today\nis the glowpop worth it",
    ],
)
def test_a_pasted_page_leaves_the_question(understanding: Understanding, message: str) -> None:
    """Of many lines the one that asks says what is asked about."""
    question = ask(understanding, message)
    assert question.framed
    assert [s.text for s in question.subjects] == ["glowpop"]


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
    assert named(understanding, "#airwrap #labubu") == ["airwrap", "labubu"]


def test_trends_name_nothing(understanding: Understanding) -> None:
    """Hashtags that say what a post is about are dropped."""
    for message in ("#airwrap #deinfluencing", "#fyp #airwrap", "airwrap #TikTokMadeMeBuyIt"):
        assert named(understanding, message) == ["airwrap"]
    assert understanding.read("#fyp #viral") == NotAQuestion(Why.EMPTY)


def test_offsets_point_at_the_words_as_typed(understanding: Understanding) -> None:
    """Every subject of a plain message is a slice of it."""
    for message in ("hey, is the Big Cup (rose) worth it?", "Big Cup or Small Cup?", "  Big Cup "):
        for subject in ask(understanding, message).subjects:
            assert message[subject.start : subject.end] == subject.text
