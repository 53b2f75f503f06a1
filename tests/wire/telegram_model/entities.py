"""Entities: the parts of a text that mean something, counted in UTF-16 units."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tests.wire.telegram_model.world import Json

HOST, PATH = r"(?:[\w-]+\.)+", r"(?::\d+)?(?:[/?#][^\s<>\"]*)?"
ENDINGS = "app|at|ch|co|com|de|dev|eu|example|fr|info|io|it|me|net|org|ru|shop|uk"  # a few of many
PATTERNS = {
    "bot_command": re.compile(r"(?<![\w/@])/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?!\w)"),
    "mention": re.compile(r"(?<![\w/@])@[a-zA-Z0-9_]{3,32}(?!\w)"),
    "url": re.compile(rf"(?<![\w@])(?:https?://{HOST}[a-z]+|{HOST}(?:{ENDINGS}))(?!\w){PATH}"),
    "hashtag": re.compile(r"(?<![\w#])#\w*[^\W\d]\w*"),
}
URL_END = ".,:;!?)'\""


def units(text: str) -> int:
    """Count the UTF-16 units of a text, in which Telegram gives all places."""
    return len(text.encode("utf-16-le")) // 2


def cut(text: str, entity: Json) -> str:
    """Give the words that an entity stands on."""
    raw = text.encode("utf-16-le")
    start, end = 2 * entity["offset"], 2 * (entity["offset"] + entity["length"])
    return raw[start:end].decode("utf-16-le")


def found(text: str) -> Iterator[Json]:
    """Find what Telegram finds by itself: commands, mentions, links and hashtags."""
    for kind, pattern in PATTERNS.items():
        for match in pattern.finditer(text):
            words = match.group().rstrip(URL_END) if kind == "url" else match.group()
            yield {"type": kind, "offset": units(text[: match.start()]), "length": units(words)}


def detect(text: str, known: list[Json] | None = None) -> list[Json]:
    """Add what Telegram finds by itself to the entities known, where they leave room."""
    entities = list(known or ())
    taken = [each for each in entities if each["type"] in {"code", "pre", "text_link"}]
    for entity in found(text):
        if not any(_overlap(entity, each) for each in taken):
            entities.append(entity)
            taken.append(entity)
    return sorted(entities, key=lambda each: (each["offset"], -each["length"]))


def trim(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Drop white space around a text, as Telegram does."""
    lead = units(text) - units(text.lstrip())
    short = text.strip()
    end = units(short)
    moved = []
    for each in entities:
        start = max(each["offset"] - lead, 0)
        stop = min(each["offset"] + each["length"] - lead, end)
        if stop > start:
            moved.append(each | {"offset": start, "length": stop - start})
    return short, moved


def _overlap(one: Json, other: Json) -> bool:
    return bool(
        one["offset"] < other["offset"] + other["length"]
        and other["offset"] < one["offset"] + one["length"]
    )
