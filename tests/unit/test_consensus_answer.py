"""From counted voices to an answer: what is stated, what is withheld, and what never happens."""

from collections.abc import Callable
from itertools import product as combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.consensus.answer import STATING, STOOD, Answer, Label, Sureness, answer
from knowledge.consensus.beta import cdf
from knowledge.consensus.evidence import Evidence, Shared, Voice
from knowledge.consensus.sums import Region, Sums, chance, surely
from knowledge.consensus.weights import UNIT, fading, tenths
from knowledge.verdict import Acquired, Experience, Stance, Tie

NOW = 1400
WORTH, DEPENDS, SKIP = 0, 1, 2
_ORDER = {Label.SKIP: 0, Label.MIXED: 1, Label.SPLIT: 1, Label.WORTH: 2}


def mix(worth: int, depends: int, skip: int, *, day: int = NOW, weight: int = 10) -> list[Voice]:
    """Make voices of each stance that speak on one day."""
    counts = ((WORTH, worth), (DEPENDS, depends), (SKIP, skip))
    return [Voice(stance, weight, day) for stance, count in counts for _ in range(count)]


def spread(stance: int, people: int, *, every: int = 50) -> list[Voice]:
    """Make voices that speak one by one over years."""
    return [Voice(stance, 10, NOW - at * every) for at in range(people)]


def of(voices: list[Voice]) -> Evidence:
    """Take voices into evidence."""
    evidence = Evidence()
    for voice in voices:
        evidence.add(voice)
    return evidence


def say(voices: list[Voice]) -> Answer:
    """Answer from voices."""
    return answer(of(voices), NOW)


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


def test_a_verdict_loses_half_its_weight_in_two_years() -> None:
    """Old opinions fade: after 26 periods of 28 days a little more than half is left."""
    assert fading(0) * 10 == UNIT
    assert fading(26) / fading(0) == pytest.approx(2 ** (-728 / 730), abs=1e-6)
    assert say(mix(4, 0, 0, day=NOW - 728)).weight_for == pytest.approx(2.0, abs=0.06)


def test_eleven_owners_of_whom_eight_say_skip_make_a_fairly_sure_skip() -> None:
    """The answer of the first journey follows from its counts."""
    found = say(mix(1, 2, 8))

    assert (found.label, found.sureness) == (Label.SKIP, Sureness.FAIRLY)
    assert (found.voices, found.weight_for, found.weight_against) == (11, 2.0, 9.0)


def test_no_label_stands_below_the_floor() -> None:
    """However they agree, fewer than three counted people make no answer."""
    for worth, depends, skip in combinations(range(3), repeat=3):
        if 0 < worth + depends + skip < 3:
            assert say(mix(worth, depends, skip)).label is Label.TOO_FEW
    assert say([]).label is Label.NONE


def test_two_who_say_so_among_those_who_do_not_object_are_needed() -> None:
    """One "worth it" and many "depends" are not a "worth it", and two against one are too few."""
    assert say(mix(1, 2, 0)).label not in (Label.WORTH, Label.SKIP)
    assert say(mix(2, 0, 1)).label is Label.UNSURE


def test_two_camps_are_called_a_split_and_a_middle_mixed() -> None:
    """Disagreement is said as disagreement, not as a middle opinion."""
    assert say(mix(40, 4, 40)).label is Label.SPLIT
    assert say(mix(10, 60, 10)).label is Label.MIXED
    assert say(mix(5, 0, 5)).label is Label.SPLIT_SO_FAR


def test_a_spell_that_alone_makes_the_answer_puts_it_under_review() -> None:
    """Six who come together against what everybody said before do not turn the answer over."""
    before = spread(SKIP, 4, every=150)
    burst = mix(12, 0, 0, day=NOW - 3)
    found = say(before + burst)

    assert found.label is Label.REVIEW
    assert found.before is Label.SKIP
    assert found.group is not None
    assert (found.group.shared, found.group.people) == (Shared.SPELL, 13)


def test_months_of_infiltration_do_not_speak_for_everybody_before() -> None:
    """Who comes one by one for half a year turns no answer that three or more gave before."""
    before = [voice._replace(day=NOW - 300 - at) for at, voice in enumerate(mix(0, 0, 6))]
    slowly = spread(WORTH, 24, every=6)
    found = say(before + slowly)
    assert found.label is Label.REVIEW
    assert found.group is not None
    assert found.group.shared is Shared.SEASON
    assert found.group.needed == 0.2
    assert say(before[:2] + slowly).label is Label.WORTH

    more = say([*before, *(voice._replace(day=NOW - 330) for voice in before[:2]), *slowly])
    assert more.group is not None
    assert more.group.needed == 0.35


