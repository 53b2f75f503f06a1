"""A short number for each request, so that log lines of one request can be told to belong together.

An incident that a person is shown goes by the same number. It says nothing about who asked.
"""

import itertools
import secrets
from contextvars import ContextVar

_current: ContextVar[str] = ContextVar("request", default="")
_count = itertools.count(int(secrets.token_hex(2), 16))
_RUN = secrets.token_hex(1)  # tells one run of the program from the next


def begin() -> None:
    """Give what is done from here on, in this task, a number of its own."""
    _current.set(f"{_RUN}{next(_count) & 0xFFFFF:05x}")


def current() -> str:
    """Return the number of the request under way; empty outside of one."""
    return _current.get()
