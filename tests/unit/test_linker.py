"""From words to a product, over a real base."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.matching.completion import complete
from knowledge.matching.index import index_products
from knowledge.matching.linker import Ambiguous, Found, Link, Unknown, link
from knowledge.product import Product
from knowledge.store.port import Row, Store, Transaction
from knowledge.store.tables import PRODUCTS
from tests.databases import Databases

TABLES = ("surface", "naming", "posting", "vocabulary", "spelling")
OURS, OTHERS = 7, 8
pytestmark = pytest.mark.every_store


def _product(
    key: int,
    name: str,
    brand: str | None = None,
    *aliases: str,
    model: str | None = None,
    community: int = 0,
) -> Product:
    return Product(
        key=key,
        community=community,
        id=f"p{key}",
        name=name,
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
        brand=brand,
        model=model,
        aliases=aliases,
    )


AIRWRAP, STANLEY, HEADPHONES, LA_MER, SHEETS = 1, 2, 3, 4, 5
KNIFE, OTHER_KNIFE, DRYER, GTA, BOTTLE, SECRET, FRYER = 6, 7, 8, 9, 10, 11, 12
BASE = [
    _product(AIRWRAP, "Airwrap", "Dyson", "dyson styler"),
    _product(STANLEY, "Quencher H2.0 Tumbler", "Stanley", "stanley cup"),
    _product(HEADPHONES, "WH-1000XM5 Wireless Headphones", "Sony"),
    _product(LA_MER, "Crème de la Mer", "La Mer"),
    _product(SHEETS, "Bamboo Sheet Set", "Cariloha"),
    _product(KNIFE, "Paring knife", "Victorinox"),
    _product(OTHER_KNIFE, "Paring knife", "Wüsthof"),
    _product(DRYER, "Supersonic hair dryer", "Dyson"),
    _product(GTA, "Grand Theft Auto IV", "Rockstar", "GTA 4", "gta iv"),
    _product(BOTTLE, "Glass Water Bottle", "Lifefactory"),
    _product(SECRET, "Members' Mug", None, community=OTHERS),
    _product(FRYER, "Air Fryer Max XL", "Ninja", model="AF161"),
]


async def _fill(store: Store, products: list[Product]) -> None:
    async def unit(tx: Transaction) -> None:
        for product in products:
            await PRODUCTS.put(tx, product)
            await index_products(tx, [(None, product)])

    await store.write(unit)


async def _link(store: Store, text: str, *, wide: str | None = None, framed: bool = True) -> Link:
    async def unit(tx: Transaction) -> Link:
        return await link(tx, OURS, text, wide=wide, framed=framed)

    return await store.read(unit)


async def _rows(store: Store) -> dict[str, list[Row]]:
    async def unit(tx: Transaction) -> dict[str, list[Row]]:
        return {name: sorted(await tx.all(f"SELECT * FROM {name}")) for name in TABLES}

    return await store.read(unit)


@pytest.mark.parametrize(
    ("text", "product"),
    [
        pytest.param("Dyson Airwrap", AIRWRAP, id="exact"),
        pytest.param("the stanley cups", STANLEY, id="alias"),
        pytest.param("dyson arwrap", AIRWRAP, id="typo"),
        pytest.param("dysno airwrapp", AIRWRAP, id="two typos"),
        pytest.param("dyson air wrap", AIRWRAP, id="apart"),
        pytest.param("sony wh1000xm5", HEADPHONES, id="run together"),
        pytest.param("wh 1000 xm5", HEADPHONES, id="number apart"),
        pytest.param("waterbottle glass", BOTTLE, id="words run together"),
        pytest.param("creme de la mer", LA_MER, id="no accents"),
        pytest.param("cariloha bamboo sheets set", SHEETS, id="plural"),
        pytest.param("supersonic hair dryer", DRYER, id="no brand"),
        pytest.param("airwrap dyson", AIRWRAP, id="other order"),
        pytest.param("GTA IV", GTA, id="short alias"),
        pytest.param("af161", FRYER, id="model"),
        pytest.param("grand theft auto 4", GTA, id="numeral"),
        pytest.param("ninja air fryer", FRYER, id="half a name"),
    ],
)
async def test_found(store: Store, text: str, product: int) -> None:
    """People need not write a product's name as the base does."""
    await _fill(store, BASE)
    said = await _link(store, text)
    assert isinstance(said, Found)
    assert said.product == product
    assert said.candidates[0].product == product
    assert 0.5 < said.confidence <= 1


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("sony wh-1000xm4", id="number"),
        pytest.param("sony wh1000xm6 headphones", id="run together"),
        pytest.param("gta 5", id="part of a series"),
        pytest.param("ninja af181", id="model"),
    ],
)
async def test_wrong_model_is_unknown(store: Store, text: str) -> None:
    """A number that no name has is never answered as another one."""
    await _fill(store, BASE)
    assert isinstance(await _link(store, text), Unknown)


