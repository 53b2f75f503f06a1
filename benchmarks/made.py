"""A made-up catalogue and what people say of it; the same seed makes the same."""

import itertools
import json
import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

SEED = 20_000


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


_ONSETS = _words("b br c cr d dr f fl g gl h j k l m n p pl qu r s sh st t tr v w y z")
_VOWELS = _words("a e i o u ai ea io ou")
_CODAS = ("", "", "", "l", "m", "n", "r", "s", "x", "nd", "rt")
_NOUNS = _words(
    "Blender Kettle Tumbler Headphones Earbuds Speaker Keyboard Mouse Monitor Lamp Backpack Tent"
    " Sneaker Jacket Serum Cleanser Mascara Foundation Shampoo Dryer Straightener Trimmer Razor"
    " Vacuum Mop Purifier Fan Heater Mattress Pillow Duvet Pan Knife Grinder Toaster Fryer Scale"
    " Watch Ring Tracker Bike Scooter Helmet Camera Tripod Projector Router Charger Cable Tablet"
    " Pen Notebook Chair Desk Stroller Bottle Bag Wallet Sunglasses Perfume Candle"
)
_GRADES = ("", "", "", "Pro", "Max", "Mini", "Air", "Plus", "Lite", "2", "3")
_REMARKS = (
    "used it every day since I got it",
    "broke within the first year",
    "nice but not for that price",
    "does exactly what it says",
    "I would buy it again",
    "the cheaper one does the same",
    "it sits in a drawer",
    "fits me well, your taste may differ",
)
_FOR = ("good-value", "effective", "used-often", "lives-up-to-it", "long-lasting", "suits-me")
_AGAINST = ("overpriced", "ineffective", "unneeded", "overhyped", "short-lived", "not-for-me")
_MEMBERS = 8_000


@dataclass(frozen=True, slots=True)
class Made:
    """One made-up product; its first alias is no other product's name."""

    id: str
    brand: str
    name: str
    model: str
    aliases: tuple[str, ...]
    price: int

    @property
    def title(self) -> str:
        """Return brand and name."""
        return f"{self.brand} {self.name}"

    def line(self) -> dict[str, Any]:
        """Return the product's line of a pack."""
        return {
            "kind": "product",
            "id": self.id,
            "brand": self.brand,
            "name": self.name,
            "model": self.model,
            "aliases": self.aliases,
            "price": self.price,
            "tags": [self.name.split()[1].lower()],
        }


