"""Commands as typed text, the same on every platform: `kb add brand:YETI the big mug`.

A path of one or two words (`kb add`, also `kb_add`), then options `name:value` or
`name:"two words"` for declared parameters; what is left is the text of the first parameter that
was not named. Where a command takes two products, the text is split at `or`, `vs`, `,` or `|`.
Once an option is named, another `word:value` is one that does not exist rather than text, unless
what is left names a product; it stays among the arguments, for the core to refuse by its name.
"""

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass, field

from bot.chat.command import Catalogue, CommandSpec, Parameter, ParameterKind

# A token starts after white space. Quotes count only as a pair around whole words, or after an
# option's colon, so that 55" stays an inch mark; telephones type the curly ones.
# Inside, no quote of the same kind may stand: each scan ends at the next one, in linear time.
_QUOTED = r'"[^"]*"(?!\S)|[“„][^“”„]*[“”](?!\S)'
_TOKEN = re.compile(
    rf'(?P<name>[A-Za-z][A-Za-z0-9_]*):(?P<value>{_QUOTED}|["“„][^"“”„]*\Z|\S+)|{_QUOTED}|\S+'
)
_PART = re.compile(
    r'(?<![^\s,|])"(?P<quoted>[^"]*)"(?![^\s,|])'
    r"|(?P<apart>(?<!\S)(?:or|vs\.?|versus)(?!\S)|\||(?<!\d),|,(?!\d))",
    re.IGNORECASE,
)
_QUOTES = '"“”„'


@dataclass(frozen=True, slots=True)
class Parsed:
    """Name the command a line calls and the arguments typed for it, unchecked."""

    command: str
    arguments: dict[str, str] = field(default_factory=dict)


def parse(catalogue: Catalogue, line: str) -> Parsed | None:
    """Read a typed command without its slash; None when no command of that name exists."""
    found = match(catalogue, line)
    if found is None:
        return None
    spec, rest = found
    arguments = _arguments(spec, rest)
    return Parsed(spec.path, {name: _code(spec, name, text) for name, text in arguments.items()})


def match(catalogue: Catalogue, line: str) -> tuple[CommandSpec, str] | None:
    """Find the command with the longest path that the line starts with, and the text after it."""
    words = line.split(maxsplit=2)
    for count in (2, 1):
        if len(words) < count:
            continue
        spec = _spec(catalogue, " ".join(words[:count]).lower())
        if spec is not None:
            return spec, (line.split(maxsplit=count)[count:] or [""])[0]
    return None


def typed(spec: CommandSpec) -> tuple[Parameter, ...]:
    """Return the parameters that a person may type."""
    return tuple(parameter for parameter in spec.parameters if not parameter.hidden)


def positional(spec: CommandSpec, named: dict[str, str]) -> tuple[Parameter, ...]:
    """Return the parameters that unnamed text is for: one, or the products of a comparison."""
    free = [parameter for parameter in typed(spec) if parameter.name not in named]
    first = next((parameter for parameter in free if parameter.required), next(iter(free), None))
    if first is None:
        return ()
    products = tuple(p for p in free if p.kind is ParameterKind.PRODUCT)
    return products if first in products else (first,)


def _spec(catalogue: Catalogue, name: str) -> CommandSpec | None:
    exact = catalogue.get(name)
    if exact is not None or " " in name:
        return exact
    return next((spec for spec in catalogue if spec.path.replace(" ", "_") == name), None)


def _arguments(spec: CommandSpec, rest: str) -> dict[str, str]:
    names = {parameter.name for parameter in typed(spec)}
    named, text = _options(names, rest)
    if not text:
        return named
    takers = positional(spec, named)
    if named and takers and takers[0].kind is not ParameterKind.PRODUCT:
        strange = _strangers(spec, text)
        if strange:
            return named | strange
    if len(takers) > 1:
        parts = _parts(text, takers)
        return named | dict(zip((p.name for p in takers), parts, strict=False))
    if takers:
        return named | {takers[0].name: _unquoted(text)}
    if named:  # `question:stanley cup`: words nobody takes belong to the last option
        last = next(reversed(named))
        named[last] = f"{named[last]} {text}".strip()
    return named


def _code(spec: CommandSpec, name: str, text: str) -> str:
    """Turn a choice typed in any case, or by its English label, into its code."""
    parameter = spec.parameter(name)
    wanted = text.casefold()
    for choice in parameter.choices if parameter else ():
        if wanted in (choice.value.casefold(), choice.label.casefold()):
            return choice.value
    return text


def _strangers(spec: CommandSpec, text: str) -> dict[str, str]:
    """Return what is written like options that no parameter has; links are none."""
    return {
        token["name"]: token["value"]
        for token in _TOKEN.finditer(text)
        if token["name"]
        and not token["value"].startswith("/")
        and not spec.parameter(token["name"])
    }


def _options(names: Set[str], rest: str) -> tuple[dict[str, str], str]:
    """Take the options of these names out of the text; what stays keeps its own spacing."""
    named: dict[str, str] = {}
    kept: list[str] = []
    start = 0
    for token in _TOKEN.finditer(rest):
        name = (token["name"] or "").lower()
        if name not in names:
            continue
        named.pop(name, None)
        named[name] = _unquoted(token["value"])
        kept.append(rest[start : token.start()].strip())
        start = token.end()
    kept.append(rest[start:].strip())
    return named, " ".join(filter(None, kept))


def _parts(text: str, takers: tuple[Parameter, ...]) -> list[str]:
    """Split the text into at most as many parts as there are products to take them."""
    parts = list(_split(text, len(takers)))
    required = sum(parameter.required for parameter in takers)
    words = text.split()
    if parts == [text] and required > 1 and len(words) == required:
        return [_unquoted(word) for word in words]  # `compare airpods earpods`
    return parts


def _split(text: str, limit: int) -> Iterator[str]:
    """Yield quoted parts and the text between separators; the last takes all that is left."""
    start = given = 0
    for found in _PART.finditer(text):
        before = text[start : found.start()].strip()
        if before:
            if given == limit - 1:
                break
            yield before
            start, given = found.end(), given + 1
        if found["quoted"] is None:
            start = found.end()
            continue
        if given == limit - 1:
            start = found.start()
            break
        if found["quoted"].strip():
            yield found["quoted"].strip()
            given += 1
        start = found.end()
    rest = _unquoted(text[start:].strip())
    if rest:
        yield rest


def _unquoted(text: str) -> str:
    """Take off the quotes around a whole text, also when the closing one was forgotten."""
    if text[:1] in tuple(_QUOTES) and not any(quote in text[1:-1] for quote in _QUOTES):
        return text.strip(_QUOTES).strip()
    return text