@pytest.mark.parametrize(
    "text", ["dyson", "dyson v15 detect", "dyson zone headset", "stanley", "sony"]
)
async def test_brand_is_not_enough(store: Store, text: str) -> None:
    """A known brand with words that no product has is not one of the brand's products."""
    await _fill(store, BASE)
    assert isinstance(await _link(store, text), Unknown | Ambiguous)


@pytest.mark.parametrize("text", ["", "?!", "nintendo switch", "is it", "\ud800"])
async def test_far_is_unknown(store: Store, text: str) -> None:
    """Nothing like it in the base is unknown."""
    await _fill(store, BASE)
    assert isinstance(await _link(store, text), Unknown)


async def test_same_name_is_ambiguous(store: Store) -> None:
    """Two products of one name are both offered."""
    await _fill(store, BASE)
    for text in ("paring knife", "paring knifes", "the parring knife"):
        said = await _link(store, text)
        assert isinstance(said, Ambiguous)
        assert {each.product for each in said.candidates} == {KNIFE, OTHER_KNIFE}


async def test_own_product_of_a_shared_name_wins(store: Store) -> None:
    """A community that keeps a product of its own means that one, typed right or not."""
    await _fill(store, [*BASE, _product(20, "Airwrap", "Dyson", community=OURS)])
    for text in ("airwrap", "dyson airwrap", "dyson airwarp"):
        said = await _link(store, text)
        assert isinstance(said, Found)
        assert said.product == 20


async def test_a_brand_offers_at_most_five(store: Store) -> None:
    """A brand alone is any of its products that can be seen, never all of a long list."""
    hidden = _product(40, "Kettle", "Acme", community=OTHERS)
    many = [_product(20 + at, f"{name}er", "Acme") for at, name in enumerate(("Toast", "Fry",
            "Steam", "Mix", "Grind", "Slow Cook", "Juice"))]  # fmt: skip
    await _fill(store, [*BASE, hidden, *many])
    for text in ("acme", "the acme"):
        said = await _link(store, text)
        assert isinstance(said, Ambiguous)
        assert len(said.candidates) == 5
        assert {each.product for each in said.candidates} <= {each.key for each in many}


async def test_other_communities_are_invisible(store: Store) -> None:
    """A product of another community is not found, completed or hinted at."""
    await _fill(store, BASE)
    said = await _link(store, "Members' Mug")
    assert said == Unknown()
    assert await _complete(store, "memb") == []


async def test_wide_reading_wins_where_it_fits(store: Store) -> None:
    """Words after "for" name the product if a name has them, and else hardly count."""
    paper = _product(20, "Tracing Paper for Kids", "Crayola")
    await _fill(store, [*BASE, paper, _product(21, "Tracing Paper", "Canson")])
    said = await _link(store, "tracing paper", wide="tracing paper for kids")
    assert isinstance(said, Found)
    assert said.product == 20
    said = await _link(store, "dyson arwrap", wide="dyson arwrap for curly hair")
    assert isinstance(said, Found)
    assert said.product == AIRWRAP


async def test_unframed_needs_more(store: Store) -> None:
    """A message without the wording of a question is answered for a full name only."""
    await _fill(store, BASE)
    assert isinstance(await _link(store, "dyson airwrap", framed=False), Found)
    assert not isinstance(await _link(store, "i like my glass", framed=False), Found)


