"""How common words are in names of products at large."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType


@cache
def background() -> Mapping[str, int]:
    """Read how many of every 10,000 products have a word."""
    source = files("knowledge.matching") / "background.toml"
    tables = tomllib.loads(source.read_text(encoding="utf-8"))["words"]
    return MappingProxyType(
        {word: table["per_ten_thousand"] for table in tables for word in table["list"].split()}
    )


def is_everyday(word: str) -> bool:
    """Tell whether many products have a word, whether or not those of a base do."""
    return word in background()
