"""A flood takes nothing from those who are not in it."""

import asyncio
from collections import Counter

from bot.bootstrap import Base, build
from bot.chat.reply import Outcome, Reply
from bot.chat.request import Author, Place, Request, Source
from bot.settings import Settings

PEOPLE, REQUESTS = 500, 10_000
FLOODED, QUIET = Place("test", "flooded"), Place("test", "quiet")


def _ask(person: str, place: Place) -> Request:
    arguments = {"question": "is the airwrap worth it"}
    return Request("worth", Author("test", person, person), place, arguments, source=Source.MESSAGE)


async def test_ten_thousand_requests_of_500_people_keep_the_rest_served(
    starter_base: Base,
) -> None:
    """In the flooded place the limit holds; everybody else gets every answer meanwhile."""
    counts: Counter[tuple[str, Outcome]] = Counter()
    told: Counter[str] = Counter()

    def watch(request: Request, reply: Reply, _seconds: float) -> None:
        counts[request.place.space, reply.outcome] += 1
        if reply.outcome is Outcome.LIMITED and not reply.repeats:
            told[request.author.id] += 1

    settings = Settings()
    dispatcher = build(settings, starter_base, {}, watch)

    async def flood() -> None:
        for number in range(REQUESTS):
            await dispatcher.handle(_ask(f"f{number % PEOPLE}", FLOODED))
            await asyncio.sleep(0)

    async def others() -> None:
        for number in range(40):
            await dispatcher.handle(_ask(f"q{number}", QUIET))
            private = Place("test", f"q{number}", is_private=True)
            await dispatcher.handle(_ask(f"q{number}", private))
            await asyncio.sleep(0)

    flooding = asyncio.create_task(flood())
    await others()
    assert not flooding.done(), "the others had to wait for the flood's end"
    await flooding

    assert counts["flooded", Outcome.DONE] == settings.place_per_minute
    assert counts["flooded", Outcome.LIMITED] == REQUESTS - settings.place_per_minute
    assert len(told) == PEOPLE
    assert set(told.values()) == {1}, "each is told once, not each of ten thousand times"
    elsewhere = {key: count for key, count in counts.items() if key[0] != "flooded"}
    assert sum(elsewhere.values()) == 80
    assert {outcome for _, outcome in elsewhere} == {Outcome.DONE}
