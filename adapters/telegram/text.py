"""Text on Telegram: made harmless, escaped once as HTML, and cut where its limits are."""

import re
from html import escape as _html

from bot.chat.text import clip, cut, harmless, isolated, units

_CALLS = re.compile(r"(?<![\w/])@(?=\w)")  # a name that Telegram would notify
_SIGNS = r"A-Za-z0-9,;:'\"()$%!?&=./·–’“”…→+-"
_EASY = re.compile(rf"[{_SIGNS}](?: ?[{_SIGNS}])*\Z")  # most of what we say


def escape(text: str) -> str:
    """Write text so that Telegram shows it as it is, and notifies nobody named in it."""
    return markup(visible(text))


def markup(seen: str) -> str:
    """Write visible text as HTML."""
    return _html(seen, quote=False)


def visible(text: str) -> str:
    """Return what is seen of a text once Telegram has parsed it."""
    if _EASY.match(text):
        return text
    clean = harmless(text)
    return isolated(_CALLS.sub("@\u2060", clean) if "@" in clean else clean)


def clipped(text: str, limit: int) -> str:
    """Return what is seen of a text, cut to so many units before that."""
    seen = visible(text)
    return seen if units(seen) <= limit else visible(clip(text, limit))


def shorten(text: str, limit: int) -> str:
    """Cut text so that at most so many units of it are seen."""
    clean = harmless(text)
    return clean if _seen(clean) <= limit else cut(clean, limit, _seen)


def _seen(text: str) -> int:
    return units(visible(text))
