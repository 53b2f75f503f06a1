"""Text on a screen: made harmless, and wrapped to the width it has."""

import re
import unicodedata
from collections.abc import Iterator

from rich.cells import cell_len
from rich.text import Text

_JOINERS = "\u200c\u200d"  # words of several scripts and many emoji need them
_LINK = ("https://", "http://")  # a broken one could not be opened or copied
_BLANKS = re.compile(r"[ \t\n\v\f\r\x1c-\x1f\x85\u2028\u2029]+")
_LETTER = re.compile(r".[\u0300-\u036f\u200c\u200d\ufe00-\ufe0f]*", re.DOTALL)


def harmless(text: str) -> str:
    """Fold white space and take away what could steer the terminal or reorder the line.

    Control characters and lone surrogates become a visible mark, so that nobody wonders where
    they went; direction overrides and other invisible characters are dropped.
    """
    folded = _BLANKS.sub(" ", text)
    if folded.isascii() and folded.isprintable():
        return folded.strip(" ")
    return "".join(map(_shown, folded)).strip(" ")


def _shown(character: str) -> str:
    category = unicodedata.category(character)
    if category in ("Cc", "Cs"):
        return "\ufffd"
    if category == "Cf" and character not in _JOINERS:
        return ""
    return character


def wrap(text: Text, width: int, indent: int = 2) -> list[Text]:
    """Break a line between words so that it fits; the lines after the first are indented.

    Only a link may be wider than the screen, which then folds it itself.
    """
    indent = min(indent, width * 2 // 3)
    lines: list[Text] = []
    for number, line in enumerate(text.divide(list(_breaks(text.plain, width, indent)))):
        line.rstrip()
        lines.append(Text(" " * indent).append_text(line) if number else line)
    return lines


def _breaks(plain: str, width: int, indent: int) -> Iterator[int]:
    """Yield where lines begin; a word longer than a line is broken inside, but never a link."""
    room, used = width, 0
    for word in re.finditer(r"[^ ]+ *| +", plain):
        size = cell_len(word[0].rstrip(" "))
        if used and used + size > room:
            yield word.start()
            room, used = width - indent, 0
        if size > room and not word[0].startswith(_LINK):
            for letter in _LETTER.finditer(word[0]):
                cells = cell_len(letter[0])
                if used and used + cells > room and letter[0] != " ":
                    yield word.start() + letter.start()
                    room, used = width - indent, 0
                used += cells
        else:
            used += cell_len(word[0])
