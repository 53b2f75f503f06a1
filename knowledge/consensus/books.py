"""What the ledger remembers of each verdict, product and member."""

from knowledge.consensus.answer import Label
from knowledge.consensus.events import Id, ProductEvent
from knowledge.consensus.evidence import Evidence, Voice
from knowledge.consensus.standing import NEVER, Account

REPRICED = 0.1  # a price that moved by more than this share begins a new epoch
Brand = Id | tuple[str, Id]  # a product without a brand is a brand of its own


class Given:
    """Be one verdict and where it stands."""

    __slots__ = ("at", "counted", "decided", "epoch", "id", "member", "product", "since", "voice")

    def __init__(
        self, id_: Id, member: "Member", product: "Product", voice: Voice, at: float
    ) -> None:
        """Take what was given, by whom, on what and when."""
        self.id, self.member, self.product, self.voice, self.at = id_, member, product, voice, at
        self.epoch = product.epochs
        self.decided: float | None = None  # the day of a moderator's approval; NEVER: taken down
        self.since: float = NEVER  # the day from which it counts
        self.counted = False


class Product:
    """Keep the verdicts of a product's present epoch."""

    __slots__ = ("brand", "epochs", "event", "evidence", "id", "past", "waiting")

    def __init__(self, event: ProductEvent) -> None:
        """Take how the product was named."""
        self.id, self.event = event.id, event
        self.brand: Brand = ("of", event.id) if event.brand is None else event.brand
        self.evidence = Evidence()
        self.waiting: dict[Id, Given] = {}
        self.epochs = 1
        self.past: list[tuple[float, Label]] = []  # what each epoch before ended with, and when

    def count(self, given: Given) -> None:
        """Put a verdict among the counted."""
        given.counted = True
        self.evidence.add(given.voice)

    def drop(self, given: Given) -> None:
        """Take a verdict out of wherever it is."""
        if given.counted:
            given.counted = False
            if given.epoch == self.epochs:
                self.evidence.remove(given.voice)
        else:
            self.waiting.pop(given.id, None)

    def come_of_age(self, day: float) -> None:
        """Count those who were waiting for a day that has come."""
        due = [given for given in self.waiting.values() if given.since <= day]
        for given in due:
            del self.waiting[given.id]
            self.count(given)


class Member:
    """Keep an account and its verdicts."""

    __slots__ = ("account", "firsts", "given", "invite", "joined", "trusted", "vouched_role")

    def __init__(self, joined: float) -> None:
        """Take the day on which the account came."""
        self.account = Account(joined)
        self.trusted = self.vouched_role = False  # by a moderator, by what they are
        self.invite: str | None = None
        self.joined: int | None = None  # the period in which they came, if known
        self.given: dict[Id, Given] = {}
        # The first approved verdicts on different brands: enough to leave any one brand out.
        self.firsts: list[tuple[float, Brand]] = []


def begins_epoch(before: ProductEvent, after: ProductEvent) -> bool:
    """Say whether a product that is named again is another one now."""
    if before.price and after.price and before.brand == after.brand:
        moved = abs(after.price - before.price) / before.price
        return moved > REPRICED or moved == 0
    return True
