"""Text on Telegram: made harmless, escaped once as HTML, and cut where its limits are."""

import re
import unicodedata
from collections.abc import Callable
from html import escape as _html

_BLANKS = re.compile(r"[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_CALLS = re.compile(r"(?<![\w/])@(?=\w)")  # a name that Telegram would notify
_JOINERS = "\u200c\u200d"  # words of several scripts and many emoji need them
_ELLIPSIS = "…"


def harmless(text: str) -> str:
    """Fold white space and drop what is invisible or would reorder the line."""
    folded = _BLANKS.sub(" ", text).strip(" ")
    if folded.isascii() and folded.isprintable():
        return folded
    return "".join(map(_shown, folded)).strip(" ")


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Cs"):
        return "\ufffd"
    return "" if category == "Cf" and character not in _JOINERS else character


def escape(text: str) -> str:
    """Write text so that Telegram shows it as it is, and notifies nobody named in it."""
    return _html(visible(text), quote=False)


def visible(text: str) -> str:
    """Return what is seen of a text once Telegram has parsed it."""
    return _isolated(_CALLS.sub("@\u2060", harmless(text)))


def _isolated(text: str) -> str:
    """Keep right-to-left text from reordering what stands around it."""
    if text.isascii() or not any(unicodedata.bidirectional(c) in ("R", "AL") for c in text):
        return text
    return f"\u2068{text}\u2069"


def units(text: str) -> int:
    """Count UTF-16 units: never fewer than what Telegram counts, whichever way it counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(text: str, limit: int) -> str:
    """Cut a label, shown without markup, to a number of units."""
    clean = harmless(text)
    return clean if units(clean) <= limit else _cut(clean, limit, units)


def shorten(text: str, limit: int) -> str:
    """Cut text so that at most so many units of it are seen."""
    clean = harmless(text)
    return clean if _seen(clean) <= limit else _cut(clean, limit, _seen)


def _seen(text: str) -> int:
    return units(visible(text))


def _cut(text: str, limit: int, size: Callable[[str], int]) -> str:
    low, high = 0, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        if size(text[:middle] + _ELLIPSIS) <= limit:
            low = middle
        else:
            high = middle - 1
    return text[: _whole(text, low)].rstrip() + _ELLIPSIS if limit else ""


def _whole(text: str, end: int) -> int:
    """Step back to where no character that is drawn as one is cut in two."""
    while 0 < end < len(text) and (_follows(text[end]) or text[end - 1] == "\u200d"):
        end -= 1
    return end


def _follows(character: str) -> bool:
    return (
        character in _JOINERS
        or "\U0001f3fb" <= character <= "\U0001f3ff"
        or unicodedata.category(character).startswith("M")
    )
