"""Read a chat message as a question about a product: which words name it, and what is asked."""

from dataclasses import replace
from functools import cache
from importlib.resources import files

from knowledge.matching._asked import Intent, NotAQuestion, Question, Subject, Why
from knowledge.matching._lexicon import Lexicon
from knowledge.matching._overheard import Overheard
from knowledge.matching._reader import LIMIT, Reader
from knowledge.matching._text import Price

__all__ = [
    "LIMIT",
    "Intent",
    "NotAQuestion",
    "Overheard",
    "Price",
    "Question",
    "Subject",
    "Understanding",
    "Why",
]


class Understanding:
    """Reads messages of one language, or of several: the first that makes sense of one counts.

    Its words are data (`frames/<language>.toml`); the code knows none. Whether a product of some
    name exists is not decided here: when in doubt, the words are passed on.
    """

    def __init__(self, *lexicons: Lexicon) -> None:
        """Take the compiled words of each language, the one most expected first."""
        self._lexicons = lexicons

    @classmethod
    def load(cls, language: str = "en", *others: str) -> "Understanding":
        """Compile the words of each language; raise ValueError when one has none."""
        return cls(*map(Lexicon.load, dict.fromkeys((language, *others))))

    def speaking(self, *locales: str) -> "Understanding":
        """Return one that reads messages in these languages first ("de-AT"), then in its own.

        A language that has no frames is passed over.
        """
        spoken = (locale.replace("_", "-").partition("-")[0].lower() for locale in locales)
        first = [Lexicon.load(language) for language in spoken if language in _languages()]
        lexicons = tuple(dict.fromkeys((*first, *self._lexicons)))
        return self if lexicons == self._lexicons else Understanding(*lexicons)

    def read(self, message: str, about: str | None = None) -> Question | NotAQuestion:
        """Say what a message asks; `about` is the message that it replies to."""
        first, *others = self._lexicons
        reading = Reader(first, message, about).read()
        for lexicon in others:
            if _makes_sense(reading):
                break
            other = Reader(lexicon, message, about).read()
            if _makes_sense(other):
                return other
            reading = _both(reading, other)
        return reading

    def overhear(self, message: str) -> Overheard:
        """List what a message may name that asks something in words that no frame has."""
        heard = [Overheard(lexicon, message[:LIMIT]) for lexicon in self._lexicons]
        return max(heard, key=lambda each: each.familiar)

    def cues(self, message: str) -> frozenset[str]:
        """Return what the decision about a message was weighed by; none when a rule made it.

        The weights are those of the first language.
        """
        reader = Reader(self._lexicons[0], message)
        reader.read()
        return reader.cues


@cache
def _languages() -> frozenset[str]:
    """Name the languages that there are frames for."""
    folder = files("knowledge.matching") / "frames"
    return frozenset(
        each.name.removesuffix(".toml") for each in folder.iterdir() if each.name.endswith(".toml")
    )


def _makes_sense(reading: Question | NotAQuestion) -> bool:
    """Tell whether a message has the wording of a question in the language that it was read in."""
    if isinstance(reading, NotAQuestion):
        return reading.why in (Why.OPEN, Why.NOT_A_PRODUCT, Why.NOTHING_NAMED, Why.DISTRESS)
    return reading.framed and not reading.doubt


def _both(one: Question | NotAQuestion, other: Question | NotAQuestion) -> Question | NotAQuestion:
    """Join readings in two languages of what is no plain question in either.

    What one of them takes for chatter may still be the name of a product that is known.
    """
    questions = [each for each in (one, other) if isinstance(each, Question)]
    if not questions:
        return one
    best = max(questions, key=lambda each: each.framed)
    if best.framed:
        return best
    doubts = (each.doubt if isinstance(each, Question) else each.why for each in (one, other))
    return replace(best, doubt=next(filter(None, doubts), None))
