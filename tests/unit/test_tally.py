"""From reports to the tally that an answer shows: who counts, who is shown, who is set aside."""

from datetime import UTC, datetime, timedelta

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from knowledge.consensus.answer import Label, Sureness
from knowledge.consensus.register import Register
from knowledge.consensus.report import Report
from knowledge.consensus.standing import NEVER
from knowledge.consensus.tally import Tally, tally, tally_of
from knowledge.consensus.weights import PERIOD
from knowledge.verdict import Acquired, Experience, Reason, Stance, Tie
from tests.factories import NOON, TODAY, report


def mix(worth: int, depends: int, skip: int) -> list[Report]:
    """Make reports of each stance."""
    counts = ((Stance.WORTH, worth), (Stance.DEPENDS, depends), (Stance.SKIP, skip))
    return [report(stance) for stance, count in counts for _ in range(count)]


def test_the_tally_adds_up() -> None:
    """Counts, weights and the parts that they are made of agree."""
    said = [*mix(1, 1, 7), report(Stance.SKIP, acquired=Acquired.GIFTED)]
    said += [report(Stance.DEPENDS, acquired=Acquired.GIFTED)]
    found = tally(said, TODAY)

    assert (found.label, found.sureness) == (Label.SKIP, Sureness.FAIRLY)
    assert (found.voices, found.owners, found.bought, found.gifted) == (11, 11, 9, 2)
    weights = {
        stance: sum(part.weight for part in found.parts if part.stance is stance)
        for stance in Stance
    }
    half = weights[Stance.DEPENDS] / 2
    assert abs(weights[Stance.WORTH] + half - found.answer.weight_for) < 1e-9
    assert abs(weights[Stance.SKIP] + half - found.answer.weight_against) < 1e-9
    assert sum(part.people for part in found.parts) == found.voices


def test_each_is_in_one_place() -> None:
    """Readers, the tied, newcomers, the quarantined and other communities are told apart."""
    said = [
        *mix(0, 0, 4),
        report(Stance.WORTH, experience=Experience.RESEARCHED),
        report(Stance.WORTH, tie=Tie.EMPLOYEE),
        report(Stance.WORTH, since=NEVER),
        report(Stance.WORTH, quarantined=True),
        report(Stance.WORTH, apart=True),
        report(Stance.WORTH, earlier=True),
    ]
    found = tally(said, TODAY)

    assert (found.label, found.voices, found.reports) == (Label.SKIP, 4, 8)
    assert (found.researched, found.set_aside, found.quarantined) == (1, 1, 1)
    assert found.newcomers == found.apart == found.earlier == {Stance.WORTH: 1}
    assert found.answer == tally(said[:4], TODAY).answer


def test_only_reports_that_do_not_count_are_too_few() -> None:
    """A hundred who only read about it make no answer, and nobody at all makes none either."""
    read = [report(experience=Experience.RESEARCHED) for _ in range(100)]
    assert tally(read, TODAY).label is Label.TOO_FEW
    assert tally([report(since=NEVER)], TODAY).label is Label.TOO_FEW
    assert tally([], TODAY).label is Label.NONE


def test_a_gift_is_never_worth_the_money() -> None:
    """However many who got it free praise it, nobody is said to have paid and liked it."""
    paid = mix(1, 0, 3)
    gifts = [report(Stance.WORTH, acquired=Acquired.GIFTED) for _ in range(50)]
    assert tally(paid + gifts, TODAY).paid_for == tally(paid, TODAY).paid_for
    assert tally(paid, TODAY).paid_for == {Stance.WORTH: 1, Stance.SKIP: 3}


_SAID = st.lists(
    st.builds(report, st.sampled_from(Stance), acquired=st.sampled_from(Acquired)), max_size=12
)


