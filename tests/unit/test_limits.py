"""How often a person and a place may ask."""

from dataclasses import replace

from bot.chat.request import Author, Place, Request, Source
from bot.limits import Limiter
from knowledge.community import Space
from tests.factories import FakeClock

SPACE = Space("test", "shop")


def _request(person: str = "ann", space: str = "shop", *, private: bool = False) -> Request:
    return Request(
        "worth", Author("test", person, person), Place("test", space, is_private=private)
    )


def test_a_person_is_told_when_to_come_back_and_then_may() -> None:
    """After the named seconds the next request passes."""
    clock = FakeClock()
    limiter = Limiter(clock, person_per_minute=3, place_per_minute=0)

    assert [limiter.take(_request(), SPACE) for _ in range(3)] == [0, 0, 0]
    wait = limiter.take(_request(), SPACE)
    assert wait == 20
    assert limiter.take(_request("ben"), SPACE) == 0

    clock.step(wait)
    assert limiter.take(_request(), SPACE) == 0


def test_a_person_is_told_once_a_wait() -> None:
    """Telling each of a flood's requests would be a flood; another person is told too."""
    clock = FakeClock()
    limiter = Limiter(clock, person_per_minute=1, place_per_minute=0)

    assert [limiter.tells(_request(), 60) for _ in range(3)] == [True, False, False]
    assert limiter.tells(_request("ben"), 60)
    assert limiter.tells(_request(space="other"), 60)
    clock.step(59)
    assert not limiter.tells(_request(), 1)
    clock.step(1)
    assert limiter.tells(_request(), 0.1)
    clock.step(19)
    assert not limiter.tells(_request(), 0.1), "a place's waits are short"


def test_a_place_has_its_own_limit_and_private_talk_none() -> None:
    """A flood in one group leaves other groups and private chats alone."""
    limiter = Limiter(FakeClock(), person_per_minute=0, place_per_minute=2)

    assert [limiter.take(_request(name), SPACE) for name in "ab"] == [0, 0]
    assert limiter.take(_request("c"), SPACE) > 0
    assert limiter.take(_request("c", "other"), SPACE) == 0
    assert limiter.take(_request("c", private=True), SPACE) == 0


def test_typing_is_not_asking() -> None:
    """An inline question, asked anew with every letter, leaves the person's own requests alone."""
    limiter = Limiter(FakeClock(), person_per_minute=3, place_per_minute=0)
    typed = replace(_request(private=True), source=Source.INLINE)

    assert {limiter.take(typed, SPACE) for _ in range(30)} == {0}
    assert limiter.take(typed, SPACE) > 0
    assert limiter.take(_request(), SPACE) == 0


def test_zero_means_no_limit() -> None:
    """The terminal's one person is never told to wait."""
    limiter = Limiter(FakeClock(), person_per_minute=0, place_per_minute=0)

    assert {limiter.take(_request(), SPACE) for _ in range(500)} == {0}


def test_memory_of_many_people_stays_bounded() -> None:
    """Twenty thousand askers leave at most ten thousand buckets."""
    limiter = Limiter(FakeClock(), person_per_minute=5, place_per_minute=0)
    for number in range(20_000):
        limiter.take(_request(str(number)), SPACE)

    assert len(limiter._buckets) == 10_000


def test_a_strict_space_does_not_reach_another() -> None:
    """Who has asked enough here may still ask elsewhere; a space cannot lift the bot's limit."""
    limiter = Limiter(FakeClock(), person_per_minute=3, place_per_minute=0)
    strict, loose = (
        Space("test", "strict", person_per_minute=1),
        Space("test", "loose", person_per_minute=500),
    )

    assert limiter.take(_request("ann", "strict"), strict) == 0
    assert limiter.take(_request("ann", "strict"), strict) > 0
    asked = [limiter.take(_request("ann", "loose"), loose) for _ in range(4)]
    assert asked[:3] == [0, 0, 0]
    assert asked[3] > 0


def test_a_pause_between_two_requests_holds_in_its_place() -> None:
    """Too soon is told for how long; elsewhere, and after the pause, the person may ask."""
    clock = FakeClock()
    limiter = Limiter(clock, person_per_minute=0, place_per_minute=0, cooldown=4)

    assert limiter.take(_request(), SPACE) == 0
    clock.step(1)
    assert limiter.take(_request(), SPACE) == 3
    assert limiter.take(_request(space="other"), SPACE) == 0
    assert limiter.take(_request("ben"), SPACE) == 0
    clock.step(3)
    assert limiter.take(_request(), SPACE) == 0
