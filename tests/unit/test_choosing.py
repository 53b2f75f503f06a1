"""What people choose when asked which product they mean becomes an alias that moderators decide."""

from dataclasses import replace
from typing import Any

import pytest

from bot.bootstrap import Base, build
from bot.chat.action import MAX_BYTES, Action
from bot.chat.command import Role
from bot.chat.reply import Heading, Reply
from bot.chat.request import Author, Request, Source
from bot.settings import Settings
from knowledge import choosing
from knowledge.change import Change
from knowledge.choosing import Choices
from knowledge.community import HOME, Actor
from knowledge.keys import short
from knowledge.matching.linker import Found
from knowledge.member import Member
from knowledge.store import tables
from knowledge.store.port import Row
from tests.factories import GROUP, MAYA, Everybody, FakeClock, product, put

WORDS = "sippy tumblr"


class _Shop:
    """Play people in one base; everybody may moderate."""

    def __init__(self, base: Base) -> None:
        settings = Settings(person_per_minute=0, place_per_minute=0)
        self.base, self.settings = base, settings
        self.dispatcher = build(settings, base, {"test": Everybody(Role.MODERATOR)})
        self.tower = product("Tower Tumbler", brand="Sippy")
        self.dome = product("Dome Tumbler", brand="Sippy")

    async def fill(self) -> None:
        for each in (self.tower, self.dome):
            await put(self.base.journal, Actor("ada"), each)

    def who(self, number: int) -> Author:
        return replace(MAYA, id=str(number))

    async def says(self, who: Author, command: str, **more: str) -> Reply:
        source = Source.MESSAGE if command == "worth" else Source.COMMAND
        return await self.dispatcher.handle(Request(command, who, GROUP, more, source=source))

    async def asks(self, number: int, words: str = WORDS) -> Reply:
        return await self.says(self.who(number), "worth", question=f"is the {words} worth it?")

    async def presses(self, number: int, reply: Reply, label: str) -> Reply:
        found = [each for each in reply.actions if label in each.label]
        assert found, f"{label!r} is none of {[each.label for each in reply.actions]}"
        text = found[0].action.encode()
        return await self.dispatcher.press(text, self.who(number), GROUP, "en")

    async def chooses(self, number: int, label: str = "Tower", words: str = WORDS) -> Reply:
        return await self.presses(number, await self.asks(number, words), label)

    async def rows(self, sql: str, *values: object) -> list[Row]:
        return list(await self.base.store.read(lambda tx: tx.all(sql, *values)))

    async def proposed(self) -> list[Row]:
        return await self.rows("SELECT name, product, person, state FROM proposal ORDER BY key")

    async def decides(self, label: str, reply: Reply | None = None, **answers: str) -> Reply:
        item = reply or await self.says(MAYA, "queue")
        button = next(each for each in item.actions if each.label == label)
        return await self.says(
            MAYA, button.action.command, **{**button.action.arguments, **answers}
        )


@pytest.fixture
async def shop(base: Base) -> _Shop:
    """Open a shop with two products that a few words fit alike."""
    made = _Shop(base)
    await made.fill()
    return made


async def test_half_a_phrase_is_not_remembered(shop: _Shop) -> None:
    """What is looked up with every letter typed writes nothing into the base."""
    request = Request("worth", MAYA, GROUP, {"question": WORDS}, source=Source.INLINE)
    reply = await shop.dispatcher.handle(request)
    assert reply.actions
    assert await shop.rows("SELECT * FROM asked") == []


async def test_three_people_who_agree_propose_an_alias(shop: _Shop) -> None:
    """The third one's press brings it to the queue, once; the answer is what was pressed."""
    for number in (1, 2):
        answer = await shop.chooses(number)
        assert answer.blocks[0] == Heading("Sippy Tower Tumbler")
        assert await shop.proposed() == []
    await shop.chooses(3)
    await shop.chooses(4)
    assert await shop.proposed() == [(WORDS, shop.tower.key, "bot", "open")]


async def test_an_approved_alias_is_found_at_once_and_undone_no_more(shop: _Shop) -> None:
    """Approving it answers the next question; undoing it asks again, and does not propose twice."""
    for number in (1, 2, 3):
        await shop.chooses(number)
    item = await shop.says(MAYA, "queue")
    assert "people who chose it when asked" in str(item.blocks)
    approved = await shop.decides("Approve", item)
    found = await shop.base.library.ask(f"is the {WORDS} worth it?", HOME)
    assert isinstance(found.answers[0].link, Found)
    assert found.answers[0].link.product == shop.tower.key
    await shop.decides("Undo", approved)
    await shop.chooses(4)
    assert len(await shop.proposed()) == 1


