"""A community's events, one by one: whose verdict counts when, and what undoes what."""

import random
from typing import Any

import msgspec
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from knowledge.community import Openness
from knowledge.consensus.answer import Answer, Label
from knowledge.consensus.events import Event
from knowledge.consensus.ledger import Ledger
from knowledge.consensus.standing import NEVER, Account, counts_from

DAY = 500


def event(type_: str, t: float, **more: Any) -> Event:
    """Make an event as a line of JSON would be."""
    found: Event = msgspec.convert({"type": type_, "t": t, **more}, Event)
    return found


def verdict(member: str, product: str, stance: str = "worth", t: float = 100, **more: Any) -> Event:
    """Make a verdict of somebody who bought it."""
    values = {"disclosure": "bought", "id": f"{member} on {product}", **more}
    return event("verdict", t, member=member, product=product, verdict=stance, **values)


def old_hand(member: str, **more: Any) -> list[Event]:
    """Make a member who came early and has spoken of two other brands."""
    return [
        event("member", 0, id=member, joined=0, account_created=-900, **more),
        verdict(member, "lamp", t=10),
        verdict(member, "chair", t=20),
    ]


def after(*groups: list[Event] | Event) -> Ledger:
    """Take events in."""
    ledger = Ledger()
    for product in ("cup", "lamp", "chair"):
        ledger.take(event("product", 0, id=product, brand=f"brand of {product}", price=30))
    for each in groups:
        for one in each if isinstance(each, list) else [each]:
            ledger.take(one)
    return ledger


def cup(ledger: Ledger, day: float = DAY) -> tuple[Answer, tuple[int, int, int]]:
    """Return the cup's answer and its newcomers by stance."""
    return next((f.answer, f.newcomers) for f in ledger.answers(day) if f.product == "cup")


def three(stance: str = "worth", t: float = 100) -> list[Event]:
    """Let three old hands speak of the cup."""
    names = ("ada", "ben", "cyd")
    hands = [each for name in names for each in old_hand(name)]
    return [*hands, *(verdict(name, "cup", stance, t) for name in names)]


def test_three_old_hands_make_an_answer() -> None:
    """Members who have been around count."""
    found, newcomers = cup(after(three()))
    assert (found.label, found.counted, newcomers) == (Label.WORTH, (3, 0, 0), (0, 0, 0))


def test_newcomers_are_shown_and_not_counted() -> None:
    """Forty who came for this one product change nothing but the number of newcomers."""
    crowd = [
        each
        for number in range(40)
        for each in (
            event("member", 495, id=f"new{number}", joined=495, account_created=490),
            verdict(f"new{number}", "cup", "skip", t=496),
        )
    ]
    found, newcomers = cup(after(three(), crowd))
    assert found == cup(after(three()))[0]
    assert newcomers == (0, 0, 40)


def test_only_newcomers_are_too_few() -> None:
    """A product of which only newcomers spoke has reports, but not enough that count."""
    known = event("member", DAY, id="new", joined=DAY)
    found, newcomers = cup(after(known, verdict("new", "cup", t=DAY)))
    assert (found.label, newcomers) == (Label.TOO_FEW, (1, 0, 0))


def test_where_no_account_is_known_everybody_counts() -> None:
    """A list of opinions is not mute; the first thing told of any account guards all of it."""
    opinions = [verdict(f"u{number}", "cup", disclosure="undisclosed") for number in range(9)]
    ledger = after(opinions)
    assert cup(ledger)[0].label is Label.WORTH
    ledger.take(event("member", 200, id="ada", joined=0))
    assert cup(ledger) == (Answer(Label.TOO_FEW), (9, 0, 0))


def test_a_blank_weighs_full_until_somebody_discloses() -> None:
    """Where nobody was asked a blank says nothing; from the first disclosure on it does."""
    names = ("ada", "ben", "cyd")
    hands = [event("member", 0, id=name, joined=0) for name in names]
    blank = [
        verdict(name, product, disclosure="undisclosed")
        for name in names
        for product in ("cup", "lamp", "chair")
    ]
    ledger = after(hands, blank, verdict("dot", "lamp", disclosure=None))
    full = cup(ledger)[0]
    ledger.take(verdict("eve", "chair"))
    half = cup(ledger)[0]
    assert full.counted == half.counted == (3, 0, 0)
    assert half.weight_for == full.weight_for / 2


def test_a_newcomer_comes_of_age_by_time_alone() -> None:
    """Nothing has to happen on the day on which a member begins to count."""
    ledger = after(three(), old_hand("dot"), verdict("dot", "cup", "skip", t=30))
    assert cup(ledger, 33.9)[0].counted[2] == 0
    assert cup(ledger, 34.1)[0].counted[2] == 1  # the second other verdict has stood for 14 days


