"""In a base of many products a poor match is not answered just because no other comes near."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from knowledge.matching.index import EVERYTHING, index_products
from knowledge.matching.linker import Found, Memory, Weighed, link, weigh
from knowledge.product import Product
from knowledge.store.port import Store, Transaction
from knowledge.store.tables import PRODUCTS
from tests.databases import Databases

OFFERED = 0.2  # from which the library offers a candidate
NAMES = [
    "Kurgo CoPilot Waterproof Bucket Seat Cover for Dogs",
    "Wander Camping Tent for Two",
    "Clean & Healthy ShedZilla De-Shedding Tool",
    "Long Metal Shoe Horn",
    "American Weigh GeminiPRO Digital Milligram Scale",
    "Masque Publishing Sportsmans Double Play",
    "All American Barbecue Grill Cover",
    "Yamaha RX-V863 Home Theater Receiver",
    "Yamaha RX-V663 Home Theater Receiver",
    "Nintendo Wii U",
    "Wii U Microphone",
    "Travel Charger for Wii U",
    "Resident Evil 4",
    "Grand Theft Auto IV",
    "Civilization IV",
    "ZYK French Press Espresso Maker 1000ml",
    "Secura Electric Kettle",
    "The North Face Nuptse Jacket",
    "Plus Size Printed Leggings",
    "School Zone Flash Action Alphabet",
    "Rainbow Fraction Tower Cubes",
    "Bakers Cookie Press",
    "Zeiss Lens Wipes",
    "Roku TV Remote",
    "Tet Candle",
]
GROWN = 20_000  # products that the base is said to have


@pytest.fixture
async def store(tmp_path: Path, databases: Databases) -> AsyncIterator[Store]:
    """Open a base that counts many products, of which a few are there."""
    opened = await databases.open(tmp_path / "base.db")

    async def fill(tx: Transaction) -> None:
        at = datetime(2026, 1, 1, tzinfo=UTC)
        for key, name in enumerate(NAMES, 1):
            product = Product(key, 0, f"p{key}", name, at)
            await PRODUCTS.put(tx, product)
            await index_products(tx, [(None, product)])
        await tx.run("UPDATE vocabulary SET products = ? WHERE term = ?", GROWN, EVERYTHING)

    await opened.write(fill)
    yield opened
    await opened.close()


@pytest.mark.parametrize(
    ("text", "nearest"),
    [
        ("kurgo wander bucket", 0),
        ("masque sportsmans american", 5),
        ("healthy 5oz", 2),
        ("resident evil orc", 12),
        ("secura french press 1000ml", 15),
        ("secura kettle zqqtrv", 16),
        ("american weigh gemini digital milligram scale", 4),
    ],
)
async def test_a_near_match_is_offered(store: Store, text: str, nearest: int) -> None:
    """One word that only others have, one everyday word, or another edition is no answer."""
    said = await store.read(lambda tx: link(tx, 0, text), brief=True)
    assert not isinstance(said, Found)
    assert NAMES[said.candidates[0].product - 1] == NAMES[nearest]
    assert said.candidates[0].confidence >= OFFERED


@pytest.mark.parametrize("text", ["ps plus", "pl size", "tn"])
async def test_initials_are_not_of_words_that_were_said(store: Store, text: str) -> None:
    """Neither initials alone nor a word besides that they would stand for name a product."""
    said = await store.read(lambda tx: link(tx, 0, text), brief=True)
    assert not isinstance(said, Found)


async def test_a_word_taken_apart_and_corrected_is_chance(store: Store) -> None:
    """What is two words run together and mistyped besides is not even offered."""
    said = await store.read(lambda tx: link(tx, 0, "longhorj"), brief=True)
    assert not isinstance(said, Found)
    assert all(each.confidence < OFFERED for each in said.candidates)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("kurgo waterproof seat cover dogs", 0),
        ("kurgo wxnsder waterproof seat cover dogs", 0),
        ("masque sportsmans double play", 5),
        ("american weigh geminipro scale", 4),
        ("shedzilla", 2),
        ("gta iv", 13),
        ("gta 4", 13),
        ("tnf nuptse", 17),
        ("yamaha home theater receiver rxv863bk", 7),
        ("yamaha home theater receiver rxv663", 8),
    ],
)
async def test_a_good_match_answers(store: Store, text: str, name: int) -> None:
    """What says enough of a name answers, a word mistyped beyond recognition or not."""
    said = await store.read(lambda tx: link(tx, 0, text), brief=True)
    assert isinstance(said, Found)
    assert NAMES[said.product - 1] == NAMES[name]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("electric keltte", 16),
        ("wander campngtetn", 1),
        ("weigh dgitalmiligram", 4),
        ("reisdent4 evil", 12),
    ],
)
async def test_a_word_that_nothing_mends_is_looked_for_in_names(
    store: Store, text: str, name: int
) -> None:
    """Two slips in a short word, or in two run together, are seen beside the name's other words."""
    said = await store.read(lambda tx: link(tx, 0, text), brief=True)
    assert NAMES[said.candidates[0].product - 1] == NAMES[name]
    assert said.candidates[0].confidence >= OFFERED


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("roku remote tvs", "Roku TV Remote"),
        ("zeiss wipes lebns", "Zeiss Lens Wipes"),  # of a name's "len"
        ("bakers press coikies", "Bakers Cookie Press"),
    ],
)
async def test_endings_are_no_slips(store: Store, text: str, name: str) -> None:
    """A word is compared as it is written too, and with what else its plural may be of."""
    said = await store.read(lambda tx: link(tx, 0, text), brief=True)
    assert isinstance(said, Found)
    assert NAMES[said.product - 1] == name


async def test_a_short_word_may_have_lost_a_letter(store: Store) -> None:
    """What other words name tells what a word of three letters is, though it is one elsewhere."""

    async def unit(tx: Transaction) -> Weighed:
        asked = "wander camping tet"
        return await weigh(tx, 0, asked, asked, await Memory().look(tx))

    best = (await store.read(unit, brief=True)).compared.fits[0]
    assert NAMES[best.product - 1] == "Wander Camping Tent for Two"
    assert all(best.strengths)


async def test_a_number_that_nothing_mends_is_another(store: Store) -> None:
    """A model number is never taken for another one, however alike."""
    said = await store.read(lambda tx: link(tx, 0, "yamaha theater receiver rxv8633"), brief=True)
    assert not isinstance(said, Found)


async def test_a_word_is_no_other_with_two_slips(store: Store) -> None:
    """What is a word itself is not taken for one that differs in two letters."""
    said = await store.read(lambda tx: link(tx, 0, "zone fraction"), brief=True)
    assert not isinstance(said, Found)


async def test_the_thing_itself_comes_before_what_goes_with_it(store: Store) -> None:
    """Of products that have all words asked for, a charger or microphone for it comes later."""
    said = await store.read(lambda tx: link(tx, 0, "wii u"), brief=True)
    assert NAMES[said.candidates[0].product - 1] == "Nintendo Wii U"
