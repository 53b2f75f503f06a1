"""Text as every chat platform must have it: harmless, measured, and cut between characters."""

import re
import unicodedata
from collections.abc import Callable

_BLANKS = re.compile(r"[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_JOINERS = "\u200c\u200d"  # words of several scripts and many emoji need them
# The blocks of scripts written from right to left; not every character in them is.
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_ELLIPSIS = "…"


def harmless(text: str) -> str:
    """Fold white space and drop what is invisible or would reorder the line."""
    folded = _BLANKS.sub(" ", text).strip(" ")
    if folded.isprintable():  # then nothing in it is a control or format character
        return folded
    return "".join(map(_shown, folded)).strip(" ")


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Cs"):
        return "\ufffd"
    return "" if category == "Cf" and character not in _JOINERS else character


def isolated(text: str) -> str:
    """Keep right-to-left text from reordering what stands around it."""
    if not _RIGHT_TO_LEFT.search(text):
        return text
    if not any(unicodedata.bidirectional(c) in ("R", "AL") for c in text):
        return text
    return f"\u2068{text}\u2069"


def units(text: str) -> int:
    """Count UTF-16 units: never fewer than what a platform counts, whichever way it counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(text: str, limit: int) -> str:
    """Cut a label or title, shown without markup, to a number of units."""
    clean = harmless(text)
    return clean if units(clean) <= limit else cut(clean, limit, units)


def cut(text: str, limit: int, size: Callable[[str], int]) -> str:
    """Cut text so that it and the ellipsis have at most a size, measured as the platform does."""
    low, high = 0, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        if size(text[:middle] + _ELLIPSIS) <= limit:
            low = middle
        else:
            high = middle - 1
    # What is escaped may need more marks when cut than whole, so a size is not quite monotone.
    end = _whole(text, low)
    while end and size(text[:end].rstrip() + _ELLIPSIS) > limit:
        end = _whole(text, end - 1)
    return text[:end].rstrip() + _ELLIPSIS if limit else ""


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