def products(count: int, seed: int = SEED) -> list[Made]:
    """Make products: few brands with many, coined words, nouns that many share, model numbers."""
    draw = random.Random(seed)
    brands = _coined(draw, max(20, count // 25), 2)
    words = _coined(draw, max(200, count // 6), 2)
    nicknames = _coined(draw, count, 3)
    weights = list(itertools.accumulate(_popularity(len(brands))))
    return [
        _product(draw, number, draw.choices(brands, cum_weights=weights)[0], words, nicknames)
        for number in range(count)
    ]


def _product(
    draw: random.Random, number: int, brand: str, words: list[str], nicknames: list[str]
) -> Made:
    word, noun, grade = draw.choice(words), draw.choice(_NOUNS), draw.choice(_GRADES)
    model = (
        f"{draw.choice('ABCDEGHKLMPRSTVWX')}{draw.choice('ABEGKMPSTX')}-{draw.randint(10, 9999)}"
    )
    other = f"{word} {grade}".strip()
    return Made(
        id=f"made-{number}",
        brand=brand,
        name=f"{word} {noun} {grade}".strip(),
        model=model,
        aliases=(nicknames[number], f"{brand} {model}", other)[: draw.randint(1, 3)],
        price=draw.randint(5, 900),
    )


def verdicts(made: list[Made], count: int, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """Make verdict lines, one of a member on a product; a few products have most of them."""
    draw = random.Random(seed + 1)
    weights = list(itertools.accumulate(_popularity(len(made))))
    seen: set[tuple[int, int]] = set()
    while len(seen) < count:
        at = draw.choices(range(len(made)), cum_weights=weights)[0]
        pair = (at, draw.randrange(_MEMBERS))
        if pair not in seen:
            seen.add(pair)
            yield _verdict(draw, made[at].id, f"member-{pair[1]}", quality=at % 10 / 10)


def _verdict(draw: random.Random, product: str, member: str, quality: float) -> dict[str, Any]:
    stance = "worth" if draw.random() < quality else draw.choice(("skip", "depends"))
    reasons = draw.sample(_FOR if stance == "worth" else _AGAINST, draw.randint(0, 3))
    line: dict[str, Any] = {
        "kind": "verdict",
        "product": product,
        "member": member,
        "stance": stance,
        "tie": draw.choices(("none", "affiliate", "family"), (95, 3, 2))[0],
        "experience": draw.choices(("owned", "tried", "researched"), (7, 2, 1))[0],
        "acquired": draw.choice(("bought", "bought", "gifted", "unsaid")),
        "reasons": reasons,
        "months": draw.randint(0, 36),
        "at": f"{draw.randint(2023, 2025)}-{draw.randint(1, 12):02d}-{draw.randint(1, 28):02d}",
    }
    if draw.random() < 0.4:
        line["text"] = draw.choice(_REMARKS)
    return line


def alternatives(made: list[Made], count: int, seed: int = SEED) -> Iterator[dict[str, Any]]:
    """Make lines that offer one product instead of another."""
    draw = random.Random(seed + 2)
    for _ in range(count):
        one, other = draw.sample(made, 2)
        rank = draw.choice(("own", "secondhand", "cheaper", "better"))
        yield {"kind": "alternative", "product": one.id, "rank": rank, "to": other.id}


def asked_about(made: list[Made], count: int, seed: int = SEED) -> list[Made]:
    """Draw products as people ask: those that have most verdicts most often."""
    draw = random.Random(seed + 3)
    return draw.choices(made, _popularity(len(made)), k=count)


def misspelled(text: str, draw: random.Random) -> str:
    """Slip once in the longest word: a letter left out, doubled, or two changed places."""
    word = max(text.split(), key=len)
    at = draw.randrange(1, len(word) - 1)
    slips = (
        word[:at] + word[at + 1 :],
        word[:at] + word[at] + word[at:],
        word[:at] + word[at + 1] + word[at] + word[at + 2 :],
    )
    return text.replace(word, draw.choice([slip for slip in slips if slip != word]), 1)


def unheard_of(count: int, known: list[Made], seed: int = SEED) -> list[str]:
    """Make names of no product: a coined brand and word, then a noun that many share."""
    draw = random.Random(seed + 4)
    taken = {word.lower() for each in known for word in each.title.split()}
    coined = [word for word in _coined(draw, count * 4, 3) if word.lower() not in taken]
    return [
        f"{coined[2 * at]} {coined[2 * at + 1]} {draw.choice(_NOUNS)} {draw.randint(10, 9999)}"
        for at in range(count)
    ]


def write(path: Path, lines: Iterable[dict[str, Any]]) -> int:
    """Write lines of a pack to a file and return how many."""
    with path.open("w", encoding="utf-8") as file:
        return sum(bool(file.write(json.dumps(line) + "\n")) for line in lines)


def _coined(draw: random.Random, count: int, syllables: int) -> list[str]:
    """Coin different words, the nouns not among them."""
    found: dict[str, None] = {}
    while len(found) < count:
        parts = (
            draw.choice(_ONSETS) + draw.choice(_VOWELS) + draw.choice(_CODAS)
            for _ in range(syllables)
        )
        found["".join(parts).capitalize()] = None
    return list(found)


def _popularity(count: int) -> list[float]:
    return [1 / (rank + 20) ** 0.8 for rank in range(count)]
