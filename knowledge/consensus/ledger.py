"""A community's products and members as events come in, with every product's answer at any day.

An update costs the same however much has come before; an answer reads one product's counters.
"""

from collections.abc import Iterator
from math import floor
from typing import NamedTuple

from knowledge.community import Openness
from knowledge.consensus.answer import Answer, Label, answer
from knowledge.consensus.books import Given, Member, Product, begins_epoch, voice_of
from knowledge.consensus.events import (
    BLANK,
    BanEvent,
    Event,
    Id,
    MemberEvent,
    ModerateEvent,
    ProductEvent,
    TrustEvent,
    VerdictEvent,
    name_of,
)
from knowledge.consensus.evidence import Evidence
from knowledge.consensus.standing import (
    NEVER,
    SETTLED,
    Account,
    counts_from,
)
from knowledge.consensus.weights import PERIOD, STANCES, tenths
from knowledge.verdict import Acquired

_VOUCHED_ROLES = frozenset({"owner", "admin", "moderator", "founder", "founding", "trusted"})


class Found(NamedTuple):
    """Be one product's answer: `newcomers` by STANCES, `past` the labels of earlier epochs."""

    product: Id
    answer: Answer
    newcomers: tuple[int, int, int]
    epoch: int
    past: tuple[tuple[float, Label], ...]


