"""One of a line of products is not another; a colour or size is no other product."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge.matching.index import index_products
from knowledge.matching.linker import Found, Link, Unknown, link
from knowledge.product import Product
from knowledge.store.port import Store, Transaction
from knowledge.store.tables import PRODUCTS
from tests.databases import Databases

OFFERED = 0.2  # from which the library offers a candidate
LINES = {
    "iPhone 14 Pro": "Apple",
    "Galaxy S23 Ultra": "Samsung",
    "Mini 3 Pro": "DJI",
    "Forerunner 255": "Garmin",
    "Creami": "Ninja",
    "Steam Deck OLED": "Valve",
    "Ring Gen 3": "Oura",
    "Watch Series 8": "Apple",
    "PlayStation 5": "Sony",
    "Airwrap": "Dyson",
    "Quencher Tumbler": "Stanley",
    "Portable SSD 500GB": "Crucial",
    "Photoshop Elements 2023": "Adobe",
    "Puffer Coat Black": "Orolay",
    "Puffer Coat Green": "Orolay",
    "Kindle Scribe": "Amazon",
    "Barista Touch": "Breville",
    "Barista Touch Impress": "Breville",
    "Encore ESP Coffee Grinder": "Baratza",
    "You Eau de Parfum": "Glossier",
    "Protini Polypeptide Cream": "Drunk Elephant",
    "Massage Gun Active": "Renpho",
    "Naked2 Basics Palette": "Urban Decay",
    "Portable Carpet Cleaner": "Bissell",
    "Mini Waffle Oven": "Dash",
    "Mini Waffle Oven Deluxe": "Dash",
    "Mini Single Coffee Maker": "Keurig",
    "G Shock GA 2100": "Casio",
}
ALIASES = {
    "PlayStation 5": "ps5",
    "Portable Carpet Cleaner": "little green",
    "Mini Waffle Oven": "mwo",
    "G Shock GA 2100": "ga 2100",
}


@pytest.fixture
async def store(tmp_path: Path, databases: Databases) -> AsyncIterator[Store]:
    """Open a base with one or two of some lines of products."""
    opened = await databases.open(tmp_path / "base.db")

    async def fill(tx: Transaction) -> None:
        at = datetime(2026, 1, 1, tzinfo=UTC)
        for key, (name, brand) in enumerate(LINES.items(), 1):
            aliases = tuple(filter(None, (ALIASES.get(name),)))
            product = Product(key, 0, f"p{key}", name, at, brand=brand, aliases=aliases)
            await PRODUCTS.put(tx, product)
            await index_products(tx, [(None, product)])

    await opened.write(fill)
    yield opened
    await opened.close()


async def _link(store: Store, text: str, wide: str | None = None, *, is_kind: bool = False) -> Link:
    return await store.read(lambda tx: link(tx, 0, text, wide=wide, is_kind=is_kind), brief=True)


def _name(key: int) -> str:
    return list(LINES)[key - 1]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("iphone 15 pro", "iPhone 14 Pro"),
        ("iphone 14", "iPhone 14 Pro"),
        ("iphone 14 pro max", "iPhone 14 Pro"),
        ("galaxy s23", "Galaxy S23 Ultra"),
        ("galaxy s24 ultra", "Galaxy S23 Ultra"),
        ("dji mini 4 pro", "Mini 3 Pro"),
        ("dji mini 3", "Mini 3 Pro"),
        ("garmin forerunner 265", "Forerunner 255"),
        ("ninja creami deluxe", "Creami"),
        ("steam deck", "Steam Deck OLED"),
        ("oura ring 4", "Ring Gen 3"),
        ("apple watch series 9", "Watch Series 8"),
        ("apple watch ultra", "Watch Series 8"),
        ("playstation 4", "PlayStation 5"),
        ("ps5 pro", "PlayStation 5"),
        ("photoshop 2023", "Photoshop Elements 2023"),
    ],
)
async def test_another_of_the_line_is_offered(store: Store, text: str, name: str) -> None:
    """Another generation or edition is never answered as the one that is there, but offered."""
    said = await _link(store, text)
    assert not isinstance(said, Found)
    assert _name(said.candidates[0].product) == name
    assert said.candidates[0].confidence >= OFFERED


@pytest.mark.parametrize(
    ("text", "wide", "name", "variant"),
    [
        ("dyson airwrap pink", None, "Airwrap", "pink"),
        ("airwrap", "airwrap in pink", "Airwrap", "pink"),
        ("stanley quencher tumbler 30 oz", None, "Quencher Tumbler", "30 oz"),
        ("iphone 14 pro 256gb", None, "iPhone 14 Pro", "256gb"),
        ("orolay puffer coat green", None, "Puffer Coat Green", ""),
        ("dyson airwrap", None, "Airwrap", ""),
    ],
)
async def test_a_colour_or_size_is_of_the_family(
    store: Store, text: str, wide: str | None, name: str, variant: str
) -> None:
    """Asked in a colour or size that no product has by itself, the product answers, and says so."""
    said = await _link(store, text, wide)
    assert isinstance(said, Found)
    assert (_name(said.product), said.variant) == (name, variant)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("kindle scribe", "Kindle Scribe"),
        ("encore esp", "Encore ESP Coffee Grinder"),
        ("drunk elephant protini", "Protini Polypeptide Cream"),
        ("barista touch", "Barista Touch"),
        ("ga2100", "G Shock GA 2100"),
        ("bissell little green", "Portable Carpet Cleaner"),
        ("mwo deluxe in pink", "Mini Waffle Oven Deluxe"),
        ("keurig mini single coffee maker auto power water tank", "Mini Single Coffee Maker"),
    ],
)
async def test_what_is_said_on_a_phone_is_enough(store: Store, text: str, name: str) -> None:
    """The brand and the kind of thing need not be said, and the plain one of a line is meant."""
    said = await _link(store, text)
    assert isinstance(said, Found)
    assert _name(said.product) == name


async def test_a_word_in_place_of_another_is_another_of_the_line(store: Store) -> None:
    """A word that other products have, said where the name has its own, makes it one on offer."""
    said = await _link(store, "urban decay naked2 coffee palette")
    assert not isinstance(said, Found)
    assert _name(said.candidates[0].product) == "Naked2 Basics Palette"


async def test_a_plural_of_a_model_number(store: Store) -> None:
    """People put a plural's ending to a number: "forerunner 255s"."""
    said = await _link(store, "garmin forerunner 255s")
    assert isinstance(said, Found)
    assert _name(said.product) == "Forerunner 255"


async def test_any_thing_of_a_kind_is_no_product(store: Store) -> None:
    """A thing of a kind is offered the one that is there, and answered if the brand was said."""
    asked = [
        await _link(store, text, is_kind=True)
        for text in ("active massage gun", "renpho massage gun active")
    ]
    assert [type(each) for each in asked] == [Unknown, Found]


@pytest.mark.parametrize("text", ["massage gun", "coffee grinder", "polypeptide cream"])
async def test_a_kind_of_thing_is_no_product(store: Store, text: str) -> None:
    """What a thing is does not name the one thing of the kind that is there."""
    assert not isinstance(await _link(store, text), Found)


@pytest.mark.parametrize("text", ["garmin steam deck oled", "ninja portable ssd 500gb"])
async def test_another_brand_was_said(store: Store, text: str) -> None:
    """Of a brand that is known, another brand's product is not the one."""
    assert not isinstance(await _link(store, text), Found)


@pytest.mark.parametrize("text", ["orolay puffer coat red", "crucial portable ssd 250gb"])
async def test_products_told_apart_by_colour_or_size(store: Store, text: str) -> None:
    """Where a name has a colour or size, another one is not that product."""
    assert not isinstance(await _link(store, text), Found)
