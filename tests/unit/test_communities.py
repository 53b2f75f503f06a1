"""Whose a space is: the first is home, others are their own, codes join them."""

import asyncio
import re
from dataclasses import replace

import pytest

from bot.bootstrap import Base, build
from bot.chat.command import Role
from bot.chat.reply import Heading, Note, Reply
from bot.chat.request import Place, Request
from bot.dispatcher import Dispatcher
from bot.errors import SettingsError
from bot.settings import Settings
from knowledge.communities import Communities
from knowledge.community import HOME, SHARED, Space
from knowledge.keys import short
from knowledge.store import tables
from knowledge.store.port import Transaction
from tests.factories import GROUP, MAYA, Everybody, FakeClock, operations

CHAT = Place("other", "chat")


def _dispatcher(base: Base, settings: Settings | None = None) -> Dispatcher:
    return build(
        settings or Settings(),
        base,
        {"test": Everybody(Role.ADMIN), "other": Everybody(Role.ADMIN)},
    )


async def _do(dispatcher: Dispatcher, place: Place, command: str, **arguments: str) -> Reply:
    author = replace(MAYA, platform=place.platform)
    return await dispatcher.handle(Request(command, author, place, arguments))


async def _community(base: Base, place: Place) -> int | None:
    space = await base.store.read(lambda tx: tables.SPACES.get(tx, place.platform, place.space))
    return space.community if space else None


def _text(reply: Reply) -> str:
    return " ".join(each.text for each in reply.blocks if isinstance(each, (Note, Heading)))


async def _code(dispatcher: Dispatcher, place: Place = GROUP) -> str:
    heading = (await _do(dispatcher, place, "community code")).blocks[0]
    assert isinstance(heading, Heading)
    return heading.text


async def test_the_first_space_is_home_and_every_other_has_its_own(base: Base) -> None:
    """One server needs no setting, and a stranger's server never shares its community."""
    dispatcher = _dispatcher(base)
    others = [Place("test", f"server {number}") for number in range(3)]
    for place in (GROUP, *others):
        await _do(dispatcher, place, "about")

    found = [await _community(base, place) for place in others]
    assert await _community(base, GROUP) == HOME
    assert len({HOME, SHARED, *found}) == 5


async def test_two_first_spaces_at_once_make_one_home(base: Base) -> None:
    """A race for home has one winner, and both get their answer."""
    places = [Place("test", f"server {number}") for number in range(8)]
    await asyncio.gather(*(_do(_dispatcher(base), place, "about") for place in places))

    found = [await _community(base, place) for place in places]
    assert found.count(HOME) == 1
    assert len(set(found)) == 8


async def test_the_operator_says_what_is_home(base: Base) -> None:
    """What is named is home from its first word on, and nothing else ever becomes it."""
    dispatcher = _dispatcher(base, Settings(home="test:server other:chat"))
    stranger, server = Place("test", "stranger"), Place("test", "server")
    await _do(dispatcher, stranger, "about")
    assert await _community(base, stranger) not in (HOME, SHARED)
    await _do(dispatcher, server, "community set", name="Ours")

    assert "Ours" in str(await _do(dispatcher, CHAT, "community show"))
    assert "Ours" not in str(await _do(dispatcher, stranger, "community show"))


def test_a_name_that_is_no_space_is_refused() -> None:
    """A typo in the settings ends the start, with an example."""
    with pytest.raises(SettingsError, match="discord:123"):
        _ = Settings(home="my server").home_spaces


@pytest.mark.parametrize("place", [replace(GROUP, is_private=True), replace(GROUP, is_guest=True)])
async def test_private_talk_and_guests_found_nothing(base: Base, place: Place) -> None:
    """A person's chat is no community, and neither is a server that has not installed the bot."""
    await _do(_dispatcher(base), place, "about")
    assert await _community(base, place) is None


async def test_a_space_joins_by_a_code_once(base: Base) -> None:
    """The code works for one space, in any spelling, and then never again."""
    dispatcher, third = _dispatcher(base), Place("test", "third")
    code = await _code(dispatcher)
    await _do(dispatcher, CHAT, "about")

    assert "belongs" in _text(await _do(dispatcher, CHAT, "community join", code=code.upper()))
    assert await _community(base, CHAT) == HOME
    assert "does not work" in _text(await _do(dispatcher, third, "community join", code=code))
    assert await _community(base, third) != HOME


