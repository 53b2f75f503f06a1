"""Honest communities made up: members with tastes, products with a long tail, what they say.

A world is a list of events as `hypecheck consensus --jsonl` reads them, with the truth beside it:
the mean support of everybody who would use a product. Nothing in it is taken from real people.
"""

import random
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

Event = dict[str, Any]
DAYS = 720
_DEPENDS = (0.05, 0.35)  # share of "depends" where opinions are mixed
_SUPPORTS = ((5.5, 1.3), (1.3, 5.5), (5.0, 5.0))  # liked, disliked, contested
_SHARES = (0.42, 0.36, 0.22)
_TYPICAL = 18  # people who speak of a product that is spoken of
_CATEGORIES = 8
_DISCLOSURES = ("bought", "undisclosed", "gifted", "sponsored", "affiliate", "employee")
_DISCLOSED = tuple(accumulate((78, 12, 6, 1.5, 1.5, 1)))


@dataclass(slots=True)
class Product:
    """Be a product with its true support, before and after it was reformulated if it was."""

    id: str
    brand: str
    category: int
    support: float
    depends: float
    taste: float  # how far the two kinds of members differ about it
    niche: bool
    changed_at: float | None = None
    before: float = 0.0

    def support_at(self, t: float) -> float:
        """Return the true support on a day."""
        return self.before if self.changed_at is not None and t < self.changed_at else self.support


@dataclass(slots=True)
class Member:
    """Be an honest account: when it came, how, how much it says, which kind of person it is."""

    id: str
    joined: float
    created: float
    invite: str | None
    activity: float
    kind: int


@dataclass(slots=True)
class World:
    """Hold one community's events, unsorted, and the truth."""

    seed: int
    size: int
    products: list[Product]
    members: list[Member]
    events: list[Event] = field(default_factory=list)
    given: dict[str, list[tuple[float, str, str]]] = field(default_factory=dict)

    def stream(self, more: list[Event] | None = None) -> list[Event]:
        """Return the events in time order, others among them, and the question at the end."""
        ordered = sorted([*self.events, *(more or [])], key=lambda event: float(event["t"]))
        return [*ordered, {"type": "now", "t": DAYS}]


def truth(support: float) -> str:
    """Return the right label for a support."""
    if support <= 0.4:
        return "skip"
    return "worth" if support >= 0.6 else "mixed"