async def test_a_rejected_alias_is_not_proposed_again(shop: _Shop) -> None:
    """What moderators turned down stays so, and nobody is offered to be cleared for it."""
    for number in (1, 2, 3):
        await shop.chooses(number)
    asked = await shop.decides("Reject")
    assert asked.form is not None
    rejected = await shop.says(MAYA, "queue", **asked.form.known, reason="unclear")
    assert "Clear all of this account" not in [each.label for each in rejected.actions]
    await shop.chooses(4)
    assert [state for *_, state in await shop.proposed()] == ["rejected"]


async def test_one_person_counts_once(shop: _Shop) -> None:
    """Three presses of one person, and of the same button again, are one choice."""
    asked = await shop.asks(1)
    for _ in range(3):
        await shop.presses(1, asked, "Tower")
        await shop.chooses(1)
    await shop.chooses(2)
    assert await shop.proposed() == []
    assert await shop.rows("SELECT count(*) FROM choice") == [(2,)]


@pytest.mark.parametrize(
    ("others", "proposes"), [(("Dome",), True), (("Dome", "None of these"), False)]
)
async def test_three_quarters_must_agree(
    shop: _Shop, others: tuple[str, ...], proposes: bool
) -> None:
    """Who means another product, or none of these, weighs against an alias."""
    for number, label in enumerate((*others, "Tower", "Tower", "Tower")):
        await shop.chooses(number, label, "sippy")
    assert bool(await shop.proposed()) is proposes


async def test_who_changes_their_mind_counts_for_what_they_said_last(shop: _Shop) -> None:
    """A later choice takes the place of the earlier one."""
    for number, label in ((1, "Tower"), (2, "Tower"), (2, "Dome"), (3, "Tower")):
        await shop.chooses(number, label)
    assert await shop.proposed() == []
    await shop.chooses(2, "Tower")
    assert len(await shop.proposed()) == 1


async def test_anothers_button_counts_for_nobody(shop: _Shop) -> None:
    """Whoever presses what somebody else was asked gets the answer and has chosen nothing."""
    asked = await shop.asks(1)
    answer = await shop.presses(2, asked, "Tower")
    assert answer.blocks[0] == Heading("Sippy Tower Tumbler")
    assert await shop.rows("SELECT count(*) FROM choice") == [(0,)]


async def test_a_forged_press_counts_for_nothing(shop: _Shop) -> None:
    """A seal holds for the person, the words and the product it was made for alone."""
    asked = await shop.asks(1)
    other = await shop.asks(1, "sippy tumblers thing")
    real = dict(asked.actions[0].action.arguments)
    forged: tuple[dict[str, str], ...] = (
        {"s": "0" * 10},
        {"s": "é"},
        {"w": other.actions[0].action.arguments.get("w", short(1))},
        {"p": asked.actions[1].action.arguments["p"]},
    )
    for change in forged:
        answer = await shop.says(shop.who(1), "worth", **{**real, **change})
        assert isinstance(answer.blocks[0], Heading)
    assert await shop.rows("SELECT count(*) FROM choice") == [(0,)]
    await shop.says(shop.who(1), "worth", **real)
    assert await shop.rows("SELECT count(*) FROM choice") == [(1,)]


async def test_another_community_is_not_touched(shop: _Shop) -> None:
    """Words that one community asked about are nobody's choice in another."""
    for number in (1, 2):
        await shop.chooses(number)
    choices = Choices(shop.base.store, shop.base.journal, shop.base.clock)
    ((asked,),) = await shop.rows("SELECT key FROM asked")
    await choices.choose(Actor("p_3", HOME + 1), asked, shop.tower.key)
    elsewhere = await choices.ask(HOME + 1, WORDS)
    assert elsewhere is not None
    await choices.choose(Actor("p_3", HOME + 1), elsewhere, shop.tower.key)
    assert await shop.proposed() == []


