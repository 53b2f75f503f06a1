"""What a method is worth: on honest communities, and on the same ones under attack."""

import random
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, fields

from benchmarks.consensus.attacks import ATTACKS, Attack, Plan
from benchmarks.consensus.methods import METHODS, Said
from benchmarks.consensus.world import DAYS, World, approve, make, truth

SIZES = (5, 15, 50, 150, 500, 1500, 5000)
_RANK = {"skip": 0, "mixed": 1, "worth": 2}
_SUPPORT = {"worth": 1.0, "depends": 0.5, "skip": 0.0}
_ATTACKED = 0.15  # of a world's products that can be attacked
_MIN_VOICES = 5  # honest ones on a product that is worth an attack


@dataclass(slots=True)
class Honest:
    """Count how a method does where nobody attacks."""

    products: int = 0
    stated: int = 0
    right: int = 0
    confidence: float = 0.0
    niche: int = 0
    niche_right: int = 0
    changed: int = 0
    changed_stated: int = 0
    changed_right: int = 0

    def take(self, world: World, said: dict[str, Said]) -> None:
        """Count one world's answers."""
        for product in world.products:
            answer = said[product.id]
            right = answer.label == truth(product.support)
            self.products += 1
            self.niche += product.niche
            self.niche_right += product.niche and right
            if product.changed_at is not None and len(world.given[product.id]) >= _MIN_VOICES:
                self.changed += 1
                self.changed_stated += answer.label != "none"
                self.changed_right += right
            if answer.label != "none":
                self.stated += 1
                self.right += right
                self.confidence += answer.confidence

    def merge(self, other: "Honest") -> None:
        """Count another's in."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    @property
    def coverage(self) -> float:
        """Return the share of all products for which the right answer is stated."""
        return self.right / max(1, self.products)

    @property
    def of_niche(self) -> float:
        """Return the same of niche products."""
        return self.niche_right / max(1, self.niche)

    @property
    def anew(self) -> float:
        """Return the share of what is stated of reformulated products that is right."""
        return self.changed_right / max(1, self.changed_stated)

    @property
    def precision(self) -> float:
        """Return the share of what is stated that is right."""
        return self.right / max(1, self.stated)

    @property
    def miscalibration(self) -> float:
        """Return the mean confidence of what is stated minus its precision."""
        return self.confidence / max(1, self.stated) - self.precision


@dataclass(slots=True)
class Attacked:
    """Count how a method does on attacked products."""

    products: int = 0
    overturned: int = 0
    right_before: int = 0
    silenced: int = 0
    differing: int = 0
    withheld: Counter[str] = field(default_factory=Counter)  # the silenced, by the check

    def merge(self, other: "Attacked") -> None:
        """Count another's in."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))

    @property
    def overturns(self) -> float:
        """Return how many of a thousand products were overturned."""
        return 1000 * self.overturned / max(1, self.products)

    @property
    def silence(self) -> float:
        """Return the share of right answers that are no longer stated."""
        return self.silenced / max(1, self.right_before)

    def take(self, attack: Attack, sample: str, before: Said, after: Said) -> None:
        """Count one product by what its honest people say, and the answers without and with it."""
        right = truth(attack.product.support)
        self.products += 1
        self.differing += before != after
        others = (right, sample, before.label)
        self.overturned += all(_past(attack, after.label, other) for other in others)
        if before.label == right:
            self.right_before += 1
            if after.label == "none":
                self.silenced += 1
                self.withheld[after.why] += 1


def _past(attack: Attack, label: str, other: str) -> bool:
    """Say whether a label is beyond another in the attackers' direction."""
    if label not in _RANK:
        return False
    if other not in _RANK:
        return True
    further = _RANK[label] - _RANK[other]
    return further > 0 if attack.lift else further < 0


def honest(
    seeds: Iterable[int], sizes: Iterable[int], names: Iterable[str], moderated: bool = False
) -> dict[tuple[str, int], Honest]:
    """Judge methods on honest communities; the smaller they are, the more of them."""
    counts: dict[tuple[str, int], Honest] = defaultdict(Honest)
    for size in sizes:
        for seed in seeds:
            for again in range(max(1, min(40, 600 // size))):
                world = make(seed * 1000 + again, size, moderated)
                events = world.stream()
                for name in names:
                    counts[name, size].take(world, METHODS[name](events))
    return counts


def attacked(
    seeds: Iterable[int],
    share: float,
    names: Iterable[str],
    moderated: bool = False,
    size: int = 300,
    patient: bool = False,
) -> dict[tuple[str, str], Attacked]:
    """Judge methods on attacked products, each world with and without its attacks."""
    counts: dict[tuple[str, str], Attacked] = defaultdict(Attacked)
    for seed in seeds:
        world = make(seed, size, moderated)
        before = {name: METHODS[name](world.stream()) for name in names}
        for kind in ATTACKS:
            draw = random.Random(f"attack {seed} {kind} {share}")
            attacks, events = _mount(draw, world, kind, share, patient)
            if moderated:
                approve(events)
            stream = world.stream(events)
            for name in names:
                said = METHODS[name](stream)
                for attack in attacks:
                    id_ = attack.product.id
                    sample = _sample(world, id_)
                    counts[name, kind].take(attack, sample, before[name][id_], said[id_])
    return counts


def _sample(world: World, product: str) -> str:
    """Return the label of what the honest people say, all of them alike."""
    said = [_SUPPORT[stance] for _, _, stance in world.given[product]]
    return truth(sum(said) / len(said))


def _mount(
    draw: random.Random, world: World, kind: str, share: float, patient: bool
) -> tuple[list[Attack], list[dict[str, object]]]:
    """Attack some products of a world, each with that share of all its voices."""
    worth_it = [
        each
        for each in world.products
        if len(world.given[each.id]) >= _MIN_VOICES and each.changed_at is None
    ]
    chosen = draw.sample(worth_it, max(1, round(len(worth_it) * _ATTACKED)))
    attacks, events = [], []
    for product in chosen:
        honest_voices = len(world.given[product.id])
        count = max(1, round(honest_voices * share / (1 - share)))
        right = truth(product.support)
        lift = right == "skip" or (right == "mixed" and draw.random() < 0.5)
        attack = Attack(product, lift, count, patient)
        plan = Plan(draw, world, attack)
        ATTACKS[kind](plan)
        attacks.append(attack)
        events += [event for event in plan.events if event["t"] <= DAYS]
    return attacks, events
