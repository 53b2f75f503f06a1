"""Text on Discord: made harmless, escaped once, and cut where its limits are."""

import re

from bot.chat.text import cut, harmless, isolated, units

_LINK = re.compile(r"https?://[^\s<>]+", re.IGNORECASE)
_AFTER_LINK = ".,;:!?'\")]}”’»"
_MARKS = re.compile(r"[\\*_~`|<\[]")
_OPENING = re.compile(r"^(#{1,3}|[-+>]|-#|>>>|\d+[.)])(?=\s|$)")  # a heading, list or quote
_CALLS = re.compile(r"@(?=everyone|here)", re.IGNORECASE)
_EASY = re.compile(r"[A-Za-z$(](?: ?[A-Za-z0-9,;'\"()$%!?&=.·–’“”…+-])*\Z")  # most of what we say


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
    return isolated(_OPENING.sub(_neutral, "".join(parts)))


def _plain(text: str) -> str:
    # Discord takes `@everyone` out of escaped text as well; a blank of no width breaks it.
    return _CALLS.sub("@\u200b", _MARKS.sub(r"\\\g<0>", text))


def _neutral(opening: re.Match[str]) -> str:
    mark = opening[0]
    return f"{mark[:-1]}\\{mark[-1]}" if mark[0].isdigit() else f"\\{mark}"


def shorten(text: str, limit: int) -> str:
    """Cut text so that it has at most so many units when escaped."""
    clean = harmless(text)
    return clean if _escaped(clean) <= limit else cut(clean, limit, _escaped)


def _escaped(text: str) -> int:
    return units(escape(text))
