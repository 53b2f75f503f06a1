"""Over the starter base: everyday words are no product's name, and real questions are answered."""

import pytest

from bot.bootstrap import Base
from knowledge.community import HOME
from knowledge.library import Asked
from knowledge.matching.linker import Ambiguous, Found, Unknown
from knowledge.matching.question import Intent, NotAQuestion, Question

EVERYDAY = """
soap veneers mouthwash gold cold told phone stove tea egg garlic popcorn iron testosterone tent
bike laptop ipad brush book wrench handbag mascara shampoo conditioner lipstick perfume lotion
serum sunscreen moisturizer toner cleanser foundation concealer primer bronzer blush powder
eyeliner toothpaste toothbrush floss razor comb wand mask oil balm gloss filter sponge spray cream
gel drops blender toaster kettle oven pan pot skillet knife spoon fork plate bowl cup mug bottle
glass flask tumbler jar fridge freezer microwave grill fryer mixer juicer grinder scale scissors
board cooker maker machine roller press saver pods capsules coffee espresso water juice soda wine
beer whiskey energy protein collagen creatine vitamin vitamins biotin gummies powder greens honey
butter bread cheese rice pasta soup salad avocado apple banana orange lemon raspberry lollipop
candy chocolate shirt dress shorts jeans jacket coat hoodie boots shoes sneakers slipper sandals
socks hat belt bag purse wallet watch ring necklace bracelet earrings glasses sunglasses umbrella
backpack suitcase computer tablet monitor keyboard mouse headset headphones earbuds speaker camera
tripod printer router charger cable battery console controller tv projector drone robot lamp light
bulb candle fan heater vacuum mop broom bucket ladder hammer drill saw screwdriver tape glue paint
shelf desk chair sofa couch mattress pillow blanket towel curtain rug mirror clock box kit tool
plan pro membership subscription extension software service deal haul clothing gadgets figures
doll toy puzzle game guitar piano ball racket helmet treadmill dumbbell mat yoga car truck tire
stroller crib diaper litter leash collar cage aquarium hair skin face lip nose hose rose dust rush
sharp share shine summer winter place dream vision range mini max ultra classic standard budget
electric digital smart designer luxury premium cheap new good better best wireless portable
reusable organic natural black red white blue round tiny micro wide unseen flawless hollywood
always ordinary drunk stone jade
labubu peloton nespresso glucosamine provisions
"""
RIGHT = {"labubu", "peloton", "nespresso", "glucosamine"}  # names that stand in the starter pack

