"""Forms as guided questions: what is asked, what can be tapped, and what an answer changes.

A button of an earlier step is told apart by its number and changes nothing.
"""

import secrets
from dataclasses import dataclass, field, replace

from adapters.telegram.lines import MAX_FIXED
from adapters.telegram.outbound import MAX_TEXT, Key, Rendered, Rows, beside, button
from adapters.telegram.text import escape, shorten, visible
from bot.chat.form import BadFile, Field, FieldKind, Form, doubt, file_text
from bot.chat.request import Author, Place, Request, Source
from bot.chat.text import clip, units
from bot.chat.words import Words

PREFIX = "f|"
_SEVERAL = ","
_MAX_SHOWN = 300  # units of an answer that is shown with its question


@dataclass(frozen=True, slots=True)
class Filling:
    """Be a form that somebody fills in: its answers so far, and which field is asked."""

    form: Form
    place: Place
    locale: str
    nonce: str = field(default_factory=lambda: secrets.token_urlsafe(4))
    answers: dict[str, str] = field(default_factory=dict)
    at: int = 0
    message: int | None = None
    error: str = ""
    doubted: str = ""  # words that were asked about and are taken when sent once more

    @property
    def field(self) -> Field:
        """Return the field that is asked."""
        return self.form.fields[self.at]

    @property
    def is_done(self) -> bool:
        """Say whether all fields were asked."""
        return self.at >= len(self.form.fields)

    @property
    def given(self) -> str:
        """Return what was answered to this field, or is offered for it."""
        return self.answers.get(self.field.name, self.field.value)

    def request(self, author: Author) -> Request:
        """Make a request; a field left empty takes back what was known under its name."""
        known = {n: v for n, v in self.form.known.items() if n not in self.answers}
        filled = {name: value for name, value in self.answers.items() if value}
        arguments = {**known, **filled}
        return Request(self.form.command, author, self.place, arguments, self.locale, Source.FORM)

    def refused(self, why: str) -> "Filling":
        """Go back to the last field, so that the same can be sent again: nothing is lost."""
        return replace(self, at=len(self.form.fields) - 1, error=why)

    def again(self, form: Form) -> "Filling":
        """Ask a form that came back or goes on, keeping what was typed."""
        offered = tuple(
            replace(each, value=each.value or self.answers.get(each.name, ""))
            for each in form.fields
        )
        return Filling(
            replace(form, fields=offered), self.place, self.locale,
            message=self.message, error=form.error,
        )  # fmt: skip


def answered(filling: Filling, text: str, t: Words) -> Filling:
    """Take typed words as the answer, or say why they cannot be one."""
    asked = filling.field
    text = text.strip()
    if asked.choices:
        found = [c for c in asked.choices if text.casefold() in (c.value, c.label.casefold())]
        if not found:
            return replace(filling, error=t("Please tap one of the choices."))
        text = found[0].value
    elif asked.kind is not FieldKind.FILE and len(text) > asked.max_length:
        most, count = asked.max_length, len(text)
        error = t("That has {count} characters, at most {most} fit.", count=count, most=most)
        return replace(filling, error=error)
    elif asked.doubts(text) and text != filling.doubted:
        return replace(filling, doubted=text, error=doubt(t, "/cancel"))
    return _next(filling, text)


def received(filling: Filling, data: bytes, t: Words) -> Filling:
    """Take a file as the answer, or say why it cannot be one."""
    try:
        return _next(filling, file_text(data, t))
    except BadFile as error:
        return replace(filling, error=str(error))