def test_trust_counts_at_once_and_its_end_restores() -> None:
    """A moderator's word lets a newcomer count, and taking it back is exact."""
    ledger = after(three(), verdict("new", "cup", "skip", t=DAY))
    before = cup(ledger)
    ledger.take(event("trust", DAY, member="new", on=True))
    assert cup(ledger)[0].counted == (3, 0, 1)
    ledger.take(event("trust", DAY, member="new", on=False))
    assert cup(ledger) == before


def test_barring_removes_exactly() -> None:
    """A barred member leaves no trace in an answer, and is back when let in again."""
    four = after(three(), old_hand("dot"), verdict("dot", "cup", "skip"))
    before = cup(four)
    four.take(event("ban", DAY, member="dot", on=True))
    assert cup(four) == cup(after(three()))
    four.take(event("ban", DAY, member="dot", on=False))
    assert cup(four) == before


def test_a_verdict_taken_down_neither_counts_nor_vouches() -> None:
    """A rejected verdict is out of its answer, and no proof of having been around."""
    ledger = after(three())
    ledger.take(event("moderate", 200, verdict="ada on cup", action="reject"))
    assert cup(ledger)[0].counted == (2, 0, 0)
    ledger.take(event("moderate", 210, verdict="ben on lamp", action="reject"))
    assert cup(ledger)[0].counted == (1, 0, 0)
    ledger.take(event("moderate", 220, verdict="ada on cup", action="approve"))
    ledger.take(event("moderate", 220, verdict="ben on lamp", action="approve"))
    assert cup(ledger)[0].counted == (3, 0, 0)


def test_where_moderators_approve_silence_is_no_approval() -> None:
    """When most verdicts are decided on by hand, an undecided one vouches for nobody."""
    approved = [
        event("moderate", 150, verdict=f"{name} on {product}", action="approve")
        for name in ("ada", "ben", "cyd")
        for product in ("lamp", "chair", "cup")
    ]
    dot = [*old_hand("dot"), verdict("dot", "cup", "skip")]
    assert cup(after(three(), dot))[1] == (0, 0, 0)
    assert cup(after(three(), dot, approved))[1] == (0, 0, 1)


def test_votes_carry_no_weight() -> None:
    """However many vote a verdict up, its answer stays."""
    votes = [
        event("vote", 300, member=f"voter{number}", verdict="ada on cup", value=1)
        for number in range(50)
    ]
    assert cup(after(three(), votes)) == cup(after(three()))


def test_a_member_has_one_verdict_on_a_product() -> None:
    """A second one stands in place of the first."""
    found = cup(after(three(), verdict("ada", "cup", "skip", t=300, id="again")))[0]
    assert found.counted == (2, 0, 1)


def test_affiliates_of_what_they_push_weigh_nothing_against_it() -> None:
    """Trashing a product to sell another is not evidence."""
    rival = verdict("ada", "cup", "skip", t=300, disclosure="affiliate", alternatives=["pot"])
    assert cup(after(three(), rival))[0].counted == (2, 0, 0)


@pytest.mark.parametrize(("price", "counted"), [(30, 0), (60, 0), (31, 3)])
def test_another_product_under_the_old_name_starts_anew(price: float, counted: int) -> None:
    """What is named again was reformulated or repriced; a little price change is neither."""
    ledger = after(three())
    ledger.take(event("product", 400, id="cup", brand="brand of cup", price=price))
    assert cup(ledger)[0].voices == counted
    ledger.take(verdict("ada", "cup", "skip", t=450, id="anew"))
    assert cup(ledger)[0].counted[2] == 1
    past = next(found.past for found in ledger.answers(DAY) if found.product == "cup")
    assert past == (() if counted else ((400, Label.WORTH),))


def _spoken_of(brand: str, *again: Event) -> Ledger:
    """Let three speak of q of brand b2, z of b3, and p of a brand; p may be named again."""
    ledger = Ledger()
    for product, its in (("q", "b2"), ("z", "b3"), ("p", brand)):
        ledger.take(event("product", 0, id=product, brand=its, price=10))
    for name in ("ada", "ben", "cyd"):
        ledger.take(event("member", 0, id=name, joined=0))
        for product in ("q", "z", "p"):
            ledger.take(verdict(name, product))
    for each in again:
        ledger.take(each)
    return ledger


def _of(ledger: Ledger, product: str) -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """Return a product's counted and newcomers."""
    found = next(each for each in ledger.answers(DAY) if each.product == product)
    return found.answer.counted, found.newcomers


