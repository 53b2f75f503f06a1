"""Understanding: no message and no language file leads it astray, however odd."""

import random
import sys
from collections.abc import Callable
from types import FrameType

import pytest

from knowledge.matching._phrases import Phrases
from knowledge.matching.question import LIMIT, Intent, Question, Understanding

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
    "in pink size 8 " * 400,
    "the 40 oz one " * 400,
    "soll ich mir " * 400,
    "oder " * 1_000,
    "i\u0301" * 3_000,
    "\u200f" * 4_000,
    "ｉｓ " * 2_000,
    "is the x worth it?\n" * 400,
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


@pytest.fixture(scope="module")
def german() -> Understanding:
    """Compile what a German bot understands, once."""
    return Understanding.load("de", "en")


def test_any_text_can_be_read(understanding: Understanding) -> None:
    """No message raises, and every question has a subject with words."""
    draw = random.Random(7)  # the same draws every time
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


@pytest.mark.parametrize("message", ADVERSARIAL, ids=lambda m: repr(m[:12]))
def test_work_in_two_languages_is_bounded(german: Understanding, message: str) -> None:
    """Reading in a second language, and a reply to such a message, at most double that."""
    german.read(message, message)  # what a message reaches first is compiled then, once
    assert calls_made(lambda: german.read(message, message)) < 60_000


def test_an_unknown_language_is_named() -> None:
    """A language without frames is refused by name, and no path is opened by one."""
    for language in ("tlh", "../en", ""):
        with pytest.raises(ValueError, match="no question frames"):
            Understanding.load(language)


@pytest.mark.parametrize("pattern", ["(a", "a)", "[a", "(a]", "a (b|c", "<nothing>"])
def test_an_unreadable_pattern_is_named(pattern: str) -> None:
    """A slip in a language file is told with the pattern that holds it."""
    with pytest.raises(ValueError, match="cannot read the pattern") as error:
        Phrases([pattern])
    assert pattern in str(error.value)


@pytest.mark.parametrize(
    ("pattern", "text", "longest"),
    [
        ("[the] (best|good) one", "the best one here", 3),
        ("[the] (best|good) one", "good one", 2),
        ("[the] (best|good) one", "the one", 0),
        ("a|a b [c|d e]", "a b d", 2),
        ("a|a b [c|d e]", "a b d e", 4),
        ("in {n} days", "in 14 days", 3),
    ],
)
def test_a_pattern_stands_for_its_phrases(pattern: str, text: str, longest: int) -> None:
    """The longest phrase that a pattern allows is found from either end."""
    words = text.split()
    assert Phrases([pattern]).longest(words, 0, len(words)) == longest
    found = Phrases([pattern], backwards=True).longest(words[:longest], longest, 0)
    assert found == 0
