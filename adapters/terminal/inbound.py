"""From a typed line to what it means: nothing, a number, `:meta`, `/command`, or a question."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import get_close_matches

from adapters.terminal.session import Session
from bot.chat.command import Catalogue
from bot.chat.grammar import parse
from bot.chat.request import Request, Source

_NUMBER = re.compile(r"[0-9]{1,3}\Z")  # longer ones are words: 1984, 2048
_MOST = 3  # names offered for one that does not exist
_SHOWN = 40  # of a name that does not exist
_META = re.compile(r":([A-Za-z]+)(?:\s+(.*))?\Z", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Nothing:
    """Be an empty line."""


@dataclass(frozen=True, slots=True)
class Press:
    """Be the number of a choice of the last reply that had any."""

    number: int


@dataclass(frozen=True, slots=True)
class Meta:
    """Be a command to the terminal itself."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class UnknownCommand:
    """Be a /command that does not exist, with the names it may have meant."""

    name: str
    nearest: tuple[str, ...]


Meaning = Nothing | Press | Meta | UnknownCommand | Request


def read(line: str, catalogue: Catalogue, session: Session) -> Meaning:
    """Say what a line means; never fails, whatever was typed."""
    text = whole(line).strip()
    if not text:
        return Nothing()
    if _NUMBER.match(text):
        return Press(int(text))
    meta = _META.match(text)
    if meta:
        return Meta(meta[1].lower()[:_SHOWN], (meta[2] or "").strip())
    if re.match(r"/([A-Za-z]|\Z)", text):
        return _command(text[1:], catalogue, session)
    arguments = {"question": text}
    if session.about:
        arguments["about"] = session.about
    return session.request("worth", arguments, Source.MESSAGE)


def whole(line: str) -> str:
    """Make text that can be stored and sent: no lone surrogates, no byte order mark."""
    pairs = line.encode("utf-16-le", "surrogatepass")
    return pairs.decode("utf-16-le", "replace").removeprefix("\ufeff")


def nearest(name: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return a few names that the typed one resembles, the nearest first."""
    return tuple(get_close_matches(name[:32].lower(), list(names), _MOST, 0.6))


def _command(text: str, catalogue: Catalogue, session: Session) -> Meaning:
    parsed = parse(catalogue, text)
    if parsed is not None:
        return session.request(parsed.command, parsed.arguments, Source.COMMAND)
    words = text.split()[:2]
    first = "".join(words[:1])
    group = catalogue.group(first.lower())
    if group and len(words) == 1:
        return session.request(first.lower(), {}, Source.COMMAND)
    paths = [spec.path for spec in catalogue]
    of_group = tuple(spec.path for spec in group)
    found = of_group[:_MOST] or nearest(" ".join(words), paths) or nearest(first, paths)
    return UnknownCommand(first[:_SHOWN], found)
