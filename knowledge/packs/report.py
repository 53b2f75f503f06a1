"""What an import or a removal did."""

from collections import Counter
from dataclasses import dataclass, field

from knowledge.errors import BadLine


@dataclass(slots=True)
class Report:
    """Count what happened to each kind of entry, and carry the lines that were bad."""

    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    bad: list[BadLine] = field(default_factory=list)
    warnings: list[BadLine] = field(default_factory=list)
    operation: int | None = None