def test_accounts_that_joined_together_do_not_make_an_answer() -> None:
    """However slowly they speak, what the others say must not be against it."""
    others = [voice._replace(joined=at) for at, voice in enumerate(spread(SKIP, 4, every=110))]
    puppets = [voice._replace(joined=30) for voice in spread(WORTH, 15, every=28)]
    found = say(others + puppets)
    assert found.label is Label.REVIEW
    assert found.group is not None
    assert found.group.shared is Shared.JOINED
    apart = [voice._replace(joined=7 * at) for at, voice in enumerate(puppets)]
    assert say(others + apart).label is Label.WORTH


def test_a_thread_in_which_everybody_answers_is_no_attack() -> None:
    """An answer that rests on one lively day alone is stated, and so is one that others share."""
    assert say(mix(9, 1, 1)).label is Label.WORTH
    assert say(mix(9, 1, 1) + spread(WORTH, 3, every=200)).label is Label.WORTH


@pytest.mark.parametrize("shared", [Shared.INVITE, Shared.PUSHED])
def test_those_who_share_an_invite_or_push_one_thing_do_not_make_an_answer(shared: Shared) -> None:
    """Slow sock puppets are seen by what they have in common."""
    invite = "door" if shared is Shared.INVITE else None
    pushes = ("rival",) if shared is Shared.PUSHED else ()
    slow = [each._replace(invite=invite, pushes=pushes) for each in spread(SKIP, 9, every=90)]
    others = [each._replace(day=each.day - 45) for each in spread(WORTH, 3, every=90)]
    found = say(slow + others)

    assert found.label is Label.REVIEW
    assert found.group is not None
    assert found.group.shared is shared
    assert answer(of(slow + others), NOW, frozenset({"door"})).label is (
        Label.SKIP if shared is Shared.INVITE else Label.REVIEW
    )


def test_members_whom_the_community_vouches_for_are_no_group() -> None:
    """Whoever is trusted may speak on the same day as others."""
    before = spread(SKIP, 4, every=150)
    trusted = [each._replace(vouched=True) for each in mix(12, 0, 0, day=NOW - 3)]

    assert say(before + trusted).label is Label.WORTH


def test_an_answer_near_the_border_does_not_flap() -> None:
    """What stood when an earlier period ended stays while it is likely enough, and says by what."""
    clear = [each._replace(vouched=True) for each in mix(3, 0, 8, day=NOW - 1)]
    against = Voice(WORTH, 10, NOW)
    wavering = say([*clear, against])

    assert (say(clear).label, say(clear).stood) == (Label.SKIP, None)
    assert wavering.probability == pytest.approx(0.668, abs=0.001)
    assert wavering.label is Label.SKIP
    assert wavering.stood == pytest.approx(0.800, abs=0.001)
    assert say([*clear, against._replace(day=NOW - 1)]).label is Label.UNSURE
    assert say([*clear, *[against] * 2]).label is Label.UNSURE


def test_an_answer_that_was_barely_said_does_not_stay() -> None:
    """What never had three quarters of a chance when a period ended was not settled yet."""
    barely = [each._replace(vouched=True) for each in mix(4, 0, 9, day=NOW - 1)]
    assert say(barely).label is Label.SKIP
    assert say([*barely, Voice(WORTH, 10, NOW)]).label is Label.UNSURE


@pytest.mark.parametrize(
    ("weight", "given"),
    [
        ((10, 10, 10), {"acquired": Acquired.BOUGHT}),
        ((5, 5, 5), {"acquired": Acquired.UNSAID}),
        ((4, 7, 10), {"acquired": Acquired.GIFTED}),
        ((0, 3, 6), {"tie": Tie.PAID}),
        ((0, 3, 6), {"tie": Tie.AFFILIATE}),
        ((0, 0, 3), {"tie": Tie.EMPLOYEE}),
        ((0, 0, 3), {"tie": Tie.FAMILY}),
        ((5, 0, 0), {"tie": Tie.PAID, "competitor": True}),
        ((0, 0, 0), {"experience": Experience.RESEARCHED}),
    ],
)
def test_a_disclosure_weighs_what_the_table_says(
    weight: tuple[int, int, int], given: dict[str, object]
) -> None:
    """What ties a person to the seller lifts praise, so praise loses weight first."""
    stances = (Stance.WORTH, Stance.DEPENDS, Stance.SKIP)
    found = tuple(tenths(stance, **given) for stance in stances)
    assert found == weight


