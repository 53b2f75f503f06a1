"""What a command was given: checked against what it takes, and asked for where it is missing."""

from bot.chat.command import Call, CommandSpec, Parameter, ParameterKind
from bot.chat.form import MAX_FILE, Choice, Field, FieldKind, Form, file_text
from bot.chat.reply import Outcome, Reply, Visibility
from bot.errors import CommandError

_LONGEST = 200  # characters of what is typed into a form for a missing argument
_QUOTED = 40  # characters of what was typed that an answer gives back


def check(spec: CommandSpec, call: Call) -> None:
    """Refuse arguments that the command does not know or whose value cannot be."""
    for name, given in call.arguments.items():
        value = given[:_QUOTED]
        parameter = spec.parameter(name)
        if parameter is None:
            known = ", ".join(p.name for p in spec.parameters if not p.hidden)
            raise CommandError(
                call.t(
                    "There is no {name} here; known: {known}. Words with a colon go in quotes.",
                    name=name[:_QUOTED],
                    known=known,
                )
            )
        allowed = [choice.value for choice in parameter.choices]
        if allowed and given not in allowed:
            raise CommandError(
                call.t("{value} is none of {known}.", value=value, known=", ".join(allowed))
            )
        if parameter.kind is ParameterKind.FILE:
            file_text(given.encode(errors="replace"), call.t)
        if parameter.kind is ParameterKind.NUMBER and not (given.isascii() and given.isdigit()):
            raise CommandError(call.t("{value} is not a whole number.", value=value))


def missing(spec: CommandSpec, call: Call) -> list[Parameter]:
    """Return the required parameters not given; a button's hidden argument stands for them all.

    Where anything is missing, files are asked for again: a form does not carry them along.
    """
    if any(p.hidden and p.stands_in and call.get(p.name) for p in spec.parameters):
        return []
    if all(call.get(parameter.name) for parameter in spec.required):
        return []
    file = ParameterKind.FILE
    return [each for each in spec.required if each.kind is file or not call.get(each.name)]


def ask(spec: CommandSpec, call: Call, missing: list[Parameter]) -> Reply:
    """Ask for what is missing, keeping what was given."""
    fields = tuple(
        Field(
            name=parameter.name,
            label=call.t(parameter.help),
            kind=_kind(parameter),
            max_length=MAX_FILE if parameter.kind is ParameterKind.FILE else _LONGEST,
            choices=tuple(Choice(c.value, call.t(c.label)) for c in parameter.choices),
            finds=parameter.kind is ParameterKind.PRODUCT,
        )
        for parameter in missing
    )
    # A button cannot hold a file, and memory should not.
    asked = {each.name for each in missing}
    known = {name: value for name, value in call.arguments.items() if name not in asked}
    form = Form(call.t(spec.help), fields, spec.path, known)
    return Reply(visibility=Visibility.PRIVATE, form=form, outcome=Outcome.FORM)


def _kind(parameter: Parameter) -> FieldKind:
    if parameter.kind is ParameterKind.FILE:
        return FieldKind.FILE
    return FieldKind.CHOICE if parameter.choices else FieldKind.TEXT
