"""From verdicts to a headline, and when there is none."""

from itertools import product as combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.consensus.beta import cdf
from knowledge.consensus.tally import FLOOR, Group, Label, Sureness, tally
from knowledge.verdict import Acquired, Experience, Stance, Tie


def group(
    stance: Stance,
    count: int,
    *,
    acquired: Acquired = Acquired.BOUGHT,
    tie: Tie = Tie.NONE,
    experience: Experience = Experience.OWNED,
    competitor: bool = False,
    months: int | None = 8,
) -> Group:
    """Make alike verdicts, bought and owned unless said otherwise."""
    return Group(stance, experience, acquired, tie, competitor, months, "2026-05", count)


def mix(worth: int, depends: int, skip: int) -> list[Group]:
    """Make bought-and-owned verdicts of each stance."""
    counts = zip((Stance.WORTH, Stance.DEPENDS, Stance.SKIP), (worth, depends, skip), strict=True)
    return [group(stance, count) for stance, count in counts if count]


@pytest.mark.parametrize(
    ("x", "a", "b", "expected"),
    [
        (0.5, 2, 2, 0.5),
        (0.4, 2, 9, 0.953643),  # sum of binomial terms, worked by hand: I_0.4(2, 9)
        (0.3, 0.5, 0.5, 0.369010),  # the arcsine law: 2/pi * asin(sqrt(0.3))
        (0.0, 3, 4, 0.0),
        (1.0, 3, 4, 1.0),
    ],
)
def test_the_beta_probability_is_right(x: float, a: float, b: float, expected: float) -> None:
    """Known values come out to six digits."""
    assert cdf(x, a, b) == pytest.approx(expected, abs=2e-6)


def test_eleven_owners_of_whom_eight_say_skip_make_a_fairly_sure_skip() -> None:
    """The answer of the first journey follows from its counts."""
    answer = tally(mix(1, 2, 8))

    assert (answer.label, answer.sureness) == (Label.SKIP, Sureness.FAIRLY)
    assert (answer.voices, answer.owners, answer.median_months) == (11, 11, 8)


def test_no_headline_stands_below_the_floor() -> None:
    """However they agree, too few people make no verdict."""
    for worth, depends, skip in combinations(range(FLOOR), repeat=3):
        if 0 < worth + depends + skip < FLOOR:
            assert tally(mix(worth, depends, skip)).label is Label.TOO_FEW


def test_no_verdict_at_all_is_no_headline() -> None:
    """Nothing in, nothing claimed."""
    assert tally([]).label is Label.NONE


def test_reading_about_it_is_shown_and_never_counted() -> None:
    """A hundred who only read about it make no headline."""
    answer = tally([group(Stance.SKIP, 100, experience=Experience.RESEARCHED)])

    assert (answer.label, answer.voices, answer.researched) == (Label.TOO_FEW, 0, 100)


def test_praise_of_those_paid_by_the_brand_weighs_nothing() -> None:
    """Hidden behind a disclosure, money still cannot move the answer."""
    bought = mix(0, 0, 4)
    paid = [group(Stance.WORTH, 50, tie=Tie.PAID), group(Stance.WORTH, 50, tie=Tie.EMPLOYEE)]

    assert tally([*bought, *paid]).label is tally(bought).label is Label.SKIP
    assert tally([*bought, *paid]).set_aside == 100


def test_criticism_of_those_tied_to_a_rival_weighs_nothing() -> None:
    """A competitor cannot trash a product by saying who they are."""
    bought = mix(4, 0, 0)
    rival = [group(Stance.SKIP, 50, tie=Tie.PAID, competitor=True)]

    assert tally([*bought, *rival]).label is Label.WORTH


def test_two_camps_are_called_a_split() -> None:
    """Disagreement is said as disagreement, not as a middle opinion."""
    assert tally(mix(6, 0, 5)).label is Label.SPLIT
    assert tally(mix(3, 30, 3)).label is Label.MIXED


@pytest.mark.parametrize("people", [3, 20, 40, 200])
def test_people_who_agree_that_it_depends_are_heard(people: int) -> None:
    """A clear majority for "depends" is an answer, however few they are."""
    assert tally(mix(0, people, 0)).label is Label.MIXED
    assert tally(mix(people // 3, people, people // 3)).label is Label.MIXED


counts = st.integers(0, 60)


@given(counts, counts, counts)
def test_one_more_skip_never_makes_it_more_worth_it(worth: int, depends: int, skip: int) -> None:
    """The chance that it is worth it can only fall."""
    before, after = tally(mix(worth, depends, skip)), tally(mix(worth, depends, skip + 1))

    assert after.support_for == before.support_for
    assert after.support_against > before.support_against
    assert not (after.label is Label.WORTH and before.label in (Label.SKIP, Label.MIXED))


@given(st.permutations(range(9)))
def test_the_order_of_verdicts_does_not_matter(order: list[int]) -> None:
    """Whoever comes first, the answer is the same."""
    groups = [
        group(stance, count, acquired=acquired)
        for count, (stance, acquired) in enumerate(
            combinations(Stance, (Acquired.BOUGHT, Acquired.GIFTED, Acquired.UNSAID)), 1
        )
    ]
    one, other = tally(groups), tally([groups[place] for place in order])

    assert one.label is other.label
    assert one.support_for == pytest.approx(other.support_for)
