"""What can go wrong with knowledge; foreign exceptions end at the store's edge as one of these.

KnowledgeError
├── BadInput            what was given cannot be taken; says what, why and what to do
│   └── BadPack         a pack has bad lines; carries each with its number
├── Missing             something named is not in the base
├── Conflict            the rows are no longer as an undo needs them
└── StoreError          the database cannot do it
    ├── StoreInUse      another process writes to the file
    ├── StoreFull       the disk or the file's limit is full
    ├── StoreReadOnly   the file or its folder cannot be written
    ├── StoreDamaged    the file is not a database, or is damaged
    ├── SchemaNewer     the file was written by a newer version
    └── SchemaOlder     the file needs `hypecheck migrate` before it can be read
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


class KnowledgeError(Exception):
    """Be the root of knowledge's errors; the message is for people.

    `message` is an English template that the bot's catalogue translates, `fields` what is put in
    by name; as text, an error reads in English.
    """

    def __init__(self, message: str = "", **fields: object) -> None:
        """Take the template, written out where it is raised, and its fields."""
        super().__init__(filled(message, fields))
        self.message, self.fields = message, fields


class Wording(str):
    """Be a word of the code, English, in the field of an error; the catalogue translates it."""

    __slots__ = ()


def filled(message: str, fields: Mapping[str, object]) -> str:
    """Put fields into a template."""
    return message.format(**fields) if fields else message


class BadInput(KnowledgeError):
    """Say what was given, why it cannot be taken, and what would be."""


@dataclass(frozen=True, slots=True)
class BadLine:
    """Name a line of a pack, counted from 1, and what is wrong with it, as an error does."""

    number: int
    message: str
    fields: Mapping[str, object] = field(default_factory=dict)

    @property
    def problem(self) -> str:
        """Return what is wrong, in English."""
        return filled(self.message, self.fields)

    def __str__(self) -> str:
        """Read like `line 3: brand is a list, not text`."""
        return f"line {self.number}: {self.problem}"


class BadPack(BadInput):
    """Carry every bad line of a pack."""

    def __init__(self, lines: tuple[BadLine, ...]) -> None:
        """Take the bad lines in order."""
        super().__init__("{lines}", lines="\n".join(map(str, lines)))
        self.lines = lines


class Missing(KnowledgeError):
    """Name what is not there."""


class Conflict(KnowledgeError):
    """Name what has changed since, so that nothing is overwritten unseen."""


class StoreError(KnowledgeError):
    """Say why the database could not do it; nothing of the unit was kept."""


class StoreInUse(StoreError):
    """Say which process has the file."""


class StoreFull(StoreError):
    """Say that there is no room."""


class StoreReadOnly(StoreError):
    """Say that the file or its folder cannot be written."""


class StoreDamaged(StoreError):
    """Say that the file is no database, or damaged."""


class SchemaNewer(StoreError):
    """Say that a newer version wrote the file."""


class SchemaOlder(StoreError):
    """Say that the file must be migrated first."""