class Ledger:
    """Take events in and answer for every product."""

    def __init__(self, openness: Openness = Openness.GUARDED) -> None:
        """Take whose verdicts the community counts."""
        self._openness = openness
        self._products: dict[str, Product] = {}
        self._members: dict[str, Member] = {}
        self._verdicts: dict[str, Given] = {}
        self._early: dict[str, ModerateEvent] = {}  # decisions that came before their verdict
        self._invites: dict[str, int] = {}
        self._decided = 0
        self._known = False  # something was told of some account
        self._disclosing = False  # somebody disclosed how they got a thing
        self._moderated = False  # then silence is no approval

    def take(self, event: Event) -> None:
        """Take one event in; a vote or a question of the time changes nothing."""
        if isinstance(event, VerdictEvent):
            self._verdict(event)
        elif isinstance(event, ModerateEvent):
            self._moderate(event)
        elif isinstance(event, MemberEvent):
            self._member(event)
        elif isinstance(event, ProductEvent):
            self._product(event)
        elif isinstance(event, TrustEvent):
            member = self._member_of(event.member, event.t)
            member.trusted = event.holds
            self._stand(member, barred=member.account.barred)
        elif isinstance(event, BanEvent):
            self._stand(self._member_of(event.member, event.t), barred=event.holds)

    def answers(self, day: float) -> Iterator[Found]:
        """Yield each product's answer as of a day."""
        self._see_whether_moderated()
        doors = self._doors()
        for product in self._products.values():
            product.come_of_age(day)
            found = answer(product.evidence, floor(day), doors)
            said = [given.voice.stance for given in product.waiting.values()]
            if found.label is Label.NONE and said:
                found = Answer(Label.TOO_FEW)
            newcomers = (said.count(0), said.count(1), said.count(2))
            yield Found(product.event.id, found, newcomers, product.epochs, tuple(product.past))

    def _see_whether_moderated(self) -> None:
        """Note whether most verdicts are decided on by hand, before anything is answered."""
        moderated = bool(self._verdicts) and self._decided * 2 >= len(self._verdicts)
        if moderated is not self._moderated:
            self._moderated = moderated
            for member in self._members.values():
                self._settle(member)

    def _doors(self) -> frozenset[str]:
        """Return the invites by which more than half of all members came."""
        return frozenset(
            name for name, people in self._invites.items() if people * 2 > len(self._members)
        )

    def _product(self, event: ProductEvent) -> None:
        name = str(name_of(event.id))
        known = self._products.get(name)
        if known is None:
            self._products[name] = Product(event)
            return
        if known.named and begins_epoch(known.event, event):
            self._see_whether_moderated()
            known.come_of_age(event.t)
            ended = answer(known.evidence, floor(event.t), self._doors())
            known.past.append((event.t, ended.label))
            known.evidence, known.waiting = Evidence(), {}
            known.epochs += 1
        brand, known.named = known.brand, True
        known.name(event)
        if known.brand != brand:
            for member in known.speakers:
                self._settle(member)

    def _member_of(self, id_: Id, t: float) -> Member:
        name = str(name_of(id_))
        member = self._members.get(name)
        if member is None:
            member = self._members[name] = Member(t)
        return member

    def _member(self, event: MemberEvent) -> None:
        if not self._known:
            self._known = True
            for each in self._members.values():
                self._place_all(each)
        member = self._member_of(event.id, event.t)
        if member.invite is not None:
            self._invites[member.invite] -= 1
        member.invite = name_of(event.invite)
        if member.invite is not None:
            self._invites[member.invite] = self._invites.get(member.invite, 0) + 1
        member.vouched_role = str(event.role).casefold() in _VOUCHED_ROLES
        member.joined = floor(event.came) // PERIOD
        member.account = Account(event.came, event.created, barred=member.account.barred)
        self._stand(member, barred=member.account.barred)

    def _stand(self, member: Member, *, barred: bool) -> None:
        """Set what is known of an account, and all of its verdicts by it."""
        account = member.account
        vouched = member.trusted or member.vouched_role
        member.account = Account(account.joined, account.created, vouched, barred)
        self._place_all(member)

    def _verdict(self, event: VerdictEvent) -> None:
        id_, about = str(name_of(event.id)), str(name_of(event.product))
        product = self._products.get(about)
        if product is None:
            product = self._products[about] = Product(ProductEvent(event.t, event.product))
            product.named = False
        member = self._member_of(event.member, event.t)
        product.speakers[member] = None
        earlier = member.given.pop(about, None)
        if earlier is not None:
            self._forget(earlier)
        again = self._verdicts.get(id_)
        if again is not None:
            del again.member.given[again.product.id]
            self._forget(again)
        if not self._disclosing and event.disclosed != BLANK:
            self._begin_disclosing()
        voice = voice_of(event, member, disclosing=self._disclosing)
        given = Given(id_, member, product, voice, event.t)
        self._verdicts[id_] = member.given[product.id] = given
        if earlier is not None:
            self._settle(member)
        elif self._first(given):
            self._place_all(member)
        else:
            self._place(given)
        if (decision := self._early.pop(id_, None)) is not None:
            self._moderate(decision)

    def _begin_disclosing(self) -> None:
        """Weigh what was left blank as such, now that others do disclose."""
        self._disclosing = True
        for given in self._verdicts.values():
            given.product.drop(given)
            blank = tenths(STANCES[given.voice.stance], acquired=Acquired.UNSAID)
            given.voice = given.voice._replace(tenths=blank)
            self._place(given)

    def _forget(self, given: Given) -> None:
        given.product.drop(given)
        del self._verdicts[given.id]
        self._decided -= given.decided is not None

    def _moderate(self, event: ModerateEvent) -> None:
        name = str(name_of(event.verdict))
        given = self._verdicts.get(name)
        if given is None:
            self._early[name] = event
            return
        self._decided += given.decided is None
        if event.action == "reject":
            given.decided = NEVER
            self._settle(given.member)
            return
        was_down = given.decided == NEVER
        given.decided = event.t if given.decided is None else min(given.decided, event.t)
        if self._first(given):
            self._place_all(given.member)
        elif was_down:
            self._place(given)

    def _settled(self, given: Given) -> float:
        """Return the day on which a verdict counts as approved."""
        if given.decided == NEVER:
            return NEVER
        silent = NEVER if self._moderated else given.at + SETTLED
        return silent if given.decided is None else min(silent, given.decided)

    def _first(self, given: Given) -> bool:
        """Note a verdict among its member's first; say whether that changed them."""
        return given.member.note_first(self._settled(given), given.product.brand)

    def _settle(self, member: Member) -> None:
        """Find a member's first approved verdicts anew, and place all of theirs by them."""
        member.firsts = []
        for given in member.given.values():
            self._first(given)
        self._place_all(member)

    def _place_all(self, member: Member) -> None:
        for given in member.given.values():
            self._place(given)

    def _place(self, given: Given) -> None:
        """Put a verdict where it belongs now: waiting until its day comes, or nowhere."""
        member, product = given.member, given.product
        product.drop(given)
        voice = given.voice
        known = (member.account.vouched, member.invite, member.joined)
        if (voice.vouched, voice.invite, voice.joined) != known:
            vouched, invite, joined = known
            given.voice = voice._replace(vouched=vouched, invite=invite, joined=joined)
        if member.account.barred or given.decided == NEVER or given.epoch != product.epochs:
            return
        elsewhere = [day for day, brand in member.firsts if brand != product.brand]
        # Where nothing is told of any account, nobody can be told to be new, so nobody is mute.
        openness = self._openness if self._known else Openness.OPEN
        given.since = counts_from(member.account, elsewhere, openness)
        product.waiting[given.id] = given
