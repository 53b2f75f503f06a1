"""Forms as modals: what is asked, and what is kept in memory meanwhile.

A modal's custom_id carries the command and what is known, in an action's encoding; what does not
fit there is kept in memory under a token, for an hour.
"""

import secrets
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import discord

from bot.chat.action import Action, TooLong
from bot.chat.form import Field, FieldKind, Form
from bot.chat.reply import Block, Breakdown, Heading, Note, Reply, Visibility
from bot.chat.request import Author
from bot.chat.text import clip
from bot.chat.words import Words

PREFIX = "f:"
KEPT = "~"
_KEPT_SECONDS = 3600.0
_KEPT_MOST = 2000
_MAX_TITLE = 45
_MAX_LABEL = 45
_MAX_HINT = 100
_MAX_VALUE = 4000
_MAX_GROUP = 10  # choices of a radio or checkbox group
_MAX_OPTIONS = 25  # of a select
SEVERAL = ","
_Component = discord.ui.Item[Any]


class Kept:
    """Keep forms for a while under short tokens; the oldest go when there are too many."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Take a clock in seconds."""
        self._clock = clock
        self._forms: OrderedDict[str, tuple[float, Form, Author | None]] = OrderedDict()

    def put(self, form: Form, person: Author | None = None) -> str:
        """Keep a form, which holds what a person typed, and return its token."""
        self._drop()
        token = secrets.token_urlsafe(9)
        self._forms[token] = (self._clock() + _KEPT_SECONDS, form, person)
        return token

    def get(self, token: str) -> Form | None:
        """Return the form of a token, or None when it is gone."""
        self._drop()
        found = self._forms.get(token)
        return found[1] if found else None

    def forget(self, person: Author) -> None:
        """Keep no form of a person any longer."""
        for token, (_, _, whose) in list(self._forms.items()):
            if whose is not None and whose.id == person.id:
                del self._forms[token]

    def _drop(self) -> None:
        now = self._clock()
        while self._forms:
            until, *_ = next(iter(self._forms.values()))
            if until > now and len(self._forms) < _KEPT_MOST:
                return
            self._forms.popitem(last=False)


def is_form(custom_id: str) -> bool:
    """Say whether a modal is one of ours."""
    return custom_id.startswith(PREFIX)


def modal(form: Form, kept: Kept, person: Author | None = None) -> discord.ui.Modal:
    """Build the modal of a form."""
    built = discord.ui.Modal(
        title=clip(form.title, _MAX_TITLE) or "…", custom_id=_id(form, kept, person)
    )
    for place, field in enumerate(form.fields):
        built.add_item(_label(field, form.error if place == 0 else ""))
    # A stopped modal is not kept in memory, however often forms are left unsent.
    built.stop()
    return built


def _id(form: Form, kept: Kept, person: Author | None) -> str:
    try:
        return PREFIX + Action(form.command, form.known).encode()
    except TooLong:
        return PREFIX + KEPT + kept.put(form, person)


def _label(field: Field, error: str) -> discord.ui.Label[Any]:
    text = clip(field.label, _MAX_LABEL)
    hint = error or (field.label if text.endswith("…") else "")
    description = clip(hint, _MAX_HINT) or None
    return discord.ui.Label(text=text or "…", description=description, component=_component(field))


def _component(field: Field) -> _Component:
    count = len(field.choices)
    if field.kind is FieldKind.FILE:
        return discord.ui.FileUpload(custom_id=field.name, required=field.required, max_values=1)
    if field.kind is FieldKind.CHOICES and 1 <= count <= _MAX_GROUP:
        return _checkboxes(field)
    if field.kind is FieldKind.CHOICE and 2 <= count <= _MAX_GROUP:
        return _radios(field)
    if 1 <= count <= _MAX_OPTIONS:
        return _select(field)
    return _input(field)


def _checkboxes(field: Field) -> _Component:
    chosen = field.value.split(SEVERAL)
    options = [
        discord.CheckboxGroupOption(
            label=clip(c.label, 100), value=c.value, default=c.value in chosen
        )
        for c in field.choices
    ]
    return discord.ui.CheckboxGroup(
        custom_id=field.name,
        required=field.required,
        min_values=int(field.required),
        max_values=len(options),
        options=options,
    )


def _radios(field: Field) -> _Component:
    options = [
        discord.RadioGroupOption(
            label=clip(c.label, 100), value=c.value, default=c.value == field.value
        )
        for c in field.choices
    ]
    return discord.ui.RadioGroup(custom_id=field.name, required=field.required, options=options)


def _select(field: Field) -> _Component:
    is_several = field.kind is FieldKind.CHOICES
    chosen = field.value.split(SEVERAL) if is_several else [field.value]
    options = [
        discord.SelectOption(label=clip(c.label, 100), value=c.value, default=c.value in chosen)
        for c in field.choices
    ]
    return discord.ui.Select(
        custom_id=field.name,
        placeholder=clip(field.placeholder, _MAX_HINT) or None,
        min_values=int(field.required),
        max_values=len(options) if is_several else 1,
        required=field.required,
        options=options,
    )


def _input(field: Field) -> _Component:
    is_long = field.kind is FieldKind.LONG_TEXT
    most = max(1, min(field.max_length, _MAX_VALUE))
    return discord.ui.TextInput(
        custom_id=field.name,
        style=discord.TextStyle.paragraph if is_long else discord.TextStyle.short,
        placeholder=clip(field.placeholder, _MAX_HINT) or None,
        # What does not fit is left out: cut short, it would take the place of the whole when sent.
        default=field.value if 0 < len(field.value) <= most else None,
        required=field.required,
        max_length=most,
    )


def with_typed(form: Form, answers: Mapping[str, str]) -> Form:
    """Put what was typed back into a form that was refused, where it carries nothing itself."""
    if not form.error:
        return form
    fields = (replace(f, value=f.value or answers.get(f.name, "")) for f in form.fields)
    return replace(form, fields=tuple(fields))


def card_of(form: Form, t: Words) -> Reply:
    """Say what a form is about, and what was typed, where a modal cannot open by itself."""
    blocks: list[Block] = [Heading(form.title)]
    if form.error:
        blocks.append(Note(form.error))
    rows = tuple((f.label, _shown(f)) for f in form.fields if f.value and form.error)
    if rows:
        blocks.append(Breakdown(t("You had typed:"), rows))
    return Reply(tuple(blocks), visibility=Visibility.PRIVATE)


def lost(answers: Mapping[str, str], t: Words) -> Reply:
    """Give the words back from a form whose purpose a restart has lost."""
    blocks: list[Block] = [Note(t("I no longer know what this form was for. Please ask again."))]
    rows = tuple((name, value) for name, value in answers.items() if value)
    if rows:
        blocks.append(Breakdown(t("You had typed:"), rows))
    return Reply(tuple(blocks), visibility=Visibility.PRIVATE)


def _shown(field: Field) -> str:
    labels = {choice.value: choice.label for choice in field.choices}
    values = field.value.split(SEVERAL) if field.kind is FieldKind.CHOICES else [field.value]
    return ", ".join(labels.get(value, value) for value in values)
