"""Joining accounts as people do it: a code here, the code there, and the way back."""

import re

import pytest

from bot.bootstrap import Base, build
from bot.chat.reply import Heading, Reply
from bot.chat.request import Author, Place, Request, Source
from bot.settings import Settings
from knowledge.community import HOME, Actor
from tests.factories import FakeClock, product, put

HERE, THERE = Author("here", "11", "maya"), Author("there", "22", "maya too")
MALLORY = Author("there", "66", "mallory")


class _Outbox:
    """Keep what is said unasked."""

    def __init__(self) -> None:
        self.posted: list[tuple[Place, Reply]] = []

    async def post(self, place: Place, reply: Reply) -> bool:
        self.posted.append((place, reply))
        return True


class _Chat:
    """Let people talk with the bot on two platforms."""

    def __init__(self, base: Base) -> None:
        self.outbox = _Outbox()
        settings = Settings(person_per_minute=0, place_per_minute=0)
        self.dispatcher = build(settings, base, {}, outboxes={"here": self.outbox})

    async def does(self, who: Author, command: str, **arguments: str) -> Reply:
        place = Place(who.platform, who.id, is_private=True)
        request = Request(command, who, place, arguments, source=Source.FORM)
        return await self.dispatcher.handle(request)

    async def press(self, who: Author, reply: Reply, label: str) -> Reply:
        place = Place(who.platform, who.id, is_private=True)
        (button,) = [each for each in reply.actions if each.label == label]
        return await self.dispatcher.press(button.action.encode(), who, place, "en")

    async def code(self, who: Author = HERE) -> str:
        heading = (await self.does(who, "account link")).blocks[0]
        assert isinstance(heading, Heading)
        return heading.text


@pytest.fixture
async def chat(base: Base) -> _Chat:
    """Open a base with one product."""
    await put(base.journal, Actor("mod", HOME), product("Airwrap"))
    return _Chat(base)


async def test_a_code_from_one_account_joins_the_other_after_a_question(chat: _Chat) -> None:
    """Nothing happens before the press; whoever made the code hears of it with the way back."""
    code = await chat.code()
    assert re.fullmatch(r"(\w{4}-){2}\w{4}", code)
    said = {"product": "airwrap", "stance": "skip", "experience": "owned", "tie": "none"}
    await chat.does(THERE, "verdict add", **said)
    asked = await chat.does(THERE, "account link", code=code.upper())
    assert "the one on Here one person?" in str(asked.blocks)
    assert "one vote" in str(asked.blocks)
    assert "no verdict" in str(await chat.does(HERE, "verdict withdraw", product="airwrap"))

    done = await chat.press(THERE, asked, "Join them")
    assert "one person now" in str(done.blocks)
    ((place, told),) = chat.outbox.posted
    assert (place.space, place.is_private) == ("11", True)
    assert "an account on There" in str(told.blocks)
    assert "SKIP" in str(await chat.does(HERE, "verdict mine")).upper()
    assert "That code does not work" in str(await chat.press(THERE, asked, "Join them"))

    await chat.does(HERE, "wanted", product="glowpop")
    for who in (HERE, THERE):  # one's own wishes, whichever account made them
        assert "glowpop" in str((await chat.does(who, "wanted")).blocks)

    parted = await chat.press(HERE, told, "Part them")
    assert "what it had said before" in str(parted.blocks)
    assert "SKIP" not in str(await chat.does(HERE, "verdict mine")).upper()
    assert "joined to no other" in str(await chat.press(HERE, told, "Part them"))


async def test_a_code_is_neither_made_nor_taken_where_others_read(chat: _Chat) -> None:
    """In a server or group the command says where to go, and keeps no code."""
    code = await chat.code()
    for given in ({}, {"code": code}, {"code": code, "sure": "yes"}):
        request = Request("account link", THERE, Place("there", "-5", "7"), given)
        assert "direct message" in str(await chat.dispatcher.handle(request))
    assert "one person?" in str(await chat.does(THERE, "account link", code=code))


async def test_who_guesses_is_made_to_wait(chat: _Chat, clock: FakeClock) -> None:
    """After five wrong codes not even the right one is looked at, until their time is over."""
    code = await chat.code()
    for number in range(5):
        assert "does not work" in str(
            await chat.does(MALLORY, "account link", code=f"{number}", sure="yes")
        )
    for more in ({}, {"sure": "yes"}):
        assert "wait 15 minutes" in str(await chat.does(MALLORY, "account link", code=code, **more))
    assert "one person?" in str(await chat.does(THERE, "account link", code=code))
    clock.step(15 * 60 + 1)
    code = await chat.code()
    assert "one person?" in str(await chat.does(MALLORY, "account link", code=code))


async def test_the_data_of_both_is_handed_out_and_forgotten_from_either(chat: _Chat) -> None:
    """`mydata` and `forgetme` cover what was said from the other account."""
    said = {"product": "airwrap", "stance": "skip", "experience": "owned", "tie": "none"}
    await chat.does(THERE, "verdict add", **said, text="from there")
    code = await chat.code()
    await chat.does(THERE, "account link", code=code, sure="yes")
    for who in (HERE, THERE):
        assert "from there" in str(await chat.does(who, "mydata"))
    await chat.does(HERE, "forgetme", sure="yes")
    for who in (HERE, THERE):
        assert "Nothing is kept of you" in str(await chat.does(who, "mydata"))
