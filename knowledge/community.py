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


@dataclass(frozen=True, slots=True)
class Space:
    """Hold how the bot behaves in one server or group; None and empty mean the bot's default.

    `moderators` are platform roles, `channels` where it answers for all to see (empty: in all),
    `fade_misses` after how many seconds a miss may be taken away.
    """

    platform: str
    id: str
    community: int = HOME
    moderators: tuple[str, ...] = ()
    channels: tuple[str, ...] = ()
    locale: str | None = None
    person_per_minute: int | None = None
    place_per_minute: int | None = None
    fade_misses: int | None = None
