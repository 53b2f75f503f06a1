"""Numbered migrations: forward only, checksummed, in one transaction, a newer schema refused."""

import hashlib
from dataclasses import dataclass
from importlib.resources import files
from importlib.resources.abc import Traversable

from knowledge.errors import SchemaNewer, StoreDamaged


@dataclass(frozen=True, slots=True)
class Migration:
    """Hold one numbered file of SQL."""

    number: int
    name: str
    sql: str

    @property
    def checksum(self) -> str:
        """Return what tells a changed file from the one that was applied."""
        return hashlib.sha256(self.sql.encode()).hexdigest()

    def statements(self) -> list[str]:
        """Split the file; a semicolon at a line's end closes a statement."""
        parts = (part.strip() for part in self.sql.split(";\n"))
        return [part for part in parts if part]


def migrations(dialect: str, folder: Traversable | None = None) -> tuple[Migration, ...]:
    """Read a dialect's migrations in order; refuse a gap in their numbers."""
    source = folder or files("knowledge.store") / "migrations" / dialect
    found = sorted(
        (
            Migration(int(file.name[:4]), file.name[5:-4], file.read_text("utf-8"))
            for file in source.iterdir()
            if file.name.endswith(".sql")
        ),
        key=lambda migration: migration.number,
    )
    if [migration.number for migration in found] != list(range(1, len(found) + 1)):
        raise ValueError(f"the migrations of {dialect} are not numbered 1, 2, 3 ...")
    return tuple(found)


def pending(known: tuple[Migration, ...], applied: list[tuple[int, str]]) -> tuple[Migration, ...]:
    """Return what is still to be applied, after checking what was.

    Raises SchemaNewer when the database has migrations that this version does not know, and
    StoreDamaged when an applied migration differs from the file of the same number.
    """
    if len(applied) > len(known):
        raise SchemaNewer(
            f"The database has schema {len(applied)}, this version of Hypecheck knows schema"
            f" {len(known)}. Run the newer version that wrote it, or restore a backup."
        )
    for migration, (number, checksum) in zip(known, applied, strict=False):
        if (migration.number, migration.checksum) != (number, checksum):
            raise StoreDamaged(
                f"Schema step {number} of the database is not the one of this version."
                " Restore a backup, or export with the version that wrote it."
            )
    return known[len(applied) :]