@given(
    _SAID,
    st.sampled_from(Stance),
    st.sampled_from([a for a in Acquired if a is not Acquired.BOUGHT]),
)
def test_only_who_bought_it_says_whether_it_is_worth_the_money(
    said: list[Report], stance: Stance, acquired: Acquired
) -> None:
    """One more who got it another way, whatever they say, never moves that number."""
    more = tally([*said, report(stance, acquired=acquired)], TODAY)
    assert more.paid_for == tally(said, TODAY).paid_for
    bought = [each for each in said if each.acquired is Acquired.BOUGHT]
    assert sum(more.paid_for.values()) == len(bought)


def test_reasons_are_of_those_who_count() -> None:
    """Newcomers' reasons wait with them; the most named comes first."""
    said = [
        report(reasons=(Reason.OVERPRICED, Reason.UNNEEDED)),
        report(reasons=(Reason.OVERPRICED, Reason.OVERPRICED)),
        report(reasons=(Reason.SAFETY,), since=NEVER),
    ]
    assert tally(said, TODAY).reasons == ((Reason.OVERPRICED, 2), (Reason.UNNEEDED, 1))


def test_the_tally_knows_how_long_it_holds() -> None:
    """It names the day on which a newcomer comes of age, or else on which all verdicts age."""
    ages = tally(mix(0, 0, 3), TODAY).until
    assert ages % PERIOD == 0
    assert 0 < ages - TODAY <= PERIOD
    waiting = report(since=TODAY + 0.2)
    assert tally([*mix(0, 0, 3), waiting], TODAY).until == int(TODAY + 0.2) + 1


def test_months_and_dates_are_of_the_right_people() -> None:
    """The median is of those who count; the dates are of all who are shown."""
    old = report(months=30, at=NOON - timedelta(days=400))
    new = report(months=None, at=datetime(2026, 11, 20, tzinfo=UTC), since=NEVER)
    found = tally([old, report(months=10), new], TODAY)
    assert found.median_months == 20
    assert (found.oldest, found.newest) == ("2025-10", "2026-11")


def test_a_tally_survives_being_kept() -> None:
    """What is written beside the headline is read back the same, with its group."""
    said = [report(Stance.SKIP, at=NOON - timedelta(days=100 * at)) for at in range(1, 5)]
    found = tally([*said, *(report(Stance.WORTH) for _ in range(14))], TODAY)
    assert found.label is Label.REVIEW
    assert msgspec.json.decode(msgspec.json.encode(found), type=Tally) == found


said = st.builds(
    report,
    st.sampled_from(Stance),
    experience=st.sampled_from(Experience),
    acquired=st.sampled_from(Acquired),
    tie=st.sampled_from(Tie),
    months=st.sampled_from((None, 3, 8)),
    at=st.integers(0, 90).map(lambda days: NOON - timedelta(days=days)),
    since=st.sampled_from((0.0, TODAY - 3, TODAY + 2.5, TODAY + 20, float(NEVER))),
    reasons=st.sampled_from(((), (Reason.OVERPRICED,), (Reason.OVERPRICED, Reason.SAFETY))),
    vouched=st.booleans(),
    invite=st.sampled_from((None, "a")),
    pushed=st.sampled_from((None, "pot")),
    quarantined=st.booleans(),
    apart=st.booleans(),
    earlier=st.booleans(),
)


@given(st.lists(said, max_size=12), st.lists(said, max_size=6), st.integers(0, 40))
def test_a_register_is_what_its_reports_are(
    stay: list[Report], gone: list[Report], days: int
) -> None:
    """Taken in and out, written down and read, let time pass: it is as if computed from scratch."""
    register = Register(int(TODAY))
    for each in [*gone, *stay]:
        register.add(each)
    register = msgspec.json.decode(msgspec.json.encode(register), type=Register)
    register.pass_on_to(int(TODAY) + days // 2)
    for each in gone:
        register.remove(each)
    register.pass_on_to(int(TODAY) + days)
    anew = Register(int(TODAY) + days)
    for each in stay:
        anew.add(each)
    assert register == anew
    assert tally_of(register) == tally(stay, TODAY + days)
    assert register.is_empty is not bool(stay)
