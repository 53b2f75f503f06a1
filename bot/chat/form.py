"""Questions to a person: a modal on Discord, guided taps on Telegram, prompts in the terminal."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from bot.chat.words import Words
from bot.errors import HypecheckError

MAX_FIELDS = 5  # what a Discord modal shows at once
MAX_FILE = 1_000_000  # bytes of a file that somebody sends


class BadFile(HypecheckError):
    """Say, in the person's language, why a file cannot be taken."""


class FieldKind(Enum):
    """Say what a field takes.

    Several choices are one text, the values joined by commas. A file is its text, whatever it
    was called; where a platform has no files in forms, the text is pasted.
    """

    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    CHOICES = "choices"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Choice:
    """Offer one value, which has no comma, with the label a person reads."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """Ask for one value; `value` is what the person typed before, so nothing typed is lost.

    `finds` is set where a product that is there is looked for, by whatever words.
    """

    name: str
    label: str
    kind: FieldKind = FieldKind.TEXT
    required: bool = True
    choices: tuple[Choice, ...] = ()
    placeholder: str = ""
    value: str = ""
    max_length: int = 200
    finds: bool = False

    def doubts(self, text: str) -> bool:
        """Say whether short words are a question, most likely to the bot and not for the form."""
        is_free = self.kind is FieldKind.TEXT and not self.choices and not self.finds
        return is_free and text.rstrip().endswith("?")


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


def doubt(t: Words, cancel: str) -> str:
    """Ask whether a question was meant for the bot; `cancel` is how the form is left."""
    return t(
        "Is that a question to me? {cancel} leaves the form, then ask me."
        " If it is the answer here, send it once more.",
        cancel=cancel,
    )


def file_text(data: bytes, t: Words) -> str:
    """Return the text of a file that somebody sent; raise BadFile when it is not to be taken."""
    check_size(len(data), t)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\x00"
    if "\x00" in text:
        raise BadFile(t("That file is not text in UTF-8."))
    return text


def check_size(size: int, t: Words) -> None:
    """Raise BadFile when a file of so many bytes is not to be taken, before it is fetched."""
    if size > MAX_FILE:
        most = MAX_FILE // 1000
        raise BadFile(t("That file is too big; at most {most} kB can be taken.", most=most))
