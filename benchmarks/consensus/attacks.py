"""Thirteen ways to move an answer with accounts and money, as events to mix into a world's."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.consensus.world import DAYS, Event, Product, World, opinion, verdict

_LAST = DAYS - 1.0


@dataclass(frozen=True, slots=True)
class Attack:
    """Set on one product: towards which end, with how many accounts."""

    product: Product
    lift: bool
    count: int


class Plan:
    """Write one attack's events."""

    def __init__(self, draw: random.Random, world: World, attack: Attack) -> None:
        """Take the dice, the world, and what is to be moved."""
        self.draw, self.world, self.attack = draw, world, attack
        self.events: list[Event] = []
        self._made = 0
        self.product = attack.product
        self.tag = f"x{attack.product.id}"

    @property
    def stance(self) -> str:
        """Return what the attackers say."""
        return "worth" if self.attack.lift else "skip"

    def account(self, joined: float, fillers: int = 0, invite: str | None = None) -> str:
        """Open an account on a day, with honest verdicts on other brands behind it."""
        self._made += 1
        name = f"{self.tag}-{self._made}"
        age = self.draw.uniform(1, 300)
        self.events.append(
            {
                "type": "member",
                "t": joined,
                "id": name,
                "account_created": joined - age,
                "joined": joined,
                "invite": invite,
                "role": "member",
            }
        )
        others = [each for each in self.world.products if each.brand != self.product.brand]
        for product in self.draw.sample(others, min(fillers, len(others))):
            at = self.draw.uniform(joined, min(_LAST, joined + 60))
            stance = opinion(self.draw, product, at, self.draw.randrange(2))
            self.events.append(verdict(f"{name} {product.id}", name, product, at, stance, "bought"))
        return name

    def push(self, member: str, t: float, disclosure: str = "bought", *pushed: str) -> None:
        """Give the verdict that was paid for."""
        at = min(t, _LAST)
        made = verdict(
            f"{self.tag} {member}", member, self.product, at, self.stance, disclosure, *pushed
        )
        self.events.append(made)

    def insiders(self) -> list[str]:
        """Return honest members who have said nothing of the product, paid to do so."""
        said = {member for _, member, _ in self.world.given[self.product.id]}
        free = [
            each.id
            for each in self.world.members
            if each.id not in said and each.joined < DAYS - 60
        ]
        self.draw.shuffle(free)
        return free[: self.attack.count]

    def vote(self, voters: list[str]) -> None:
        """Vote one another's verdicts up."""
        for voter in voters:
            for other in voters:
                if voter != other:
                    self.events.append(
                        {
                            "type": "vote",
                            "t": _LAST,
                            "member": voter,
                            "verdict": f"{self.tag} {other}",
                            "value": 1,
                        }
                    )


def _fresh_burst(plan: Plan) -> None:
    start = plan.draw.uniform(DAYS - 12, DAYS - 4)
    for _ in range(plan.attack.count):
        plan.push(plan.account(start), start + plan.draw.random() * 2)


def _fresh_drip(plan: Plan) -> None:
    for _ in range(plan.attack.count):
        at = plan.draw.uniform(DAYS - 120, DAYS - 1)
        plan.push(plan.account(at - 1), at)


def _fresh_swarm(plan: Plan) -> None:
    start = plan.draw.uniform(DAYS - 40, DAYS - 6)
    for _ in range(plan.attack.count):
        at = start + plan.draw.random() * 5
        plan.push(plan.account(at - 1, fillers=plan.draw.randrange(2)), at)


def _vote_ring(plan: Plan) -> None:
    start = plan.draw.uniform(DAYS - 150, DAYS - 40)
    ring = [plan.account(start - 60, fillers=3) for _ in range(plan.attack.count)]
    for member in ring:
        plan.push(member, start + plan.draw.random() * 30)
    plan.vote(ring[:30])


def _disclosed_gifts(plan: Plan) -> None:
    for member in plan.insiders():
        plan.push(member, plan.draw.uniform(DAYS - 60, _LAST), "gifted")


def _hidden_payment(plan: Plan) -> None:
    for member in plan.insiders():
        plan.push(member, plan.draw.uniform(DAYS - 45, _LAST))


def _hidden_payment_slow(plan: Plan) -> None:
    for member in plan.insiders():
        plan.push(member, plan.draw.uniform(DAYS - 240, _LAST))


def _disclosed_affiliates(plan: Plan) -> None:
    for member in plan.insiders():
        plan.push(member, plan.draw.uniform(DAYS - 90, _LAST), "affiliate", "rival")


def _hidden_affiliates(plan: Plan) -> None:
    for _ in range(plan.attack.count):
        at = plan.draw.uniform(DAYS - 120, _LAST)
        plan.push(plan.account(at - 90, fillers=3), at, "undisclosed", "rival")


def _campaign(plan: Plan) -> None:
    start = plan.draw.uniform(DAYS - 60, DAYS - 12)
    for _ in range(plan.attack.count):
        plan.push(
            plan.account(start - 50, fillers=2, invite=plan.tag), start + plan.draw.random() * 8
        )


def _infiltrators_burst(plan: Plan) -> None:
    start = plan.draw.uniform(DAYS - 90, DAYS - 10)
    for _ in range(plan.attack.count):
        joined = start - plan.draw.uniform(120, 300)
        plan.push(plan.account(joined, fillers=5), start + plan.draw.random() * 7)


def _infiltrators_drip(plan: Plan) -> None:
    for _ in range(plan.attack.count):
        at = plan.draw.uniform(DAYS - 200, _LAST)
        plan.push(plan.account(at - plan.draw.uniform(120, 300), fillers=5), at)


def _invited_slow(plan: Plan) -> None:
    for _ in range(plan.attack.count):
        at = plan.draw.uniform(DAYS - 180, _LAST)
        plan.push(plan.account(at - 100, fillers=3, invite=plan.tag), at, "undisclosed")


ATTACKS: dict[str, Callable[[Plan], None]] = {
    "fresh accounts, burst": _fresh_burst,
    "fresh accounts, drip": _fresh_drip,
    "fresh accounts, swarm": _fresh_swarm,
    "vote ring": _vote_ring,
    "disclosed gifts": _disclosed_gifts,
    "hidden payment": _hidden_payment,
    "hidden payment, slow": _hidden_payment_slow,
    "disclosed affiliates": _disclosed_affiliates,
    "hidden affiliates": _hidden_affiliates,
    "campaign by invite": _campaign,
    "infiltrators, burst": _infiltrators_burst,
    "infiltrators, drip": _infiltrators_drip,
    "sock puppets, slow": _invited_slow,
}
FRESH = tuple(name for name in ATTACKS if name.startswith("fresh"))