async def test_a_code_grows_old_and_a_newer_one_voids_it(base: Base, clock: FakeClock) -> None:
    """Neither an old nor a replaced code opens anything."""
    dispatcher = _dispatcher(base)
    first, second = await _code(dispatcher), await _code(dispatcher)
    assert "does not work" in _text(await _do(dispatcher, CHAT, "community join", code=first))
    clock.step(25 * 3600)
    assert "does not work" in _text(await _do(dispatcher, CHAT, "community join", code=second))
    assert await _community(base, CHAT) != HOME


async def test_two_spaces_with_one_code_at_once_bring_one(base: Base) -> None:
    """A race for a code has one winner."""
    dispatcher = _dispatcher(base)
    code = await _code(dispatcher)
    chats = [Place("other", f"chat {number}") for number in range(4)]
    await asyncio.gather(*(_do(dispatcher, chat, "community join", code=code) for chat in chats))

    assert [await _community(base, chat) for chat in chats].count(HOME) == 1


async def test_a_code_is_kept_as_a_digest_only(base: Base) -> None:
    """Whoever steals the base cannot join with what is in it."""
    code = re.sub("-", "", await _code(_dispatcher(base)))
    rows = await base.store.read(
        lambda tx: tx.all("SELECT after FROM change UNION SELECT digest FROM join_code")
    )
    assert rows
    assert code not in str(rows)


async def test_a_space_leaves_for_a_community_of_its_own(base: Base) -> None:
    """The one it left can neither see nor undo that."""
    dispatcher = _dispatcher(base)
    await _do(dispatcher, CHAT, "community join", code=await _code(dispatcher))
    await _do(dispatcher, CHAT, "community leave")

    own = await _community(base, CHAT)
    assert own not in (HOME, SHARED, None)
    assert "space leave" not in [each.name for each in await operations(base, 9)]


@pytest.mark.parametrize("way", ["join", "leave"])
async def test_a_space_that_goes_hears_no_more(base: Base, way: str) -> None:
    """What waits for the moderators of one community is posted nowhere else."""
    dispatcher, third = _dispatcher(base), Place("test", "third")
    code = await _code(dispatcher)
    await _do(dispatcher, CHAT, "community join", code=code)
    await _do(dispatcher, CHAT, "community set", notices="here")
    assert "nowhere" not in str(await _do(dispatcher, GROUP, "community show"))

    arguments = {"code": await _code(dispatcher, third)} if way == "join" else {}
    await _do(dispatcher, CHAT, f"community {way}", **arguments)
    home = await base.store.read(lambda tx: tables.COMMUNITIES.get(tx, HOME))
    assert home is not None
    assert home.notices == ()


@pytest.mark.parametrize("way", ["join", "leave"])
async def test_what_the_settings_call_home_stays(base: Base, way: str) -> None:
    """It is told why, and no code is spent."""
    dispatcher = _dispatcher(base, Settings(home="other:chat"))
    arguments = {"code": await _code(dispatcher)} if way == "join" else {}
    refused = await _do(dispatcher, CHAT, f"community {way}", **arguments)
    assert "settings say that this place is home" in _text(refused)

    if way == "join":
        third = Place("test", "third")
        await _do(dispatcher, third, "community join", **arguments)
        assert await _community(base, third) == await _community(base, GROUP)


async def test_nobody_draws_a_space_back_in(base: Base) -> None:
    """A joining can be undone by the community's admins; undoing that again takes a new code."""
    dispatcher = _dispatcher(base)
    await _do(dispatcher, GROUP, "about")
    own = await _community(base, CHAT)
    await _do(dispatcher, CHAT, "community join", code=await _code(dispatcher))
    joined = (await operations(base, 1))[0]
    await _do(dispatcher, GROUP, "undo", operation=short(joined.key))
    assert await _community(base, CHAT) not in (HOME, own)

    undone = (await operations(base, 1))[0]
    refused = await _do(dispatcher, GROUP, "undo", operation=short(undone.key))
    assert "by a new code only" in _text(refused)
    assert await _community(base, CHAT) != HOME


async def test_spaces_of_a_former_version_stay_home(base: Base) -> None:
    """A base from before communities keeps every space that had settings where it was."""

    async def before(tx: Transaction) -> None:
        await tables.SPACES.put(tx, Space("test", "old server"))

    await base.store.write(before)
    dispatcher, old = _dispatcher(base), Place("test", "old server")
    await _do(dispatcher, GROUP, "about")
    await _do(dispatcher, old, "about")

    assert await _community(base, old) == HOME
    assert await _community(base, GROUP) != HOME


async def test_admitting_twice_changes_nothing(base: Base) -> None:
    """A space keeps the community it was given."""
    communities = Communities(base.store, base.journal, base.clock)
    first = await communities.admit("test", "x", may_be_home=False)
    assert await communities.admit("test", "x", may_be_home=True) == first