def test_a_product_named_again_with_another_brand_is_of_that_brand() -> None:
    """Who spoke of it has spoken of its new brand; back under the old one, they count again."""
    to_b2, back = (
        event("product", t, id="p", brand=brand, price=10)
        for t, brand in ((400, "b2"), (450, "b1"))
    )
    nobody, all_three = (0, 0, 0), (3, 0, 0)
    assert _of(_spoken_of("b1"), "z") == (all_three, nobody)
    for ledger in (_spoken_of("b1", to_b2), _spoken_of("b2")):
        assert _of(ledger, "z") == (nobody, all_three)
    assert _of(_spoken_of("b1", to_b2, back), "z") == (all_three, nobody)
    anew = [verdict(name, "p", t=420, id=f"{name} anew") for name in ("ada", "ben", "cyd")]
    assert _of(_spoken_of("b1", to_b2, *anew), "p") == (nobody, all_three)
    assert _of(_spoken_of("b1", *anew), "p") == (all_three, nobody)


def test_an_invite_by_which_most_came_is_a_door() -> None:
    """Members who all came by the community's public link are no group for that."""
    many = [each for number in range(9) for each in old_hand(f"m{number}", invite="public")]
    slow = [verdict(f"m{number}", "cup", t=20 + 50 * number) for number in range(9)]
    others = [each for name in ("x", "y") for each in old_hand(name)]
    against = [verdict(name, "cup", "skip", t=445) for name in ("x", "y")]
    assert cup(after(many, others, slow, against))[0].label is Label.WORTH


@pytest.mark.parametrize(
    ("account", "elsewhere", "openness", "day"),
    [
        (Account(100), [10, 20], Openness.GUARDED, 114),
        (Account(0), [10, 90], Openness.GUARDED, 90),
        (Account(0), [10], Openness.GUARDED, NEVER),
        (Account(100, created=90), [0, 0], Openness.GUARDED, 160),
        (Account(100, created=60), [0, 0], Openness.GUARDED, 114),
        (Account(100, vouched=True), [], Openness.GUARDED, -NEVER),
        (Account(100, barred=True, vouched=True), [0, 0], Openness.OPEN, NEVER),
        (Account(100), [], Openness.OPEN, -NEVER),
        (Account(0), [0, 0, 0], Openness.STRICT, NEVER),
        (Account(0, vouched=True), [], Openness.STRICT, -NEVER),
    ],
)
def test_a_verdict_counts_from_the_day_that_the_rules_say(
    account: Account, elsewhere: list[float], openness: Openness, day: float
) -> None:
    """Time in the community, verdicts elsewhere, the account's age, and who vouches decide."""
    assert counts_from(account, elsewhere, openness) == day


def _stream(seed: int) -> list[Event]:
    """Make a small community: second thoughts, trust, bans, decisions, and new brands."""
    draw = random.Random(seed)
    members = [f"m{number}" for number in range(8)]
    products = [f"p{number}" for number in range(6)]
    found = [event("product", 0, id=each, brand=each[-1], price=10) for each in products]
    found.append(event("member", 0, id="m0", joined=0))  # so newcomers wait
    given: list[str] = []
    for number in range(draw.randrange(30, 70)):
        t = number * 5.0
        member, named = draw.choice(members), draw.choice(products)
        kind = draw.random()
        if kind < 0.7 or not given:
            stance = draw.choice(("worth", "worth", "depends", "skip"))
            given.append(f"v{number}")
            found.append(verdict(member, named, stance, t, id=given[-1]))
        elif kind < 0.85:
            action = draw.choice(("approve", "reject"))
            found.append(event("moderate", t, verdict=draw.choice(given), action=action))
        elif kind < 0.9:
            found.append(event("product", t, id=named, brand=draw.choice("0123"), price=10))
        else:
            what = draw.choice(("trust", "ban"))
            found.append(event(what, t, member=member, on=draw.random() < 0.5))
    return found


@given(st.integers(0, 10**6))
@example(311)  # a brand changed while most verdicts were decided on by hand
def test_asking_on_the_way_changes_nothing(seed: int) -> None:
    """Answers kept up to date event by event are those computed once, at the end, from all."""
    asked, silent = Ledger(), Ledger()
    for each in _stream(seed):
        asked.take(each)
        list(asked.answers(each.t))
        silent.take(each)
    assert list(asked.answers(DAY)) == list(silent.answers(DAY))


@given(st.integers(0, 10**6), st.permutations([f"m{number}" for number in range(8)]))
def test_names_of_members_do_not_matter(seed: int, names: list[str]) -> None:
    """The answer is about what was said, not about who is who."""
    renamed = dict(zip([f"m{number}" for number in range(8)], names, strict=True))
    one, other = Ledger(), Ledger()
    for each in _stream(seed):
        one.take(each)
        member = getattr(each, "member", None)
        other.take(msgspec.structs.replace(each, member=renamed[member]) if member else each)
    assert list(one.answers(DAY)) == list(other.answers(DAY))
