"""What the ledger remembers of each verdict, product and member."""

from math import floor

from knowledge.consensus.answer import Label
from knowledge.consensus.events import ProductEvent, VerdictEvent, name_of
from knowledge.consensus.evidence import Evidence, Voice
from knowledge.consensus.standing import ELSEWHERE, NEVER, Account
from knowledge.consensus.weights import STANCES, tenths
from knowledge.verdict import Experience, Stance, Tie

REPRICED = 0.1  # a price that moved by more than this share begins a new epoch
Brand = str | tuple[str, str]  # a product without a brand is a brand of its own


class Given:
    """Be one verdict and where it stands."""

    __slots__ = ("at", "counted", "decided", "epoch", "id", "member", "product", "since", "voice")

    def __init__(
        self, id_: str, member: "Member", product: "Product", voice: Voice, at: float
    ) -> None:
        """Take what was given, by whom, on what and when."""
        self.id, self.member, self.product, self.voice, self.at = id_, member, product, voice, at
        self.epoch = product.epochs
        self.decided: float | None = None  # the day of a moderator's approval; NEVER: taken down
        self.since: float = NEVER  # the day from which it counts
        self.counted = False


class Product:
    """Keep the verdicts of a product's present epoch."""

    __slots__ = (
        "brand",
        "epochs",
        "event",
        "evidence",
        "id",
        "named",
        "past",
        "speakers",
        "waiting",
    )

    def __init__(self, event: ProductEvent) -> None:
        """Take how the product was named."""
        self.id = str(name_of(event.id))
        self.name(event)
        self.named = True  # False: only spoken of so far
        self.speakers: dict[Member, None] = {}  # in any epoch, each once
        self.evidence = Evidence()
        self.waiting: dict[str, Given] = {}
        self.epochs = 1
        self.past: list[tuple[float, Label]] = []  # what each epoch before ended with, and when

    def name(self, event: ProductEvent) -> None:
        """Take how the product is named now."""
        self.event = event
        brand = name_of(event.brand)
        self.brand: Brand = ("of", self.id) if brand is None else brand

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
        self.given: dict[str, Given] = {}  # by product
        # The first approved verdicts on different brands: enough to leave any one brand out.
        self.firsts: list[tuple[float, Brand]] = []

    def note_first(self, day: float, brand: Brand) -> bool:
        """Note a brand's verdict that counts as approved from a day; say whether it is a first."""
        if day >= NEVER:
            return False
        others = [each for each in self.firsts if each[1] != brand]
        own = [each for each in self.firsts if each[1] == brand]
        if own and own[0][0] <= day:
            return False
        firsts = sorted([*others, (day, brand)], key=_when)[: ELSEWHERE + 1]
        changed = firsts != self.firsts
        self.firsts = firsts
        return changed


def voice_of(event: VerdictEvent, member: Member, *, disclosing: bool) -> Voice:
    """Return what an answer needs of a verdict; while nobody discloses, a blank says nothing."""
    acquired, tie = event.disclosed
    pushes = event.pushed
    if tie is Tie.AFFILIATE and pushes and event.verdict is not Stance.WORTH:
        weight = 0
    elif disclosing:
        weight = tenths(event.verdict, Experience.OWNED, acquired, tie)
    else:
        weight = tenths(event.verdict)
    return Voice(
        STANCES.index(event.verdict),
        weight,
        floor(event.t),
        member.account.vouched,
        member.invite,
        pushes,
        member.joined,
    )


def begins_epoch(before: ProductEvent, after: ProductEvent) -> bool:
    """Say whether a product that is named again is another one now."""
    if before.amount and after.amount and name_of(before.brand) == name_of(after.brand):
        moved = abs(after.amount - before.amount) / before.amount
        return moved > REPRICED or moved == 0
    return True


def _when(first: tuple[float, Brand]) -> float:
    return first[0]
