"""The person's language as an adapter sees it: what `Dispatcher.translator` returns."""

from typing import Protocol


class Words(Protocol):
    """Turn an English message into the person's language."""

    def __call__(self, message: str, **values: object) -> str:
        """Translate a message and put the values in."""
        ...

    def __hash__(self) -> int:
        """Tell one language's words from another's, to remember by what was said in them."""
        ...


def n_(message: str) -> str:
    """Mark a text for translation where it is declared and return it; `t(...)` shows it."""
    return message
