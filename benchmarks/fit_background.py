"""Count how common words are in names of products, for knowledge/matching/background.toml.

    python -m benchmarks.fit_background [--data ../shared/data/matching] > background.toml

A young base cannot tell that "bag" says little: it has one. These counts stand in for the
products that it does not have yet. Brands are left out as far as their place in a name tells.
"""

import argparse
import gzip
import json
import tomllib
from collections import Counter
from pathlib import Path

from knowledge.matching.words import fold, is_small, terms

DATA = Path(__file__).parents[2] / "shared" / "data" / "matching"
FRAMES = Path(__file__).parents[1] / "knowledge" / "matching" / "frames"
SETS = ("dev_chat", "dev_ask", "abt_buy", "amazon_google")
KINDS = 1  # for a word of a kind of things, however few names have it
STEPS = (5, 10, 20, 50, 100, 200, 500)  # products of 10,000
_LEADS = 0.35  # a word that so often comes first is a brand
_CRUDE = (
    "sex sexy anal urine dildo vibrator penis nude bondage erotic chastity fetish lube anus cock"
)
_WIDTH = 96

_HEADER = """\
# How common words are in names of products: a word counts as if that many of every 10,000
# products that are not in the base had it. Counted in four public catalogues of 33,000 products
# by benchmarks/fit_background.py; a word that is not here is rare, or a brand. Words of the kinds
# of things that questions name (`shelves` in frames/) are here however rare they are.
"""


def main() -> None:
    """Print the words by how common they are; say so when the development sets are not here."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--data", type=Path, default=DATA)
    data = parser.parse_args().data
    if not data.is_dir():
        print(f"# The development sets are not at {data}; nothing to count.")
        return
    print(_HEADER)
    for step, words in by_step(data).items():
        print(f"[[words]]\nper_ten_thousand = {step}\nlist = '''")
        print("\n".join(lines(words)) + "\n'''\n")


def by_step(data: Path) -> dict[int, list[str]]:
    """Part the words of all catalogues by how many names of 10,000 have them."""
    having, leading = Counter[str](), Counter[str]()
    total = 0
    for name in SETS:
        with gzip.open(data / f"{name}.catalog.jsonl.gz", "rt", encoding="utf-8") as rows:
            for row in rows:
                words = terms(fold(json.loads(row)["name"]))
                having.update(set(words))
                leading.update(words[:1])
                total += 1
    parts: dict[int, list[str]] = {step: [] for step in STEPS}
    for word, count in having.items():
        step = max((each for each in STEPS if count / total * 10_000 >= each), default=None)
        if step and is_plain(word) and leading[word] <= _LEADS * count:
            parts[step].append(word)
    listed = {word for words in parts.values() for word in words}
    parts = {KINDS: [word for word in kinds() if is_plain(word) and word not in listed], **parts}
    return {step: sorted(words) for step, words in parts.items()}


def kinds() -> set[str]:
    """Return the words of the kinds of things that have a category, in every language."""
    found: set[str] = set()
    for source in FRAMES.glob("*.toml"):
        shelves = tomllib.loads(source.read_text(encoding="utf-8"))["shelves"]
        named = [kind for shelf, listed in shelves.items() if shelf != "endings" for kind in listed]
        found.update(word for kind in named for word in terms(fold(kind)))
    return found


def is_plain(word: str) -> bool:
    """Tell whether a word is worth listing."""
    return (
        word.isascii()
        and word.isalpha()
        and len(word) > 2
        and not (is_small(word) or word in _CRUDE.split())
    )


def lines(words: list[str]) -> list[str]:
    """Write words in lines of some width."""
    written = [""]
    for word in words:
        if len(written[-1]) + len(word) + 1 > _WIDTH:
            written.append("")
        written[-1] = f"{written[-1]} {word}".strip()
    return written


if __name__ == "__main__":
    main()
