"""How the bot behaves in a place, set by its admins."""

import asyncio
from dataclasses import replace

import pytest

from bot.bootstrap import Base, build
from bot.chat.command import Role
from bot.chat.facts import Facts
from bot.chat.reply import Breakdown, Note, Reply, Visibility
from bot.chat.request import Author, Place, Request
from bot.dispatcher import Dispatcher
from bot.settings import Settings
from tests.factories import GROUP, MAYA, operations


class _Members:
    def __init__(self, role: Role) -> None:
        self.role = role

    async def facts(self, author: Author, place: Place) -> Facts:
        return Facts(role=self.role)


def _dispatcher(base: Base, role: Role = Role.ADMIN) -> Dispatcher:
    return build(Settings(), base, {"test": _Members(role)})


async def _set(dispatcher: Dispatcher, name: str, value: str, place: Place = GROUP) -> Reply:
    arguments = {"name": name, "value": value}
    return await dispatcher.handle(Request("settings set", MAYA, place, arguments))


async def _shown(dispatcher: Dispatcher, place: Place = GROUP) -> dict[str, str]:
    reply = await dispatcher.handle(Request("settings show", MAYA, place))
    assert reply.visibility is Visibility.PRIVATE
    table = next(block for block in reply.blocks if isinstance(block, Breakdown))
    return {label.partition(" ")[0]: value for label, value in table.rows}


@pytest.mark.parametrize(
    ("name", "value", "shown"),
    [
        ("moderators", "<@&123> 456", "123, 456"),
        ("channels", "<#12>, <#34>", "12, 34"),
        ("locale", "de", "de"),
        ("person_per_minute", "3", "3"),
        ("fade_misses", "60", "60"),
    ],
)
async def test_a_setting_is_kept_for_its_place_only(
    base: Base, name: str, value: str, shown: str
) -> None:
    """It survives a restart, and other places keep their own."""
    await _set(_dispatcher(base), name, value)
    after = _dispatcher(base)

    assert (await _shown(after))[name] in (shown, "Standard")
    assert (await _shown(after, replace(GROUP, space="other")))[name] == "default"
    await _set(after, name, "-")
    assert (await _shown(after))[name] == "default"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("person_per_minute", "many"),
        ("fade_misses", "9" * 30),
        ("fade_misses", "0"),
        ("locale", "xx"),
        ("colour", "red"),
        ("moderators", "<@123456789>"),
        ("moderators", "<@&1> Mods"),
        ("channels", "general"),
        ("channels", " ".join(map(str, range(60)))),
    ],
)
async def test_a_value_that_cannot_be_is_refused(base: Base, name: str, value: str) -> None:
    """The setting stays as it was and the sentence says what it takes."""
    dispatcher = _dispatcher(base)
    reply = await _set(dispatcher, name, value)

    assert isinstance(reply.blocks[0], Note)
    assert reply.blocks[0].text.startswith("That did not work")
    assert set((await _shown(dispatcher)).values()) == {"default"}


async def test_changes_at_once_are_all_kept(base: Base) -> None:
    """Each changes its own setting on what is there, whatever was remembered."""
    dispatcher, other = _dispatcher(base), _dispatcher(base)
    await _shown(dispatcher)
    await asyncio.gather(
        _set(dispatcher, "person_per_minute", "5"),
        _set(other, "channels", "<#7>"),
        _set(dispatcher, "fade_misses", "60"),
    )

    shown = await _shown(_dispatcher(base))
    assert (shown["person_per_minute"], shown["channels"], shown["fade_misses"]) == ("5", "7", "60")


@pytest.mark.parametrize("role", [role for role in Role if role < Role.ADMIN])
async def test_only_admins_change_settings(base: Base, role: Role) -> None:
    """Everybody else is told who may."""
    await _set(_dispatcher(base, role), "locale", "de")

    assert (await _shown(_dispatcher(base)))["locale"] == "default"


async def test_private_talk_has_no_settings(base: Base) -> None:
    """No person's id is kept as a place's."""
    private = Place("test", "maya", is_private=True)
    reply = await _set(_dispatcher(base), "locale", "de", private)

    assert isinstance(reply.blocks[0], Note)
    rows = await base.store.read(lambda tx: tx.all("SELECT count(*) FROM space"))
    assert list(rows) == [(0,)]


async def test_who_changed_a_setting_is_recorded_without_their_id(base: Base) -> None:
    """The journal names a pseudonym."""
    await _set(_dispatcher(base), "locale", "de")

    operation, admitted = await operations(base, 5)
    assert (admitted.name, admitted.actor) == ("space admit", "bot")
    assert operation.name == "settings save"
    assert operation.actor == base.pseudonyms().of("test", MAYA.id)
    assert operation.actor.startswith("p_")