TRUE = {
    "is airwarp worth it": "dyson-airwrap",
    "is the airwrap worth it": "dyson-airwrap",
    "dyson air wrap?": "dyson-airwrap",
    "airwrap for curly hair": "dyson-airwrap",
    "thots on teh dyson arwrap": "dyson-airwrap",
    "is the dyson airwrap for curly hair worth it": "dyson-airwrap",
    "thoughts on the dyson supersonic": "dyson-supersonic",
    "is the supersonic worth it": "dyson-supersonic",
    "is peleton worth it": "peloton-bike-and-membership",
    "is peloton worth it": "peloton-bike-and-membership",
    "is vitamx worth it": "vitamix-blender",
    "is the stanly cup worth it": "stanley-quencher-h2-0",
    "are stanley cups worth it": "stanley-quencher-h2-0",
    "is the stanley quencher 40oz worth it": "stanley-quencher-h2-0",
    "is a pink stanley cup worth it": "stanley-quencher-h2-0",
    "is the stanley 20oz tumbler worth it": "stanley-quencher-h2-0",
    "is the stanley 20 oz tumbler worth it": "stanley-quencher-h2-0",
    "#stanleycup #deinfluencing": "stanley-quencher-h2-0",
    "thoughts on flawles filter": "charlotte-tilbury-hollywood-flawless-filter",
    "hollywod flawless filter": "charlotte-tilbury-hollywood-flawless-filter",
    "ct flawless filter worth it": "charlotte-tilbury-hollywood-flawless-filter",
    "charlotte tilburry flawless filter?": "charlotte-tilbury-hollywood-flawless-filter",
    "is owala worth it": "owala-freesip-24-oz",
    "le creuset dutch oven worth it?": "le-creuset-signature-dutch-oven",
    "are uggs worth it": "ugg-classic-and-mini-boots",
    "is the lulu belt bag worth it": "lululemon-everywhere-belt-bag",
    "is labubu worth it": "pop-mart-labubu",
    "are labubus worth it": "pop-mart-labubu",
    "is ag1 worth it": "ag1",
    "amazon prime worth it": "amazon-prime",
    "are airpods worth it": "apple-airpods",
    "airpods max worth it?": "apple-airpods-max",
    "apple vision pro worth it": "apple-vision-pro",
    "is the beauty blender worth it": "beautyblender-sponge",
    "is better help legit": "betterhelp",
    "bose qc ultra worth it": "bose-quietcomfort-ultra-headphones",
    "dior lip glow oil worth it": "dior-addict-lip-glow-oil",
    "is a garlic press worth it": "garlic-press",
    "is gua sha worth it": "gua-sha-tool",
    "hydroflask worth it": "hydro-flask-wide-mouth-bottle",
    "instapot worth it": "instant-pot",
    "creme de la mer worth it": "la-mer-creme-de-la-mer",
    "is olaplex worth it": "olaplex-no-3-hair-perfector",
    "is nespreso worth it": "nespresso-capsules",
    "lodge cast iron skilet worth it": "lodge-cast-iron-skillet",
    "sonny angels worth it": "sonny-angel-figures",
    "is the shape tape concealer worth it": "tarte-shape-tape-contour-concealer",
    "summer fridays lip butter balm worth it": "summer-fridays-lip-butter-balm",
}

OTHERS = {
    "la mer eye cream": "la-mer-creme-de-la-mer",
    "summer fridays lip oil": "summer-fridays-lip-butter-balm",
    "bose quietcomfort earbuds": "bose-quietcomfort-ultra-headphones",
    "dyson supersonic nural": "dyson-supersonic",
    "cast iron pizza pan": "lodge-cast-iron-skillet",
    "red light therapy panel": "solawave-red-light-wand",
    "ipad pro": "apple-ipad-as-a-laptop",
    "vitamix immersion blender": "vitamix-blender",
    "peloton tread": "peloton-bike-and-membership",
}


def _found(asked: Asked) -> list[str]:
    """Return the ids of the products that were answered about."""
    return [each.page.product.id for each in asked.answers if each.page]


async def _offered(base: Base, asked: Asked) -> set[str]:
    """Return the ids of the products that it may have been."""
    rows = await base.store.read(lambda tx: tx.all("SELECT key, id FROM product"))
    offered = {choice.key for each in asked.answers for choice in each.choices}
    return {name for key, name in rows if key in offered}


async def test_an_everyday_word_is_no_product(starter_base: Base) -> None:
    """A word that says what something is, or is like, never gets the verdict of one product."""
    wrong = {}
    for word in EVERYDAY.split():
        for question in (f"is {word} worth it", f"are {word}s worth it", f"thoughts on a {word}?"):
            found = _found(await starter_base.library.ask(question, HOME))
            if found and word not in RIGHT:
                wrong[question] = found

    assert wrong == {}


async def test_two_everyday_words_are_no_product(starter_base: Base) -> None:
    """Nor do two that are only the end of a name."""
    for words in ("belt bag", "lip oil", "measuring cup", "whitening toothpaste", "wide mouth",
                  "hair dryer", "gold phone", "wine bottle", "sleeping mask"):  # fmt: skip
        asked = await starter_base.library.ask(f"is a {words} worth it", HOME)
        assert _found(asked) == [], words


