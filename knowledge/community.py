"""Communities: whose verdicts are counted together."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

SHARED = 0  # beneath every community: the starter pack and what else all may read
BOT = "bot"  # an actor, and who proposes what nobody did alone
HOME = 1  # the operator's own: the command line's, the terminal's, and the first space's


@dataclass(frozen=True, slots=True)
class Actor:
    """Name who changes something: `id` is a person's keyed hash or a word such as cli."""

    id: str
    community: int = HOME


class Openness(Enum):
    """Say how soon what newcomers say counts in a community."""

    OPEN = "open"
    GUARDED = "guarded"
    STRICT = "strict"


@dataclass(frozen=True, slots=True)
class Community:
    """Hold how one community wants to be run; one without a row has these defaults.

    `notices` is where its moderators hear of what waits: platform, space, channel.
    """

    key: int
    name: str | None = None
    openness: Openness = Openness.GUARDED
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class JoinCode:
    """Let one space join a community, once and for a while.

    `digest` is all that is kept of the code; `target` is the community's key.
    """

    digest: str
    target: str
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Pack:
    """Name a set of entries that came together and can be taken away together.

    `origin` marks the pack of another community: which one, as it calls itself in packs. Its
    title is that community's name and its version the moment at which it was made.
    """

    community: int
    id: str
    title: str
    version: str
    notice: str | None = None
    origin: str | None = None


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
