"""The rules for registering commands."""

import re
import unicodedata

from tests.wire.discord_model.refusal import Problems, Refusal
from tests.wire.discord_model.world import Json

CHAT, USER, MESSAGE = 1, 2, 3
SUBCOMMAND, GROUP, STRING, INTEGER, NUMBER = 1, 2, 3, 4, 10
VALUES = set(range(STRING, 12))
INSIDE = {GROUP: {SUBCOMMAND}, SUBCOMMAND: VALUES}
MOST = {CHAT: 100, USER: 15, MESSAGE: 15}
LOCALES = {
    "id", "da", "de", "en-GB", "en-US", "es-ES", "es-419", "fr", "hr", "it", "lt", "hu", "nl", "no",
    "pl", "pt-BR", "ro", "fi", "sv-SE", "vi", "tr", "cs", "el", "bg", "ru", "uk", "hi", "th",
    "zh-CN", "ja", "zh-TW", "ko",
}  # fmt: skip


def check_commands(commands: list[Json]) -> None:
    """Refuse a list of commands that Discord would not register."""
    problems = Problems()
    seen: set[tuple[int, str]] = set()
    for index, command in enumerate(commands):
        key = (command.get("type") or CHAT, command.get("name") or "")
        if key in seen:
            message = "Application command names must be unique"
            problems.add(f"{index}.name", "APPLICATION_COMMANDS_DUPLICATE_NAME", message)
        seen.add(key)
        check_command(problems, command, str(index))
    problems.refuse()
    for kind, most in MOST.items():
        if sum(each == kind for each, _ in seen) > most:
            raise Refusal(400, 30032, f"Maximum number of application commands reached ({most}).")


def check_command(problems: Problems, command: Json, path: str) -> None:
    """Note what is wrong with one command."""
    if (command.get("type") or CHAT) != CHAT:
        problems.length(f"{path}.name", command.get("name"), 1, 32)
        if command.get("description"):
            message = "Context menu commands cannot have description"
            problems.add(f"{path}.description", "APPLICATION_COMMAND_CONTEXT_MENU", message)
        return
    _named(problems, command, path)
    _options(problems, command.get("options") or [], path, VALUES | {SUBCOMMAND, GROUP})
    if (size := _size(command)) > 8000:
        message = f"Command exceeds maximum size (8000): {size}"
        problems.add(path, "APPLICATION_COMMAND_TOO_LARGE", message)


def _named(problems: Problems, thing: Json, path: str) -> None:
    names = {"name": thing.get("name")}
    for locale, name in (thing.get("name_localizations") or {}).items():
        names[f"name_localizations.{locale}"] = name
        _known_locale(problems, locale, f"{path}.name_localizations")
    for key, name in names.items():
        if not isinstance(name, str) or not _is_name(name):
            message = f"Command name is invalid: {name!r}"
            problems.add(f"{path}.{key}", "APPLICATION_COMMAND_INVALID_NAME", message)
    problems.length(f"{path}.description", thing.get("description"), 1, 100)
    for locale, text in (thing.get("description_localizations") or {}).items():
        problems.length(f"{path}.description_localizations.{locale}", text, 1, 100)
        _known_locale(problems, locale, f"{path}.description_localizations")


def _is_name(name: str) -> bool:
    letters = all(
        letter in "-_'" or unicodedata.category(letter)[0] in "LN" or "\u0900" <= letter <= "\u0e7f"
        for letter in name
    )
    return 1 <= len(name) <= 32 and letters and name == name.lower()


def _known_locale(problems: Problems, locale: str, path: str) -> None:
    if locale not in LOCALES:
        problems.add(f"{path}.{locale}", "BASE_TYPE_CHOICES", "Not a locale of Discord")


def _options(problems: Problems, options: list[Json], path: str, allowed: set[int]) -> None:
    path = f"{path}.options"
    problems.length(path, options, 0, 25)
    names = [option.get("name") for option in options]
    if len(set(names)) < len(names):
        message = "Option names must be unique"
        problems.add(path, "APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS", message)
    nested = [option.get("type") in (SUBCOMMAND, GROUP) for option in options]
    if any(nested) and not all(nested):
        message = "Subcommands and groups exclude other option types"
        problems.add(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
    optional = False
    for index, option in enumerate(options):
        if optional and option.get("required"):
            message = "Required options must be placed before non-required options"
            problems.add(f"{path}.{index}", "APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID", message)
        optional = optional or not option.get("required")
        _option(problems, option, f"{path}.{index}", allowed)


def _option(problems: Problems, option: Json, path: str, allowed: set[int]) -> None:
    _named(problems, option, path)
    kind = option.get("type")
    if kind not in allowed:
        message = f"Value must be one of {sorted(allowed)} (is {kind})."
        problems.add(f"{path}.type", "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
    elif kind in INSIDE:
        _options(problems, option.get("options") or [], path, INSIDE[kind])
    else:
        _choices(problems, option, path)


def _choices(problems: Problems, option: Json, path: str) -> None:
    kind = option["type"]
    choices = option.get("choices") or []
    problems.length(f"{path}.choices", choices, 0, 25)
    if choices and option.get("autocomplete"):
        message = "Autocomplete and choices exclude each other"
        problems.add(path, "APPLICATION_COMMAND_OPTIONS_AUTOCOMPLETE_CHOICES", message)
    if (choices or option.get("autocomplete")) and kind not in (STRING, INTEGER, NUMBER):
        message = "This type takes neither choices nor autocomplete"
        problems.add(path, "APPLICATION_COMMAND_OPTIONS_TYPE_INVALID", message)
    for index, choice in enumerate(choices):
        problems.length(f"{path}.choices.{index}.name", choice.get("name"), 1, 100)
        value = choice.get("value")
        if isinstance(value, str):
            problems.length(f"{path}.choices.{index}.value", value, 1, 100)
        if isinstance(value, str) != (kind == STRING):
            message = f"Could not interpret {value!r} as this option's type"
            problems.add(f"{path}.choices.{index}.value", "BASE_TYPE_BAD_TYPE", message)


def _size(thing: Json) -> int:
    size = 0
    for key in ("name", "description"):
        texts = [thing.get(key) or "", *(thing.get(f"{key}_localizations") or {}).values()]
        size += max(len(text) for text in texts)
    value = thing.get("value")
    size += len(value) if isinstance(value, str) else 0
    inner = [*(thing.get("options") or ()), *(thing.get("choices") or ())]
    return size + sum(_size(each) for each in inner)


def permission_text(value: object) -> str | None:
    """Write default member permissions as Discord gives them back."""
    if value is None:
        return None
    if not re.fullmatch(r"\d+", str(value)):
        raise Refusal(400, 50035, "Invalid Form Body")
    return str(value)
