"""A form as prompts, one field at a time; what was typed is kept when the form is left."""

from collections.abc import Callable, Mapping
from pathlib import Path

from rich.text import Text

from adapters.terminal.outbound import flow
from adapters.terminal.text import harmless, wrap
from bot.chat.form import MAX_FILE, BadFile, Field, FieldKind, Form, doubt, file_text
from bot.chat.words import Words

CANCEL = ":cancel"
_LEAVING = (CANCEL, "/cancel")
EMPTY = "-"
_SEVERAL = ","  # how the values of a field that takes several are joined

Ask = Callable[[], str]
Calls = Callable[[str], bool]  # whether a line calls a command
Say = Callable[[list[Text]], None]


class Left(Exception):
    """Carry what was typed in a form that the person left, and the command they left it for."""

    def __init__(self, answers: Mapping[str, str], command: str = "") -> None:
        """Take the answers given so far, and the line to go on with."""
        super().__init__()
        self.answers, self.command = dict(answers), command


class Refused(Exception):
    """Carry the sentence that says why an answer cannot be taken."""


class _Called(Exception):
    """Carry a command that was typed where an answer was asked for."""

    def __init__(self, line: str) -> None:
        super().__init__()
        self.line = line


class Prompts:
    """Ask a form's fields through a line-based screen."""

    def __init__(self, ask: Ask, say: Say, calls: Calls, t: Words, width: int) -> None:
        """Take how to read a line (EOFError at its end), show lines, and tell commands; words."""
        self._ask = ask
        self._say = say
        self._calls = calls
        self._t = t
        self._width = width

    def fill(self, form: Form, earlier: Mapping[str, str]) -> dict[str, str]:
        """Ask every field and return the answers; raise Left when the person leaves.

        An answer given before is offered again where the form carries none itself.
        """
        self._open(form)
        answers: dict[str, str] = {}
        for field in form.fields:
            offered = _usable(field, field.value or earlier.get(field.name, ""))
            if field.kind is FieldKind.FILE:
                offered = ""  # it is named again, not shown
            try:
                answers[field.name] = self._field(field, offered, answers)
            except (EOFError, KeyboardInterrupt):
                raise Left({**earlier, **answers}) from None
            except _Called as called:
                raise Left({**earlier, **answers}, called.line) from None
        return answers

    def _open(self, form: Form) -> None:
        t = self._t
        lines = wrap(Text(harmless(form.title), "bold"), self._width)
        if form.error:
            lines += wrap(Text(harmless(form.error), "yellow"), self._width)
        hint = t("{cancel} leaves the form and keeps your words.", cancel=CANCEL)
        self._say([*lines, *wrap(Text(hint, "dim"), self._width)])

    def _field(self, field: Field, offered: str, answers: dict[str, str]) -> str:
        self._say(self._question(field, offered))
        doubted = ""
        while True:
            line = self._ask().strip()
            if line.lower() in _LEAVING:
                raise EOFError
            if field.kind is not FieldKind.FILE and self._calls(line):  # a path begins so too
                raise _Called(line)
            why = ""
            if field.doubts(line) and line != doubted:
                doubted, why = line, doubt(self._t, CANCEL)
            try:
                if not why:
                    return self._answer(field, line, offered)
            except Refused as refused:
                why = str(refused)
            if not field.choices and line:
                answers[field.name] = line  # should they leave now, it is shown back
            self._say(wrap(Text(why, "yellow"), self._width))

    def _question(self, field: Field, offered: str) -> list[Text]:
        label = Text(harmless(field.label), "bold")
        hints = "".join(f" ({hint})" for hint in self._hints(field, offered))
        lines = wrap(label + Text(hints, "dim"), self._width)
        numbered = [
            Text.assemble((f"[{number}]", "bold cyan"), " ", harmless(choice.label))
            for number, choice in enumerate(field.choices, start=1)
        ]
        return lines + flow(numbered, self._width, indent=2)

    def _hints(self, field: Field, offered: str) -> list[str]:
        t = self._t
        hints = [harmless(field.placeholder)] if field.placeholder else []
        if field.kind is FieldKind.FILE:
            hints.append(t("the path of a file"))
        if field.choices and field.kind is FieldKind.CHOICES:
            hints.append(t("one or several, with commas"))
        if offered:
            hints.append(t("Enter keeps: {value}", value=_labels(field, offered)))
        if not field.required:
            hints.append(t("{sign} leaves it empty", sign=EMPTY) if offered else t("optional"))
        return hints

    def _answer(self, field: Field, line: str, offered: str) -> str:
        t = self._t
        if not line and offered:
            return offered
        if line in ("", EMPTY) and not field.required:
            return ""
        if not line:
            raise Refused(t("This one is needed."))
        if field.kind is FieldKind.FILE:
            return self._file(line)
        if field.choices and field.kind is FieldKind.CHOICES:
            return self._several(field, line)
        if field.choices:
            return self._pick(field, line)
        if len(line) > field.max_length:
            most, count = field.max_length, len(line)
            raise Refused(
                t("That has {count} characters, at most {most} fit.", count=count, most=most)
            )
        return line

    def _file(self, line: str) -> str:
        """Read the file of a path, which is the person's own machine here."""
        t = self._t
        try:
            with Path(line).expanduser().open("rb") as file:
                return file_text(file.read(MAX_FILE + 1), t)
        except (OSError, RuntimeError, ValueError):
            raise Refused(t("There is no file {path} to read.", path=harmless(line))) from None
        except BadFile as error:
            raise Refused(str(error)) from None

    def _several(self, field: Field, line: str) -> str:
        t = self._t
        if any(line.casefold() == choice.label.casefold() for choice in field.choices):
            return self._pick(field, line)  # a label may have a comma of its own
        parts = [part.strip() for part in line.split(_SEVERAL)]
        values = dict.fromkeys(self._pick(field, part) for part in parts if part)
        if not values and field.required:
            raise Refused(t("This one is needed."))
        return _SEVERAL.join(values)

    def _pick(self, field: Field, text: str) -> str:
        """Take a number, else a value or a label; the number wins, for it is what is shown."""
        numbers = {str(number): choice for number, choice in enumerate(field.choices, start=1)}
        if text in numbers:
            return numbers[text].value
        wanted = text.casefold()
        for choice in field.choices:
            if wanted in (choice.value.casefold(), choice.label.casefold()):
                return choice.value
        t = self._t
        raise Refused(
            t(
                "“{text}” is none of the choices. Type a number from 1 to {most}.",
                text=harmless(text),
                most=len(field.choices),
            )
        )


def typed(form: Form, answers: Mapping[str, str], width: int) -> list[Text]:
    """Show what was typed into a form, so that it can be copied and sent again."""
    rows = [
        f"{harmless(field.label)}: {_labels(field, answers[field.name])}"
        for field in form.fields
        if answers.get(field.name) and field.kind is not FieldKind.FILE
    ]
    return [line for row in rows for line in wrap(Text(row), width)]


def _values(field: Field, value: str) -> list[str]:
    return value.split(_SEVERAL) if field.kind is FieldKind.CHOICES else [value]


def _usable(field: Field, value: str) -> str:
    """Drop an earlier answer that is no longer among the choices."""
    allowed = {choice.value for choice in field.choices}
    if not field.choices or not value:
        return value
    return _SEVERAL.join(part for part in _values(field, value) if part in allowed)


def _labels(field: Field, value: str) -> str:
    """Say an answer in the words that were shown for it."""
    labels = {choice.value: choice.label for choice in field.choices}
    parts = _values(field, value) if labels else [value]
    return ", ".join(harmless(labels.get(part, part)) for part in parts)
