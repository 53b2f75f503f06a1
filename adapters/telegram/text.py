"""Text on Telegram: made harmless, escaped once as HTML, and cut where its limits are."""

import re
from html import escape as _html

from bot.chat.text import cut, harmless, isolated, units

_CALLS = re.compile(r"(?<![\w/])@(?=\w)")  # a name that Telegram would notify


def escape(text: str) -> str:
    """Write text so that Telegram shows it as it is, and notifies nobody named in it."""
    return _html(visible(text), quote=False)


def visible(text: str) -> str:
    """Return what is seen of a text once Telegram has parsed it."""
    return isolated(_CALLS.sub("@\u2060", harmless(text)))


def shorten(text: str, limit: int) -> str:
    """Cut text so that at most so many units of it are seen."""
    clean = harmless(text)
    return clean if _seen(clean) <= limit else cut(clean, limit, _seen)


def _seen(text: str) -> int:
    return units(visible(text))