async def test_empty_index(store: Store) -> None:
    """A base without products knows nothing, and says so."""
    assert await _link(store, "dyson airwrap") == Unknown()
    assert await _complete(store, "d") == []


async def test_removing_leaves_nothing(store: Store) -> None:
    """When every product is gone, so is all that was written to find them."""
    await _fill(store, BASE)

    async def unit(tx: Transaction) -> None:
        for product in BASE:
            await index_products(tx, [(product, None)])

    await store.write(unit)
    assert await _rows(store) == {name: [] for name in TABLES}


async def test_changes_leave_what_a_fresh_index_has(
    store: Store, tmp_path: Path, databases: Databases
) -> None:
    """After any changes the index is as if the products had always been as they are."""
    await _fill(store, BASE)
    moved = replace(BASE[0], name="Airstrait", aliases=("dyson styler", "straightener"))
    ours = replace(BASE[1], community=OURS)

    async def unit(tx: Transaction) -> None:
        await index_products(tx, [(BASE[0], moved)])
        await index_products(tx, [(BASE[1], ours)])
        await index_products(tx, [(BASE[5], None)])
        await index_products(tx, [(BASE[6], BASE[6])])

    await store.write(unit)
    fresh = await databases.open(tmp_path / "fresh.db")
    await _fill(fresh, [moved, ours, *BASE[2:5], *BASE[6:]])
    assert await _rows(store) == await _rows(fresh)
    await fresh.close()
    assert isinstance(await _link(store, "airwrap"), Unknown)
    assert isinstance(await _link(store, "straightener"), Found)


async def _complete(store: Store, text: str, limit: int = 5) -> list[tuple[int, str]]:
    async def unit(tx: Transaction) -> list[tuple[int, str]]:
        return await complete(tx, OURS, text, limit)

    return await store.read(unit)


async def test_complete(store: Store) -> None:
    """Names that begin with what is typed come first, then those with such a word in them."""
    await _fill(store, BASE)
    assert await _complete(store, "air") == [
        (FRYER, "ninja air fryer max xl"),
        (AIRWRAP, "dyson airwrap"),
    ]
    assert [product for product, _ in await _complete(store, "dyson a")] == [AIRWRAP]
    assert [product for product, _ in await _complete(store, "hair dr")] == [DRYER]
    assert [product for product, _ in await _complete(store, "dryer supers")] == [DRYER]
    assert len(await _complete(store, "s", 2)) == 2
    assert await _complete(store, "zz") == []


@given(st.text(st.characters(), max_size=80))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
async def test_any_text_is_taken(any_base: Store, text: str) -> None:
    """No text makes the linker or the completion fail."""
    for typed in (text, f"dyson {text}", text * 50):
        said = await _link(any_base, typed, wide=f"{typed} for {text}")
        assert isinstance(said, Found | Ambiguous | Unknown)
        assert len(await _complete(any_base, typed)) <= 5


@pytest.fixture
async def any_base(store: Store) -> Store:
    await _fill(store, BASE)
    return store


async def test_two_that_fit_alike_are_offered(store: Store) -> None:
    """A word that two products share is never answered with one of them, and both are offered."""
    await _fill(store, [_product(30, "Prime Hydration"), _product(31, "Prime Energy")])
    said = await _link(store, "prime")
    assert not isinstance(said, Found)
    assert {each.product for each in said.candidates} == {30, 31}
    assert all(0.2 <= each.confidence <= 0.5 for each in said.candidates)


async def test_every_word_of_a_long_question_counts(store: Store) -> None:
    """What has two of 24 words comes before what has one, wherever they stand in the alphabet."""
    fillers = [f"{one}{two}ilk" for one in "bcdf" for two in "rlnw"] + [f"{x}osk" for x in "bcdfgh"]
    others = [
        _product(100 + 2 * at + ours, f"{word} item", community=ours * OURS)
        for at, word in enumerate(fillers)
        for ours in (0, 1)
    ]
    await _fill(store, [*others, _product(99, "zolk zumbar")])
    said = await _link(store, " ".join([*fillers, "zolk", "zumbar"]))
    assert said.candidates[0].product == 99