async def test_buttons_survive_a_restart_and_hold_no_words(shop: _Shop) -> None:
    """A press on an old message counts after a restart; ids and a seal are all that it carries."""
    asked = await shop.asks(1)
    carried = [each.action.encode() for each in asked.actions if "s" in each.action.arguments]
    assert len(carried) >= 2
    assert not any("sippy" in text for text in carried)
    shop.dispatcher = build(shop.settings, shop.base, {"test": Everybody(Role.MEMBER)})
    await shop.presses(1, asked, "Tower")
    assert await shop.rows("SELECT phrase, product FROM choice") == [(WORDS, shop.tower.key)]


def test_the_longest_button_fits() -> None:
    """The largest keys leave room in every command that asks back."""
    most = short(2**63 - 1)
    for command in ("worth", "alternatives", "why"):
        action = Action(command, {"p": most, "w": most, "s": "f" * 10})
        assert len(action.encode()) <= MAX_BYTES


async def test_the_barred_choose_nothing(shop: _Shop) -> None:
    """Who is barred may ask, and neither new nor earlier choices of theirs count."""
    for number in (1, 2):
        await shop.chooses(number)
    barred = Member(HOME, shop.base.pseudonyms().of("test", "1"), shop.base.clock(), barred=True)

    async def work(change: Change) -> None:
        await change.put(tables.MEMBERS, barred)

    await shop.base.journal.apply(Actor("ada"), "member bar", work)
    await shop.chooses(1, "Dome")
    assert await shop.rows("SELECT DISTINCT product FROM choice") == [(shop.tower.key,)]
    await shop.chooses(3)
    assert await shop.proposed() == []
    await shop.chooses(4)
    assert len(await shop.proposed()) == 1


async def test_choices_are_their_peoples(shop: _Shop) -> None:
    """They are in `mydata`; after `forgetme` they are gone and count no more."""
    for number in (1, 2):
        await shop.chooses(number)
    mine = await shop.says(shop.who(1), "mydata")
    assert WORDS in str(mine.blocks)
    await shop.says(shop.who(1), "forgetme", sure="yes")
    assert await shop.rows("SELECT count(*) FROM choice") == [(1,)]
    assert await shop.rows("SELECT count(*) FROM change WHERE entries = 'choice'") == [(1,)]
    await shop.chooses(3)
    assert await shop.proposed() == []


@pytest.mark.parametrize("words", ["", "!!", "x" * 61, "tumbler of ann@example.org"])
async def test_only_a_short_name_is_remembered(shop: _Shop, words: str) -> None:
    """Long texts, nothing, and what holds an address are not kept."""
    choices = Choices(shop.base.store, shop.base.journal, shop.base.clock)
    assert await choices.ask(HOME, words) is None


async def test_what_was_asked_goes(
    shop: _Shop, clock: FakeClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same words have one key; new ones drive out the old, and those that are too many."""
    monkeypatch.setattr(choosing, "MAX_ASKED", 2)
    choices = Choices(shop.base.store, shop.base.journal, shop.base.clock)
    first = await choices.ask(HOME, "one")
    assert await choices.ask(HOME, "The One!") != first
    assert await choices.ask(HOME, "ONE") == first
    await choices.ask(HOME, "three")
    assert await _phrases(shop) == ["the one", "three"]
    clock.step(31 * 86_400)
    await choices.ask(HOME, "four")
    assert await _phrases(shop) == ["four"]


async def test_a_person_has_so_many_choices(shop: _Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    """A new choice takes the place of the oldest."""
    monkeypatch.setattr(choosing, "MAX_CHOICES", 2)
    choices = Choices(shop.base.store, shop.base.journal, shop.base.clock)
    for words in ("one", "two", "three"):
        asked = await choices.ask(HOME, words)
        shop.base.clock.step(60)  # type: ignore[attr-defined]  # the fixture's clock
        await choices.choose(Actor("p_1"), asked or 0, shop.tower.key)
    kept = await shop.rows("SELECT phrase FROM choice ORDER BY phrase")
    assert kept == [("three",), ("two",)]


async def test_a_name_it_has_is_not_proposed(shop: _Shop) -> None:
    """What leads to several products by name already would not become clearer."""
    named: Any = {"aliases": ("sippy",)}
    for each in (shop.tower, shop.dome):
        await put(shop.base.journal, Actor("ada"), replace(each, **named))
    for number in (1, 2, 3):
        await shop.chooses(number, words="sippy")
    assert await shop.rows("SELECT count(*) FROM choice") == [(3,)]
    assert await shop.proposed() == []


async def _phrases(shop: _Shop) -> list[str]:
    return [phrase for (phrase,) in await shop.rows("SELECT phrase FROM asked ORDER BY key")]
