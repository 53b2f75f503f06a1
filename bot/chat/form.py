"""Questions to a person: a modal on Discord, guided taps on Telegram, prompts in the terminal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

MAX_FIELDS = 5  # what a Discord modal shows at once


class FieldKind(Enum):
    """Say what a field takes; several choices are one text, the values joined by commas."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"


@dataclass(frozen=True, slots=True)
class Choice:
    """Offer one value, which has no comma, with the label a person reads."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """Ask for one value; `value` is what the person typed before, so nothing typed is lost."""

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = True
    choices: tuple[Choice, ...] = ()
    placeholder: str = ""
    value: str = ""
    max_length: int = 200


@dataclass(frozen=True, slots=True)
class Form:
    """Ask up to five fields, then send `command` with `known` and the answers as arguments."""

    title: str
    fields: tuple[Field, ...]
    command: str
    known: Mapping[str, str] = field(default_factory=dict)
    error: str = ""

    def __post_init__(self) -> None:
        """Refuse a page that a platform could not show."""
        if not 1 <= len(self.fields) <= MAX_FIELDS:
            raise ValueError(f"a form page has 1 to {MAX_FIELDS} fields, not {len(self.fields)}")
