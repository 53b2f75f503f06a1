"""Thirteen ways to move an answer with accounts and money, as events to mix into a world's."""

import random
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.consensus.world import DAYS, Event, Product, World, opinion, verdict

_LAST = DAYS - 1.0
_PATIENCE = 240.0  # days over which patient attackers spread


@dataclass(frozen=True, slots=True)
class Attack:
    """Set on one product: towards which end, with how many accounts."""

    product: Product
    lift: bool
    count: int
    patient: bool = False


class Plan:
    """Write one attack's events."""

    def __init__(self, draw: random.Random, world: World, attack: Attack) -> None:
        """Take the dice, the world, and what is to be moved."""
        self.draw, self.world, self.attack = draw, world, attack
        self.events: list[Event] = []
        self._made = 0
        self._patient = attack.patient
        self.product = attack.product
        self.tag = f"x{attack.product.id}"

    def lasting(self, days: float) -> float:
        """Return over how many days the attackers spread their verdicts."""
        return max(days, _PATIENCE) if self._patient else days

    def start(self, days: float) -> float:
        """Return a day on which that may begin."""
        days = self.lasting(days)
        return self.draw.uniform(max(DAYS / 3, DAYS - days - 60), DAYS - min(days, 200) - 2)

    def shared(self, name: str | None) -> tuple[str, ...]:
        """Return the mark that the attackers bear, unless they are patient enough to hide it."""
        return () if name is None or self._patient else (name,)

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
    start = plan.draw.uniform(DAYS - 40, DAYS - 10)
    ring = [plan.account(start - 5) for _ in range(plan.attack.count)]
    for member in ring:
        plan.push(member, start + plan.draw.random() * 7)
    plan.vote(ring[:30])


def _paid(plan: Plan, days: float, disclosure: str, *pushed: str) -> None:
    """Pay honest members, who speak within some days."""
    start = plan.start(days)
    for member in plan.insiders():
        plan.push(member, start + plan.draw.random() * plan.lasting(days), disclosure, *pushed)


def _disclosed_gifts(plan: Plan) -> None:
    _paid(plan, 21, "gifted")


def _disclosed_payment(plan: Plan) -> None:
    _paid(plan, 21, "sponsored")


def _hidden_payment(plan: Plan) -> None:
    _paid(plan, 10, "bought")


def _disclosed_affiliates(plan: Plan) -> None:
    _paid(plan, 90, "affiliate", "rival")


def _hidden_affiliates(plan: Plan) -> None:
    _paid(plan, 120, "undisclosed", *plan.shared("rival"))


def _puppets(
    plan: Plan, before: tuple[float, float], days: float, fillers: int, invite: str | None = None
) -> None:
    """Open accounts some time before, with honest verdicts behind them, that speak within days."""
    start = plan.start(days)
    for _ in range(plan.attack.count):
        joined = start - plan.draw.uniform(*before)
        at = start + plan.draw.random() * plan.lasting(days)
        plan.push(plan.account(joined, fillers, *plan.shared(invite)), at)


def _campaign(plan: Plan) -> None:
    _puppets(plan, (45, 50), 8, 2, plan.tag)


def _sock_puppets(plan: Plan) -> None:
    _puppets(plan, (60, 70), 10, 3)


def _infiltrators_burst(plan: Plan) -> None:
    _puppets(plan, (120, 300), 7, 5)


def _infiltrators_drip(plan: Plan) -> None:
    _puppets(plan, (120, 300), 120, 5)


ATTACKS: dict[str, Callable[[Plan], None]] = {
    "fresh accounts, burst": _fresh_burst,
    "fresh accounts, drip": _fresh_drip,
    "fresh accounts, swarm": _fresh_swarm,
    "fresh accounts, vote ring": _vote_ring,
    "disclosed gifts": _disclosed_gifts,
    "disclosed payment": _disclosed_payment,
    "hidden payment": _hidden_payment,
    "disclosed affiliates": _disclosed_affiliates,
    "hidden affiliates": _hidden_affiliates,
    "campaign by invite": _campaign,
    "sock puppets": _sock_puppets,
    "infiltrators, burst": _infiltrators_burst,
    "infiltrators, drip": _infiltrators_drip,
}
FRESH = tuple(name for name in ATTACKS if name.startswith("fresh"))
