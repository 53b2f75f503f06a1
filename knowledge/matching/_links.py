"""Find links in a message, and read the name of a product from one."""

import re
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

from knowledge.matching._lexicon import Lexicon
from knowledge.matching._phrases import fold

_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>\"]+|\b[a-z0-9-]{1,40}\.[a-z]{2,6}/[^\s<>\"]+", re.IGNORECASE
)
_MARKUP = re.compile(r"<(?:[@#]|a?:)[^<>\s]{1,80}>|(?<!\S)@\w+|^\s*\[[^\]\n]{1,24}\](?=\s*\w)")
_FILE_ENDING = re.compile(r"\.[a-z]{1,5}$", re.IGNORECASE)


class Link(NamedTuple):
    """A link and its offsets in the message."""

    url: str
    start: int
    end: int


def take_out(message: str) -> tuple[str, list[Link]]:
    """Return a message without links, mentions and a leading [tag], and the links.

    Offsets stay, as blanks stand for what was taken; a link ends a sentence like a line break.
    """
    links = []
    if "/" in message or "www." in message:
        links = [Link(found[0], *found.span()) for found in _LINK.finditer(message)]
    for _, start, end in links:
        message = message[:start] + "\n" + " " * (end - start - 1) + message[end:]
    if any(mark in message for mark in "@<["):
        message = _MARKUP.sub(lambda found: " " * len(found[0]), message)
    return message, links


def name(link: Link, lexicon: Lexicon) -> str:
    """Read a product's name from a link's path; "" when it holds none."""
    try:
        parts = urlsplit(link.url if "//" in link.url else f"//{link.url}")
        host, path = parts.hostname or "", unquote(parts.path)
    except ValueError:
        return ""
    labels = host.removeprefix("www.").split(".")
    in_shop = not lexicon.shops.isdisjoint(labels)
    for part in reversed(path.split("/")):
        segment = _FILE_ENDING.sub("", part)
        words = [w for w in re.split(r"[\W_]+", segment) if w and not _is_id(w)]
        folded = {fold(word) for word in words}
        if "=" in segment or (in_shop and len(words) < 2) or folded <= lexicon.no_names:
            continue
        brand = [] if in_shop or fold(labels[0]) in folded else labels[:1]
        return " ".join([*brand, *words]).strip()
    return ""


def _is_id(word: str) -> bool:
    digits = sum(map(str.isdigit, word))
    return digits >= 5 or (digits >= 2 and len(word) >= 9)
