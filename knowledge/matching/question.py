"""Read a chat message as a question about a product: which words name it, and what is asked."""

from knowledge.matching._asked import Intent, NotAQuestion, Question, Subject, Why
from knowledge.matching._lexicon import Lexicon
from knowledge.matching._reader import LIMIT, Reader
from knowledge.matching._text import Price

__all__ = [
    "LIMIT",
    "Intent",
    "NotAQuestion",
    "Price",
    "Question",
    "Subject",
    "Understanding",
    "Why",
]


class Understanding:
    """Reads messages of one language.

    Its words are data (`frames/<language>.toml`); the code knows none. Whether a product of some
    name exists is not decided here: when in doubt, the words are passed on.
    """

    def __init__(self, lexicon: Lexicon) -> None:
        """Take the compiled words of a language."""
        self._lexicon = lexicon

    @classmethod
    def load(cls, language: str = "en") -> "Understanding":
        """Compile the words of a language; raise ValueError when there are none."""
        return cls(Lexicon.load(language))

    def read(self, message: str, about: str | None = None) -> Question | NotAQuestion:
        """Say what a message asks; `about` is the message that it replies to."""
        return Reader(self._lexicon, message, about).read()

    def cues(self, message: str) -> frozenset[str]:
        """Return what the decision about a message was weighed by; none when a rule made it."""
        reader = Reader(self._lexicon, message)
        reader.read()
        return reader.cues