voices = st.lists(
    st.builds(
        Voice,
        st.sampled_from((WORTH, DEPENDS, SKIP)),
        st.sampled_from((10, 7, 5, 3)),
        st.integers(NOW - 400, NOW),
        st.booleans(),
        st.sampled_from((None, "a", "b")),
        st.sampled_from(((), ("x",), ("x", "y"))),
        st.sampled_from((None, 1, 3, 9)),
    ),
    max_size=30,
)
extra = st.builds(
    Voice,
    st.just(SKIP),
    st.sampled_from((10, 3)),
    st.integers(NOW - 400, NOW),
    st.booleans(),
    st.sampled_from((None, "a", "b")),
    st.sampled_from(((), ("x",))),
    st.sampled_from((None, 1, 9)),
)


def _pulled(more: Voice, said: list[Voice], towards: Callable[[Answer], float]) -> None:
    before, after = say(said), say([*said, more])
    assert towards(after) <= towards(before) + 1e-9
    if after.label in STATING and before.label in STATING:
        assert _ORDER[after.label] <= _ORDER[before.label]
    if before.label is not Label.WORTH:
        assert after.label is not Label.WORTH


@given(voices, extra)
def test_one_more_skip_never_makes_it_more_worth_it(said: list[Voice], more: Voice) -> None:
    """Neither the chance nor the label moves up, whoever says it, whenever, with whomever."""
    _pulled(more, said, lambda found: _chance(found, Region.WORTH))


@given(voices, extra)
def test_one_more_worth_it_never_makes_it_more_a_skip(said: list[Voice], more: Voice) -> None:
    """The same holds from the other side."""
    turned = [each._replace(stance=SKIP - each.stance) for each in said]
    one, other = say(turned), say([*turned, more._replace(stance=WORTH)])
    assert _chance(other, Region.SKIP) <= _chance(one, Region.SKIP) + 1e-9
    if one.label is not Label.SKIP:
        assert other.label is not Label.SKIP


def _chance(found: Answer, region: Region) -> float:
    up, down = round(2 * found.weight_for * UNIT), round(2 * found.weight_against * UNIT)
    return chance(up, down, region)


@given(voices, st.randoms(use_true_random=False))
def test_the_order_of_voices_does_not_matter(said: list[Voice], dice: object) -> None:
    """Whoever comes first, the answer is the same to the bit."""
    shuffled = list(said)
    dice.shuffle(shuffled)  # type: ignore[attr-defined]  # a random.Random
    assert say(said) == say(shuffled)


@given(voices, voices)
def test_taking_voices_back_restores_everything_exactly(
    said: list[Voice], gone: list[Voice]
) -> None:
    """Undo leaves no trace: counters and answer are what they were."""
    evidence = of(said)
    for voice in gone:
        evidence.add(voice)
    for voice in reversed(gone):
        evidence.remove(voice)
    assert evidence == of(said)
    assert answer(evidence, NOW) == say(said)


@given(voices)
def test_a_label_never_appears_with_fewer_than_three_counted(said: list[Voice]) -> None:
    """Whatever is stated has three people behind it who do not say the opposite."""
    found = say(said)
    worth, depends, skip = found.counted
    if found.label is Label.WORTH:
        assert worth + depends >= 3
        assert worth >= 2
    if found.label is Label.SKIP:
        assert skip + depends >= 3
        assert skip >= 2
    if found.label in STATING:
        assert found.voices >= 3


@given(voices)
def test_the_quick_look_never_contradicts_the_distribution(said: list[Voice]) -> None:
    """Where a region is called plainly likely enough, the distribution agrees."""
    total = Sums()
    for voice in said:
        total.take(voice.stance, 1, voice.tenths * fading(0))
    for region in Region:
        for needed in (0.3, 0.5, 0.7):
            if surely(total.up, total.down, region, needed):
                assert total.chance(region) >= needed
        if total.chance(region) >= STOOD:
            assert total.leans_to(region)
