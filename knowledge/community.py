"""Communities: whose verdicts are counted together."""

from dataclasses import dataclass

SHARED = 0  # beneath every community: the starter pack and what else all may read
HOME = 1  # the community that a space belongs to until an admin says otherwise


@dataclass(frozen=True, slots=True)
class Actor:
    """Name who changes something: `id` is a person's keyed hash or a word such as cli."""

    id: str
    community: int = HOME


@dataclass(frozen=True, slots=True)
class Pack:
    """Name a set of entries that came together and can be taken away together."""

    community: int
    id: str
    title: str
    version: str
    notice: str | None = None
