"""What an import or a removal did."""

from collections import Counter
from dataclasses import dataclass, field

from knowledge.errors import BadLine


@dataclass(slots=True)
class Report:
    """Count what happened to each kind of entry, and carry the lines worth a word."""

    added: Counter[str] = field(default_factory=Counter)
    changed: Counter[str] = field(default_factory=Counter)
    same: Counter[str] = field(default_factory=Counter)
    removed: Counter[str] = field(default_factory=Counter)
    kept: Counter[str] = field(default_factory=Counter)
    bad: list[BadLine] = field(default_factory=list)
    warnings: list[BadLine] = field(default_factory=list)
    matched: list[BadLine] = field(default_factory=list)  # lines taken for a product that is here
    operation: int | None = None
