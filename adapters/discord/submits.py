"""What comes back from modals.

No modal is kept by discord.py: submits are read from the raw event, so they arrive after a
restart as well.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import discord

from adapters.discord.forms import KEPT, PREFIX, SEVERAL, Kept
from bot.chat.action import Action, OldAction

_UPLOAD = discord.ComponentType.file_upload.value


@dataclass(frozen=True, slots=True)
class File:
    """Be a file that came with a form: its size in bytes, and where Discord keeps it."""

    size: int
    url: str


@dataclass(frozen=True, slots=True)
class Submit:
    """Be what came back from a modal; `command` is empty when what it was for is lost."""

    command: str
    known: Mapping[str, str]
    answers: Mapping[str, str]
    files: Mapping[str, File] = field(default_factory=dict)

    @property
    def arguments(self) -> dict[str, str]:
        """Return what to send; a field left empty takes back what was known under its name."""
        known = {name: value for name, value in self.known.items() if name not in self.answers}
        return known | {name: value for name, value in self.answers.items() if value}


def read(data: Mapping[str, Any], kept: Kept) -> Submit:
    """Read the raw data of a submitted modal."""
    text = str(data.get("custom_id", "")).removeprefix(PREFIX)
    components = data.get("components") or ()
    answers, files = dict(_answers(components)), _files(data)
    if text.startswith(KEPT):
        form = kept.get(text.removeprefix(KEPT))
        if form is None:
            return Submit("", {}, answers)
        return Submit(form.command, form.known, answers, files)
    try:
        action = Action.decode(text)
    except OldAction:
        return Submit("", {}, answers)
    return Submit(action.command, action.arguments, answers, files)


def _answers(components: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    for component in components:
        inner = component.get("components") or [component.get("component") or {}]
        if any(inner):
            yield from _answers(inner)
        elif component.get("custom_id") and component.get("type") != _UPLOAD:
            yield str(component["custom_id"]), _value(component)


def _files(data: Mapping[str, Any]) -> dict[str, File]:
    """Find the file of each field that takes one."""
    sent = (data.get("resolved") or {}).get("attachments") or {}
    found = {}
    for label in data.get("components") or ():
        inner = label.get("component") or {}
        if inner.get("type") == _UPLOAD and inner.get("values"):
            file = sent[str(inner["values"][0])]
            found[str(inner["custom_id"])] = File(int(file["size"]), str(file["url"]))
    return found


def _value(component: Mapping[str, Any]) -> str:
    values = component.get("values")
    if values is not None:
        return SEVERAL.join(map(str, values))
    return str(component.get("value") or "").strip()