def tapped(filling: Filling, data: str, t: Words) -> Filling | None:
    """Do what a button says; None when it is of another step or form."""
    nonce, _, rest = data.removeprefix(PREFIX).partition("|")
    step, _, what = rest.partition("|")
    if nonce != filling.nonce or step != str(filling.at):
        return None
    asked, given = filling.field, filling.given
    match what:
        case "back":
            return replace(filling, at=max(0, filling.at - 1), error="")
        case "keep" if given or not asked.required:
            return _next(filling, given)
        case "skip" if not asked.required:
            return _next(filling, "")
        case "keep":
            return replace(filling, error=t("This one is needed."))
    if not (what.isascii() and what.isdigit()) or int(what) >= len(asked.choices):
        return None
    value = asked.choices[int(what)].value
    if asked.kind is not FieldKind.CHOICES:
        return _next(filling, value)
    chosen = [v for v in given.split(_SEVERAL) if v]
    chosen = [v for v in chosen if v != value] if value in chosen else [*chosen, value]
    answers = {**filling.answers, asked.name: _SEVERAL.join(chosen)}
    return replace(filling, answers=answers, error="")


def _next(filling: Filling, value: str) -> Filling:
    answers = {**filling.answers, filling.field.name: value}
    return replace(filling, answers=answers, at=filling.at + 1, error="", doubted="")


def render(filling: Filling, t: Words) -> Rendered:
    """Show the field that is asked, with what can be tapped."""
    form, asked = filling.form, filling.field
    count = f" ({filling.at + 1}/{len(form.fields)})" if len(form.fields) > 1 else ""
    texts = [clip(form.title, MAX_FIXED) + count, clip(filling.error, MAX_FIXED)]
    texts += [clip(asked.label, MAX_FIXED), clip(asked.placeholder, MAX_FIXED)]
    if filling.given and not asked.choices and asked.kind is not FieldKind.FILE:
        texts.append(t("So far: {value}", value=shorten(filling.given, _MAX_SHOWN)))
    if asked.kind is FieldKind.FILE:
        texts.append(t("Send the file here, or its text as a message. /cancel leaves."))
    elif not asked.choices:
        texts.append(t("Write your answer. /cancel leaves and keeps your words."))
    shown = [text for text in texts if text]
    html = "\n".join([f"<b>{escape(shown[0])}</b>", *map(escape, shown[1:])])
    return Rendered(html, _rows(filling, t), size=sum(units(visible(text)) + 1 for text in shown))


def _rows(filling: Filling, t: Words) -> Rows:
    asked, chosen = filling.field, filling.given.split(_SEVERAL)

    def make(label: str, what: str) -> Key:
        return button(label, f"{PREFIX}{filling.nonce}|{filling.at}|{what}")

    marks = {c.value: "✓ " if c.value in chosen else "" for c in asked.choices}
    choices = [make(f"{marks[c.value]}{c.label}", str(n)) for n, c in enumerate(asked.choices)]
    more = []
    if asked.kind is FieldKind.CHOICES:
        more.append(make(t("Done"), "keep"))
    elif filling.given:
        more.append(make(t("Keep"), "keep"))
    if not asked.required:
        more.append(make(t("Skip"), "skip"))
    if filling.at:
        more.append(make(t("Back"), "back"))
    more.append(make(t("Cancel"), "x"))
    return (*beside(choices), *beside(more))


def is_cancel(data: str) -> bool:
    """Say whether a form's button leaves the form."""
    return data.startswith(PREFIX) and data.endswith("|x")


def given_back(filling: Filling, t: Words) -> Rendered:
    """Show what was typed, so that it can be copied and sent again."""
    lines = [t("You left the form.")]
    for each in filling.form.fields:
        value = filling.answers.get(each.name, "") if each.kind is not FieldKind.FILE else ""
        labels = {choice.value: choice.label for choice in each.choices}
        words = ", ".join(labels.get(v, v) for v in value.split(_SEVERAL)) if labels else value
        if value:
            lines.append(f"{clip(each.label, MAX_FIXED)}: {words}")
    most = MAX_TEXT // len(lines) - 2
    cut = [shorten(line, most) for line in lines]
    return Rendered("\n".join(map(escape, cut)), size=sum(units(visible(c)) + 1 for c in cut))
