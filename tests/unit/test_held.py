"""Groups that withhold an answer: found, shown to moderators in plain words, decided once."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.bootstrap import Base, build
from bot.chat.command import Role
from bot.chat.reply import Breakdown, Button, Heading, Note, Reply
from bot.chat.request import Author, Place, Request
from bot.dispatcher import Dispatcher
from bot.jobs.notices import Notices
from bot.settings import Settings
from knowledge import headlines
from knowledge.change import Change
from knowledge.community import HOME, Actor
from knowledge.consensus.answer import Label
from knowledge.member import Member
from knowledge.store import tables
from knowledge.store.port import Row, Transaction
from knowledge.verdict import Stance, Standing, Verdict
from tests.factories import (
    GROUP,
    MAYA,
    NOON,
    Everybody,
    FakeClock,
    ask,
    product,
    put,
    verdict,
    withdraw,
)

ADA = Actor("ada", HOME)
CUP = product("Cup", brand="Kallax")
BOTTLE, MUG = product("Bottle", brand="Ohm"), product("Mug", brand="Lumo")
STAFF = Place("test", "shop talk", "staff")


class _Outbox:
    """Keep what is posted."""

    def __init__(self) -> None:
        self.posts: list[Reply] = []

    async def post(self, place: Place, reply: Reply) -> bool:
        self.posts.append(reply)
        return True


@pytest.fixture
def outbox() -> _Outbox:
    """Make an empty outbox."""
    return _Outbox()


@pytest.fixture
async def dispatcher(base: Base, outbox: _Outbox) -> Dispatcher:
    """Build the core for admins over four old words on a cup, spread over the year."""
    journal = base.journal
    for each in (CUP, BOTTLE, MUG):
        await put(journal, ADA, each)
    for number in range(4):
        at = datetime(2026, 1 + 2 * number, 1, tzinfo=UTC)
        await _say(base, f"p_{number}", stance=Stance.SKIP, created_at=at)
    settings = Settings(person_per_minute=0, place_per_minute=0)
    built = build(settings, base, {"test": Everybody(Role.ADMIN)}, outboxes={"test": outbox})
    await built.handle(Request("community set", MAYA, STAFF, {"notices": "here"}))
    return built


async def _say(base: Base, person: str, **more: Any) -> Verdict:
    values: dict[str, Any] = {"stance": Stance.WORTH, "created_at": NOON}
    said = verdict(CUP, person, key=base.journal.keys.new(), **{**values, **more})
    await put(base.journal, ADA, said)
    return said


async def _burst(base: Base, people: int = 14, **more: Any) -> list[Verdict]:
    """Let many speak on one day."""
    return [await _say(base, f"x_{number}", **more) for number in range(people)]


async def _label(base: Base) -> Label:
    tally = await base.store.read(lambda tx: headlines.read_tally(tx, CUP.key, HOME, base.clock()))
    return tally.label


async def _standings(base: Base) -> list[Row]:
    async def unit(tx: Transaction) -> list[Row]:
        return list(
            await tx.all("SELECT standing, cleared, count(*) FROM verdict GROUP BY 1, 2 ORDER BY 3")
        )

    return await base.store.read(unit)


def _button(reply: Reply, label: str) -> Button:
    found = [each for each in reply.actions if each.label.startswith(label)]
    assert found, f"{label!r} is none of {[each.label for each in reply.actions]}"
    return found[0]


async def _press(dispatcher: Dispatcher, reply: Reply, label: str, who: Author = MAYA) -> Reply:
    action = _button(reply, label).action
    return await dispatcher.handle(Request(action.command, who, GROUP, action.arguments))


def _text(reply: Reply) -> str:
    return " ".join(each.text for each in reply.blocks if isinstance(each, (Note, Heading)))


def _rows(reply: Reply) -> list[tuple[str, str]]:
    return [row for each in reply.blocks if isinstance(each, Breakdown) for row in each.rows]


async def test_the_evidence_stands_in_the_queue_in_plain_words(
    base: Base, dispatcher: Dispatcher
) -> None:
    """What they share, since when, how many, what all others say; and nobody's code."""
    await _burst(base)
    item = await ask(dispatcher, "queue")

    assert _text(item).startswith("Kallax Cup")
    assert next(each for each in item.blocks if isinstance(each, Breakdown)).title == (
        "The group: 14 people"
    )
    rows = dict(_rows(item))
    assert rows["what they share"] == "they all spoke within two weeks"
    assert "2026" in rows["when they spoke"]
    assert (rows["what they say"], rows["how they voted"]) == ("worth it 14", "skip 4")
    assert rows["their answer"] == "SKIP"
    assert "x_" not in str(item)


