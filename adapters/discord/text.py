"""Text on Discord: made harmless, escaped once, and cut where its limits are."""

import re
import unicodedata
from collections.abc import Callable

_BLANKS = re.compile(r"[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_LINK = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_AFTER_LINK = ".,;:!?'\")]}”’»"
_MARKS = re.compile(r"[\\*_~`|<\[]")
_OPENING = re.compile(r"^(#{1,3}|[-+>]|-#|>>>|\d+[.)])(?=\s|$)")  # a heading, list or quote
_CALLS = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_EASY = re.compile(r"[A-Za-z$(](?: ?[A-Za-z0-9,;'\"()$%!?&=.·–’“”…+-])*\Z")  # most of what we say
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
    """Write text so that Discord shows it as it is: no markup, no mention, no link preview."""
    if _EASY.match(text):
        return text
    clean = harmless(text)
    parts, start = [], 0
    for found in _LINK.finditer(clean):
        link = found[0].rstrip(_AFTER_LINK)
        parts += [_plain(clean[start : found.start()]), f"<{link}>"]
        start = found.start() + len(link)
    parts.append(_plain(clean[start:]))
    return _isolated(_OPENING.sub(_neutral, "".join(parts)))


def _plain(text: str) -> str:
    # Discord takes `@everyone` out of escaped text as well; a blank of no width breaks it.
    return _CALLS.sub("@\u200b", _MARKS.sub(r"\\\g<0>", text))


def _neutral(opening: re.Match[str]) -> str:
    mark = opening[0]
    return f"{mark[:-1]}\\{mark[-1]}" if mark[0].isdigit() else f"\\{mark}"


def _isolated(text: str) -> str:
    """Keep right-to-left text from reordering what stands around it."""
    if text.isascii() or not any(unicodedata.bidirectional(c) in ("R", "AL") for c in text):
        return text
    return f"\u2068{text}\u2069"


def units(text: str) -> int:
    """Count UTF-16 units: never fewer than what Discord counts, whichever way it counts."""
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def clip(text: str, limit: int) -> str:
    """Cut a label or title, shown without markup, to a number of units."""
    clean = harmless(text)
    return clean if units(clean) <= limit else _cut(clean, limit, units)


def shorten(text: str, limit: int) -> str:
    """Cut text so that it has at most so many units when escaped."""
    clean = harmless(text)
    return clean if _escaped(clean) <= limit else _cut(clean, limit, _escaped)


def _escaped(text: str) -> int:
    return units(escape(text))


def _cut(text: str, limit: int, size: Callable[[str], int]) -> str:
    low, high = 0, min(len(text), limit)
    while low < high:
        middle = (low + high + 1) // 2
        if size(text[:middle] + _ELLIPSIS) <= limit:
            low = middle
        else:
            high = middle - 1
    # A link cut in two may need other marks than a whole one, so the size is not quite monotone.
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
