"""What the tab key offers: commands, products, and the terminal's own words."""

import asyncio
import logging
import re
from collections.abc import Iterable, Iterator

from adapters.terminal.commands import NAMES, PLACES, ROLES
from adapters.terminal.session import Session
from adapters.terminal.text import harmless
from bot.chat.command import CommandSpec, Parameter, ParameterKind
from bot.chat.grammar import match, parse, positional, typed
from bot.chat.request import Source
from bot.dispatcher import Dispatcher

_MOST = 20
_LONGEST = 300  # nobody completes longer lines, and the patterns need not bear them
_TAIL_WORDS = 4  # how many of a question's last words may be the start of a name
_OPTION = re.compile(r'(?<!\S)([A-Za-z]\w*):("[^"]*|[^\s"]*)\Z')
_BEFORE = re.compile(
    r'.*(?:\w:(?:"[^"]*"|\S+)\s+|\s(?:or|vs\.?|versus)\s+|[,|]\s*)', re.IGNORECASE | re.DOTALL
)


class Completer:
    """Complete the line up to the cursor as a whole; asks the Dispatcher for products."""

    def __init__(self, dispatcher: Dispatcher, runner: asyncio.Runner, session: Session) -> None:
        """Take whom to ask; `active` is off while a form asks its own questions."""
        self._dispatcher = dispatcher
        self._runner = runner
        self._session = session
        self._found: list[str] = []
        self.active = True

    def complete(self, text: str, state: int) -> str | None:
        """Return the nth completion of the text, the way readline asks for them."""
        if state == 0:
            try:
                self._found = self.lines(text) if self.active else []
            except Exception:
                logging.getLogger("hypecheck").exception("completing a line failed")
                self._found = []
        return self._found[state] if state < len(self._found) else None

    def lines(self, line: str) -> list[str]:
        """Return what the line may become, each as a whole line."""
        if not line.strip() or len(line) > _LONGEST:
            return []
        if line.startswith(":"):
            found = _meta(line)
        elif line.startswith("/"):
            found = self._command(line)
        else:
            found = self._products("", line, "worth", "question")
        return list(dict.fromkeys(found))[:_MOST]

    def _command(self, line: str) -> Iterator[str]:
        catalogue = self._dispatcher.catalogue
        paths = (f"/{spec.path}{' ' if typed(spec) else ''}" for spec in catalogue)
        yield from (path for path in paths if path.startswith(line.lower()))
        found = match(catalogue, line[1:])
        if found is not None and (found[1] or line[-1].isspace()):
            yield from self._argument(line, *found)

    def _argument(self, line: str, spec: CommandSpec, rest: str) -> Iterator[str]:
        """Complete the option or the unnamed text that the cursor stands in."""
        option = _OPTION.search(rest)
        named = spec.parameter(option[1].lower()) if option else None
        if option and named in typed(spec) and named:
            head = line[: len(line) - len(option[2])]
            for name in self._values(spec, named, option[2].lstrip('"')):
                yield head + (f'"{name}"' if " " in name else name)
            return
        before = _BEFORE.match(rest)
        tail = rest[before.end() :] if before else rest
        head = line[: len(line) - len(tail)]
        parsed = parse(self._dispatcher.catalogue, head[1:])
        given = parsed.arguments if parsed else {}
        takers = positional(spec, given)
        if takers and takers[0].kind is ParameterKind.PRODUCT:
            yield from self._products(head, tail, spec.path, takers[0].name)
        elif takers:
            yield from (head + name for name in self._values(spec, takers[0], tail))
        yield from _options(line, spec, given)

    def _values(self, spec: CommandSpec, parameter: Parameter, text: str) -> list[str]:
        if parameter.choices:
            values = (choice.value for choice in parameter.choices)
            return [value for value in values if value.startswith(text.lower())]
        if parameter.kind is ParameterKind.PRODUCT or parameter.completes:
            return self._suggest(spec.path, parameter.name, text)
        return []

    def _products(self, head: str, text: str, command: str, parameter: str) -> Iterator[str]:
        """Complete the longest run of last words that begins a product's name."""
        starts = [found.start() for found in re.finditer(r"\S+", text)] or [0]
        for start in dict.fromkeys([starts[0], *starts[-_TAIL_WORDS:]]):
            names = self._suggest(command, parameter, text[start:])
            if names:
                yield from (head + text[:start] + name for name in names)
                return

    def _suggest(self, command: str, parameter: str, text: str) -> list[str]:
        request = self._session.request(command, {}, Source.COMMAND)
        choices = self._runner.run(self._dispatcher.suggest(request, parameter, text))
        return [harmless(choice.value) for choice in choices]  # a value is what can be typed


def _meta(line: str) -> Iterable[str]:
    offers = [f":{name}" for name in NAMES]
    offers += [f":as {role}" for role in ROLES] + [f":in {place}" for place in PLACES]
    spaces = line.count(" ")
    return (o for o in offers if o.startswith(line.lower()) and o.count(" ") == spaces)


def _options(line: str, spec: CommandSpec, given: Iterable[str]) -> Iterator[str]:
    """Offer the names of options that the last word begins; a lone name needs no offer."""
    last = re.search(r"\S*\Z", line)
    word = last[0].lower() if last else ""
    if word and not word.startswith("/") and len(typed(spec)) > 1:
        for parameter in typed(spec):
            if parameter.name.startswith(word) and parameter.name not in given:
                yield f"{line[: len(line) - len(word)]}{parameter.name}:"