def make(seed: int, size: int, moderated: bool = False) -> World:
    """Make a community of a size; in a moderated one every verdict is approved within a day."""
    draw = random.Random(f"world {seed} {size}")
    members = [_member(draw, number) for number in range(size)]
    products = [_product(draw, number) for number in range(12 + size * 2 // 5)]
    world = World(seed, size, products, members)
    world.events += [_named(product) for product in products]
    world.events += [_joined(member) for member in members]
    for product in products:
        world.given[product.id] = []
        if product.changed_at is not None:
            again = {**_named(product), "t": product.changed_at}
            if draw.random() < 0.5:
                again["price"] = 45
            world.events.append(again)
    _talk(draw, world)
    if moderated:
        approve(world.events)
    return world


def approve(events: list[Event]) -> None:
    """Let a moderator approve every verdict within a day."""
    events += [
        {"type": "moderate", "t": event["t"] + 0.5, "verdict": event["id"], "action": "approve"}
        for event in list(events)
        if event["type"] == "verdict"
    ]


def _member(draw: random.Random, number: int) -> Member:
    joined = draw.uniform(-200, 0) if draw.random() < 0.5 else draw.uniform(0, DAYS - 5)
    created = joined - (draw.expovariate(1 / 900) if draw.random() < 0.93 else draw.uniform(0, 20))
    way = draw.random()
    invite = None if way < 0.5 else "door" if way < 0.7 else f"friend-{number // 4}"
    activity = draw.lognormvariate(0, 0.9)
    return Member(f"m{number}", joined, created, invite, activity, number % 2)


def _product(draw: random.Random, number: int) -> Product:
    niche = draw.random() < 0.12
    support = draw.betavariate(*draw.choices(_SUPPORTS, _SHARES)[0])
    product = Product(
        id=f"p{number}",
        brand=f"b{draw.randrange(1 + number // 2)}",
        category=draw.randrange(_CATEGORIES),
        support=support,
        depends=draw.uniform(*_DEPENDS),
        taste=draw.uniform(0, 0.35),
        niche=niche,
    )
    if draw.random() < 0.05:
        product.changed_at = draw.uniform(DAYS * 0.4, DAYS * 0.8)
        product.before = min(1.0, max(0.0, 1 - support + draw.uniform(-0.1, 0.1)))
    return product


def _named(product: Product) -> Event:
    return {
        "type": "product",
        "t": -200,
        "id": product.id,
        "brand": product.brand,
        "category": f"c{product.category}",
        "price": 30,
    }


def _joined(member: Member) -> Event:
    return {
        "type": "member",
        "t": member.joined,
        "id": member.id,
        "account_created": member.created,
        "joined": member.joined,
        "invite": member.invite,
        "role": "member",
    }


def _talk(draw: random.Random, world: World) -> None:
    """Let members speak about products: a third hear one or two, a few hear most, some at once."""
    people = list(accumulate(member.activity for member in world.members))
    for product in world.products:
        threads = [draw.uniform(0, DAYS) for _ in range(draw.choice((0, 0, 1, 2)))]
        herding = 0.15 if draw.random() < 0.2 else 0.0
        speakers = draw.choices(world.members, cum_weights=people, k=_count(draw, world.size))
        said = [
            (_moment(draw, member, threads), member)
            for member in {each.id: each for each in speakers}.values()
            if not (product.niche and member.kind)
        ]
        _say(draw, world, product, sorted(said, key=lambda each: each[0]), herding)


def _count(draw: random.Random, size: int) -> int:
    """Return how many times somebody speaks of a product."""
    if draw.random() < 1 / 3:
        return draw.choice((1, 2))
    return 3 + min(2 * size, round(draw.lognormvariate(0, 1.0) * _TYPICAL))


def _moment(draw: random.Random, member: Member, threads: list[float]) -> float:
    first = max(0.0, member.joined)
    if threads and draw.random() < 0.6:
        return min(DAYS - 0.5, max(first, draw.choice(threads) + draw.expovariate(1 / 1.5)))
    return draw.uniform(first, DAYS - 0.5)


def _say(
    draw: random.Random,
    world: World,
    product: Product,
    said: list[tuple[float, Member]],
    herding: float,
) -> None:
    seen: list[str] = []
    for at, member in said:
        if seen and draw.random() < herding:
            stance = max(set(seen), key=lambda each: (seen.count(each), each))
        else:
            stance = opinion(draw, product, at, member.kind)
        seen.append(stance)
        disclosure = draw.choices(_DISCLOSURES, cum_weights=_DISCLOSED)[0]
        if disclosure in ("gifted", "sponsored", "affiliate", "employee") and draw.random() < 0.6:
            stance = "worth"
        world.given[product.id].append((at, member.id, stance))
        named = () if stance == "worth" or draw.random() < 0.7 else (_instead(draw, product),)
        world.events.append(
            verdict(f"{product.id} {member.id}", member.id, product, at, stance, disclosure, *named)
        )


def _instead(draw: random.Random, product: Product) -> str:
    """Name an alternative as honest people do: mostly the one that everybody knows."""
    return f"{product.id} alternative {draw.choices((1, 2, 3), (5, 2, 1))[0]}"


def opinion(draw: random.Random, product: Product, t: float, kind: int) -> str:
    """Draw what an honest member of a kind finds: in the mean, the product's support."""
    shift = 0.0 if product.niche else product.taste * (0.5 if kind else -0.5)
    middle = product.support_at(t)
    room = min(middle, 1 - middle)
    support = middle + max(-room, min(room, shift))
    depends = min(product.depends, 2 * min(support, 1 - support))
    value = draw.random()
    if value < depends:
        return "depends"
    return "worth" if value < depends + support - depends / 2 else "skip"


def verdict(
    id_: str, member: str, product: Product, t: float, stance: str, disclosure: str, *pushed: str
) -> Event:
    """Make a verdict's event."""
    return {
        "type": "verdict",
        "t": t,
        "id": id_,
        "member": member,
        "product": product.id,
        "verdict": stance,
        "reasons": [],
        "disclosure": disclosure,
        "months": 3,
        "price": 30,
        "alternatives": list(pushed),
        "text": "",
    }
