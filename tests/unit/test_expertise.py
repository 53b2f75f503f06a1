"""Expertise that moderators verified: shown beside a category's quotes, and without weight."""

from functools import partial

import pytest

from bot.bootstrap import Base, build
from bot.chat.command import Role
from bot.chat.reply import Quote, Reply
from bot.chat.request import Author, Place, Request, Source
from bot.dispatcher import Dispatcher
from bot.settings import Settings
from knowledge.community import HOME, Actor
from knowledge.consensus.tally import Tally
from knowledge.editing.products import Editor
from knowledge.headlines import read_tally
from knowledge.product import Product
from tests.factories import GROUP, Everybody, product

ANN, MOD = Author("test", "11", "Ann"), Author("mods", "22", "Mo")
_SAID = {"experience": "owned", "tie": "none", "expertise": "hairdresser"}


class _Salon:
    """Let a member and a moderator talk with the bot about a styler and a bottle."""

    def __init__(self, base: Base, made: list[Product]) -> None:
        settings = Settings(person_per_minute=0, place_per_minute=0, home="test:shop mods:shop")
        members = {"test": Everybody(Role.MEMBER), "mods": Everybody(Role.MODERATOR)}
        self.base, self.products = base, made
        self.dispatcher: Dispatcher = build(settings, base, members)

    async def does(self, who: Author, command: str, **arguments: str) -> Reply:
        place = Place(who.platform, "shop", GROUP.channel)
        request = Request(command, who, place, arguments, source=Source.FORM)
        return await self.dispatcher.handle(request)

    async def verify(self, **more: str) -> Reply:
        code = self.base.pseudonyms().of("test", "11")
        named = {"member": code, "category": "Hair tools", **more}
        return await self.does(MOD, "member expert", **named)

    async def disclosed(self, name: str) -> str:
        """Return what stands before the one quote of a product, the same wherever it is quoted."""
        why = await self.does(ANN, "why", product=name)
        listed = await self.does(MOD, "verdict list", product=name)
        (quote,) = [each for each in why.blocks if isinstance(each, Quote)]
        disclosed = quote.disclosure.partition(" – ")[2]
        assert disclosed in str(listed.blocks)
        return disclosed

    async def tallies(self) -> list[Tally]:
        now = self.base.clock()
        one, other = (
            partial(read_tally, product=each.key, community=HOME, now=now) for each in self.products
        )
        return [await self.base.store.read(one), await self.base.store.read(other)]


@pytest.fixture
async def salon(base: Base) -> _Salon:
    """Open a salon in which Ann said something of both products."""
    editor = Editor(base.journal, base.clock)
    drafts = (
        product("Airwrap", category="hair-tools", community=HOME),
        product("Owala", category="drinkware", community=HOME),
    )
    made = [(await editor.add(Actor("mod"), each))[0] for each in drafts]
    salon = _Salon(base, made)
    for each in ("Airwrap", "Owala"):
        await salon.does(ANN, "verdict add", product=each, stance="skip", text="Words", **_SAID)
    return salon


async def test_what_was_verified_stands_beside_the_categorys_quotes_alone(salon: _Salon) -> None:
    """A moderator's word is told from the member's own, and counts nothing."""
    own = "owned it, did not say how they got it, no tie, by their own word hairdresser"
    before = await salon.tallies()
    assert [await salon.disclosed(each) for each in ("Airwrap", "Owala")] == [own] * 2

    done = await salon.verify(trade="Hairdresser")
    assert "verified in hair-tools" in str(done.blocks)
    shown = own.replace("by their own word hairdresser", "Hairdresser, confirmed by the moderators")
    assert await salon.disclosed("Airwrap") == shown
    assert await salon.disclosed("Owala") == own
    assert await salon.tallies() == before

    await salon.verify()
    about = "knows hair tools, confirmed by the moderators, by their own word hairdresser"
    assert (await salon.disclosed("Airwrap")).endswith(about)
    shown = str((await salon.does(MOD, "member show", member=_code(salon))).blocks)
    assert "'hair-tools'" in shown


async def test_verifying_is_journaled_and_undone(salon: _Salon) -> None:
    """The log names it, its button takes it back, and `off` does as well."""
    before = await salon.disclosed("Airwrap")
    done = await salon.verify(trade="hairdresser")
    (undo,) = [each for each in done.actions if each.label == "Undo"]
    assert "member expert" in str((await salon.does(MOD, "log")).blocks)
    await salon.does(MOD, "undo", **undo.action.arguments)
    assert await salon.disclosed("Airwrap") == before

    await salon.verify(trade="hairdresser")
    await salon.verify(state="off")
    assert await salon.disclosed("Airwrap") == before


async def test_it_is_for_moderators_and_their_own_community(salon: _Salon) -> None:
    """A member verifies nobody, and what another community verified is not shown here."""
    refused = await salon.does(ANN, "member expert", member=_code(salon), category="hair tools")
    assert "for moderators" in str(refused.blocks)
    elsewhere = Place("mods", "another server", "1")
    named = {"member": _code(salon), "category": "hair tools", "trade": "hairdresser"}
    request = Request("member expert", MOD, elsewhere, named)
    assert "nobody here" in str((await salon.dispatcher.handle(request)).blocks)
    assert "confirmed" not in await salon.disclosed("Airwrap")


def _code(salon: _Salon) -> str:
    return salon.base.pseudonyms().of("test", "11")