async def test_a_product_that_is_meant_is_found(starter_base: Base) -> None:
    """Slips, nicknames and split or joined words do not hide a product that is there."""
    said = {each: _found(await starter_base.library.ask(each, HOME)) for each in TRUE}

    assert said == {question: [product] for question, product in TRUE.items()}


async def test_another_model_is_only_offered(starter_base: Base) -> None:
    """Another kind or generation of a brand is unknown, with what is there on offer."""
    for words, product in OTHERS.items():
        asked = await starter_base.library.ask(f"is the {words} worth it", HOME)
        assert isinstance(asked.answers[0].link, Unknown), words
        assert product in await _offered(starter_base, asked), words


@pytest.mark.parametrize(
    ("question", "products"),
    [
        ("do i need a stanley", {"stanley-quencher-h2-0"}),
        ("is the $45 stanley worth it", {"stanley-quencher-h2-0"}),
        ("is stanly worth it", {"stanley-quencher-h2-0"}),
        ("is ugg good", {"ugg-classic-and-mini-boots", "ugg-tazz-slipper"}),
        ("is dyson worth it", {"dyson-airwrap", "dyson-supersonic"}),
        ("is charlotte tilbury worth it", {"charlotte-tilbury-hollywood-contour-wand",
                                           "charlotte-tilbury-hollywood-flawless-filter"}),
    ],
)  # fmt: skip
async def test_a_brand_alone_offers_its_products(
    starter_base: Base, question: str, products: set[str]
) -> None:
    """A brand without a product is neither unknown nor one of its products."""
    asked = await starter_base.library.ask(question, HOME)

    assert isinstance(asked.answers[0].link, Ambiguous)
    assert await _offered(starter_base, asked) == products


async def test_a_brand_beside_a_product(starter_base: Base) -> None:
    """In a comparison a brand is asked back, the other product is there."""
    asked = await starter_base.library.ask("stanley or owala?", HOME)

    assert [type(each.link) for each in asked.answers] == [Ambiguous, Found]


async def test_x_instead_of_y_compares_both(starter_base: Base) -> None:
    """Both products are named, one without its brand."""
    asked = await starter_base.library.ask("airwrap instead of supersonic?", HOME)

    assert isinstance(asked.question, Question)
    assert asked.question.intent is Intent.COMPARE
    assert _found(asked) == ["dyson-airwrap", "dyson-supersonic"]


@pytest.mark.parametrize(
    "question",
    [
        "best mascara",
        "tanning nose spray",
        "ninja creami",
        "is told worth it",
        "is liquid death worth it",
        "talk me out of an air fryer",
        "is a bronzer worth it",
    ],
)
async def test_chance_is_not_offered(starter_base: Base, question: str) -> None:
    """What only looks like a word of a name is not worth a "did you mean"."""
    asked = await starter_base.library.ask(question, HOME)

    assert _found(asked) == []
    assert await _offered(starter_base, asked) == set()


async def test_the_title_of_a_shop_is_no_chatter(starter_base: Base) -> None:
    """A listing's long title, pasted alone, has the product that it fits offered at least."""
    title = (
        "Stanley Quencher H2.0 FlowState Stainless Steel Vacuum Insulated Tumbler with Lid, Straw"
    )
    asked = await starter_base.library.ask(title, HOME)
    assert isinstance(asked.question, Question)
    assert {*_found(asked), *(await _offered(starter_base, asked))} == {"stanley-quencher-h2-0"}


async def test_small_talk_is_chatter(starter_base: Base) -> None:
    """Nothing is looked up for a greeting, and a pet is not answered about."""
    greeting = "good morning everyone how are you all doing today"
    asked = await starter_base.library.ask(greeting, HOME)
    assert isinstance(asked.question, NotAQuestion)

    asked = await starter_base.library.ask("is this worth it?", HOME, "I love my dog so much")
    assert _found(asked) == []
    assert await _offered(starter_base, asked) == set()
