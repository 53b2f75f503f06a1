"""How to reach Discord, as the settings say: which shards, and by which addresses."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

from adapters.discord.life import Clock, Sleep

_SHARDS = re.compile(r"(?P<ids>[\d,\s-]+) of (?P<count>\d+)\Z")
_MOST_SHARDS = 100_000


@dataclass(frozen=True, slots=True)
class Shards:
    """Say which part of the servers this process serves; `count` 0 lets Discord say."""

    ids: tuple[int, ...] = ()
    count: int = 0


def shards(text: str | int) -> Shards:
    """Read `auto`, a count, or `0,1 of 4`; raise ValueError for anything else."""
    said = str(text).strip().lower()
    if said == "auto":
        return Shards()
    if said.isascii() and said.isdigit() and int(said) > 0:
        return Shards(tuple(range(int(said))), int(said))
    found = _SHARDS.match(said)
    count = int(found["count"]) if found else 0
    ids = tuple(_ids(found["ids"], count)) if found and count <= _MOST_SHARDS else ()
    if not ids or max(ids) >= count or len(set(ids)) < len(ids):
        raise ValueError(
            "HYPECHECK_SHARDS: shards are auto, a count, or ids of a count (0,1 of 4),"
            f" not {text!r}"
        )
    return Shards(ids, count)


def _ids(text: str, count: int) -> Sequence[int]:
    ids: list[int] = []
    for part in text.replace(" ", "").split(","):
        first, _, last = part.partition("-")
        if not first.isdigit() or not (last or first).isdigit() or int(last or first) >= count:
            return ()
        ids += range(int(first), int(last or first) + 1)
    return ids


@dataclass(frozen=True, slots=True)
class Wire:
    """Say how to connect: another gateway's address, the time, and how to wait."""

    gateway_url: str | None
    clock: Clock
    sleep: Sleep
    heartbeat_timeout: float


def address(setting: str, url: str | None, *schemes: str) -> str | None:
    """Return a configured address; raise ValueError, naming the setting, when it cannot be one."""
    if not url:
        return None
    try:
        parts = urlsplit(url)
        is_one = parts.scheme in schemes and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_one = False
    if not is_one:
        wanted = " or ".join(f"{scheme}://" for scheme in schemes)
        raise ValueError(f"{setting} must begin with {wanted} and name a host")
    return url.rstrip("/")


def through(url: str, gateway_url: str | None) -> str:
    """Put the configured gateway in the place of Discord's; one it named itself is kept."""
    if gateway_url is None:
        return url
    asked, ours = urlsplit(url), urlsplit(gateway_url)
    if (asked.hostname, asked.port) == (ours.hostname, ours.port):
        return url
    return urlunsplit(ours._replace(query=asked.query))