@pytest.mark.parametrize(
    ("more", "shared"),
    [
        ({"alternative": "Bottle"}, "they all name one alternative: Bottle"),
        ({}, "they all came by one invite"),
    ],
)
async def test_what_a_group_shares_is_named(
    base: Base, dispatcher: Dispatcher, more: dict[str, str], shared: str
) -> None:
    """One alternative that all push, or one door by which all came; over months, not weeks."""
    for number in range(10):
        at = NOON - timedelta(days=50 * (number % 7))
        person = f"x_{number}"
        if not more:
            member = Member(HOME, person, NOON - timedelta(days=900), invite="door")
            await _put(base, tables.MEMBERS, member)
            for of in (BOTTLE, MUG):
                await _say(base, person, product=of.key, created_at=NOON - timedelta(days=800))
        await _say(base, person, created_at=at, **more)
    assert dict(_rows(await ask(dispatcher, "queue")))["what they share"] == shared


async def _put(base: Base, table: Any, entry: Any) -> None:
    async def work(change: Change) -> None:
        await change.put(table, entry)

    await base.journal.apply(ADA, "member save", work)


@pytest.mark.parametrize(
    ("press", "label", "standings"),
    [
        ("Set the group aside", Label.SKIP, [("published", 0, 4), ("quarantined", 0, 14)]),
        ("No group: count them", Label.WORTH, [("published", 0, 4), ("published", 1, 14)]),
    ],
)
async def test_one_press_decides_a_group_and_one_takes_it_back(
    base: Base, dispatcher: Dispatcher, press: str, label: Label, standings: list[Row]
) -> None:
    """All of its verdicts and nobody else's; the answer follows, and undo restores the item."""
    await _burst(base)
    before = await ask(dispatcher, "queue")
    assert await _label(base) is Label.REVIEW
    decided = await _press(dispatcher, before, press)

    assert (await _label(base), await _standings(base)) == (label, standings)
    assert "Nothing waits" in _text(await ask(dispatcher, "queue"))
    await _press(dispatcher, decided, "Undo")
    assert await _label(base) is Label.REVIEW
    assert await ask(dispatcher, "queue") == before


async def test_of_many_moderators_one_decides_and_the_others_learn_who(
    base: Base, dispatcher: Dispatcher
) -> None:
    """Also when the other one decided the other way."""
    await _burst(base)
    item = await ask(dispatcher, "queue")
    ten = [replace(MAYA, id=str(number)) for number in range(10)]
    labels = ("Set the group", "No group")
    replies = await asyncio.gather(
        *(_press(dispatcher, item, labels[n % 2], each) for n, each in enumerate(ten))
    )

    said = [_text(reply) for reply in replies]
    assert sum("was first" in each for each in said) == 9
    assert [n for _, _, n in await _standings(base)] == [4, 14]


async def test_a_group_that_has_changed_is_looked_at_again(
    base: Base, dispatcher: Dispatcher
) -> None:
    """Nobody is judged whom the moderator did not see, and what was withdrawn stays so."""
    said = await _burst(base)
    item = await ask(dispatcher, "queue")
    await withdraw(base.journal, ADA, said[3].key)
    assert "not as you saw it any more" in _text(await _press(dispatcher, item, "No group"))
    assert ("published", 1) not in [row[:2] for row in await _standings(base)]

    await _press(dispatcher, await ask(dispatcher, "queue"), "No group")
    assert await _standings(base) == [
        ("withdrawn", 0, 1),
        ("published", 0, 4),
        ("published", 1, 13),
    ]


async def test_a_group_that_dissolves_leaves_the_queue(base: Base, dispatcher: Dispatcher) -> None:
    """When its people take back what they said, there is nothing to decide."""
    for each in await _burst(base):
        await withdraw(base.journal, ADA, each.key)
    assert "Nothing waits" in _text(await ask(dispatcher, "queue"))


async def test_another_communitys_moderators_cannot_touch_a_group(
    base: Base, dispatcher: Dispatcher
) -> None:
    """To them its buttons lead nowhere."""
    await _burst(base)
    item = await ask(dispatcher, "queue")
    before = await _standings(base)
    for label in ("Set the group", "No group"):
        action = _button(item, label).action
        place = Place("test", "strangers")
        await dispatcher.handle(Request(action.command, MAYA, place, action.arguments))
    assert await _standings(base) == before


async def test_the_digest_tells_of_a_group_when_it_comes_of_age(
    base: Base, dispatcher: Dispatcher, outbox: _Outbox, clock: FakeClock
) -> None:
    """Newcomers withhold nothing; once they count, moderators hear of it, once, without names."""
    notices = Notices(base, {"test": outbox}, "en")
    for number in range(14):
        person = f"x_{number}"
        await _put(base, tables.MEMBERS, Member(HOME, person, NOON))
        for of in (BOTTLE, MUG):
            await _say(base, person, product=of.key)
    await _burst(base)
    await _say(base, "p_9", standing=Standing.PENDING)
    assert await notices.look() == 1
    clock.step(20 * 86_400)
    assert [await notices.look(), await notices.look()] == [1, 0]

    rows = _rows(outbox.posts[-1])
    assert ("Kallax Cup", "14 people: they all spoke within two weeks") in rows
    assert "x_" not in str(outbox.posts)
    clock.step(7200)
    assert await notices.look() == 0
