"""Who may do what: every command, by every role, however the role came about."""

import discord
import pytest

from adapters.discord.members import DiscordMembers
from adapters.telegram.members import TelegramMembers
from adapters.terminal.session import TerminalMembers
from bot.bootstrap import Base, build
from bot.chat.command import ANYBODY, CommandSpec, Role
from bot.chat.facts import Facts, Members
from bot.chat.reply import Reply, Visibility
from bot.chat.request import Author, Place, Request
from bot.dispatcher import Dispatcher
from bot.i18n.translator import translator
from bot.settings import Settings
from bot.views.errors import not_permitted
from knowledge.change import Change
from knowledge.community import HOME, Actor
from knowledge.member import Grant, Member
from knowledge.store import tables
from tests.factories import product, put, verdict

_REFUSALS = {not_permitted(translator("en"), role).blocks[0] for role in Role if role > ANYBODY}
_GRANTS = {
    Role.MODERATOR: Grant.MODERATOR,
    Role.ADMIN: Grant.ADMIN,
    Role.OWNER: Grant.OWNER,
}


class _Platform:
    """Know one thing about everybody."""

    def __init__(self, facts: Facts | None = None) -> None:
        self.found = facts or Facts()

    async def facts(self, author: Author, place: Place) -> Facts:
        return self.found


class _Away:
    """Be a platform that cannot be reached."""

    async def facts(self, author: Author, place: Place) -> Facts:
        raise ConnectionError("away")


class _Interaction:
    """Be what Discord sends with somebody's command, as far as roles go."""

    def __init__(self, *, is_admin: bool) -> None:
        self.guild_id, self.user = 7, discord.Object(1)
        self.permissions = discord.Permissions(manage_guild=is_admin)

    def is_guild_integration(self) -> bool:
        return True


def _discord(role: Role) -> DiscordMembers:
    """Be Discord as the adapter sees it: each interaction says who administers the server."""
    members = DiscordMembers()
    members.note(_Interaction(is_admin=role is Role.ADMIN))  # type: ignore[arg-type]  # its part that is read
    return members


def _telegram(role: Role) -> TelegramMembers:
    """Be Telegram as the adapter sees it: it knows who administers a group."""

    async def ask(_space: str) -> frozenset[str]:
        return frozenset({"1"}) if role is Role.ADMIN else frozenset()

    members = TelegramMembers(lambda: 0.0)
    members.attach(ask)
    return members


@pytest.fixture
async def home(base: Base) -> Base:
    """Open a base with one product and one verdict in it."""
    airwrap = product("Airwrap")
    await put(base.journal, Actor("ada", HOME), airwrap)
    await put(base.journal, Actor("ada", HOME), verdict(airwrap))
    return base


async def _keep(base: Base, member: Member) -> None:
    async def work(change: Change) -> None:
        await change.put(tables.MEMBERS, member)

    await base.journal.apply(Actor("test", member.community), "role grant", work)


def _dispatcher(base: Base, members: dict[str, Members], owners: str = "") -> Dispatcher:
    settings = Settings(
        home="discord:7 telegram:-7 terminal:local test:7",
        owners=owners,
        person_per_minute=0,
        place_per_minute=0,
    )
    return build(settings, base, members)


async def _call(dispatcher: Dispatcher, spec: CommandSpec, platform: str) -> Reply:
    space = {"telegram": "-7", "terminal": "local"}.get(platform, "7")
    place = Place(platform, space, "8")
    return await dispatcher.handle(Request(spec.path, Author(platform, "1", "Ann"), place))


async def _check(dispatcher: Dispatcher, platform: str, role: Role) -> None:
    """Call every command and compare who gets through with what the catalogue says."""
    wrong = []
    for spec in dispatcher.catalogue:
        reply = await _call(dispatcher, spec, platform)
        refused = reply.blocks[:1] and reply.blocks[0] in _REFUSALS
        if bool(refused) is (role >= spec.needs):
            wrong.append((spec.path, role.name))
        assert not refused or reply.visibility is Visibility.PRIVATE
    assert wrong == []


@pytest.mark.parametrize("role", list(Role))
async def test_a_platforms_word_opens_what_the_catalogue_says(home: Base, role: Role) -> None:
    """Every command, for every role that a platform's facts give outright."""
    members: dict[str, Members] = {
        "terminal": TerminalMembers(role),
        "test": _Platform(Facts(role=role)),
    }
    await _check(_dispatcher(home, members), "terminal", role)
    await _check(_dispatcher(home, members), "test", role)


@pytest.mark.parametrize("platform", ["discord", "telegram"])
@pytest.mark.parametrize("role", list(Role))
async def test_a_grant_in_the_base_opens_the_same_on_every_platform(
    home: Base, platform: str, role: Role
) -> None:
    """Trust, a granted role and a bar hold whatever the platform says of a plain member."""
    person = home.pseudonyms().of(platform, "1")
    entry = Member(
        HOME,
        person,
        home.clock(),
        trusted=role is Role.TRUSTED,
        barred=role is Role.BARRED,
        granted=_GRANTS.get(role),
    )
    await _keep(home, entry)
    members: dict[str, Members] = {
        "discord": _discord(Role.MEMBER),
        "telegram": _telegram(Role.MEMBER),
    }
    await _check(_dispatcher(home, members), platform, role)


@pytest.mark.parametrize("platform", ["discord", "telegram"])
async def test_who_administers_a_place_is_an_admin_and_cannot_be_barred(
    home: Base, platform: str
) -> None:
    """Those whom an admin appointed do not lock the admin out."""
    entry = Member(HOME, home.pseudonyms().of(platform, "1"), home.clock(), barred=True)
    await _keep(home, entry)
    members: dict[str, Members] = {
        "discord": _discord(Role.ADMIN),
        "telegram": _telegram(Role.ADMIN),
    }
    await _check(_dispatcher(home, members), platform, Role.ADMIN)


async def test_an_owner_named_in_the_settings_is_one_everywhere(home: Base) -> None:
    """Whatever the platform says, and whatever the base says."""
    members: dict[str, Members] = {"discord": _Away()}
    await _check(_dispatcher(home, members, owners="discord:1"), "discord", Role.OWNER)


@pytest.mark.parametrize("members", [{}, {"discord": _Away()}])
async def test_a_platform_that_cannot_say_opens_nothing(
    home: Base, members: dict[str, Members]
) -> None:
    """Everybody is a member then."""
    await _check(_dispatcher(home, members), "discord", Role.MEMBER)


async def test_a_grant_holds_in_its_own_community_only(home: Base) -> None:
    """Home's admin is nobody in another server."""
    person = home.pseudonyms().of("discord", "1")
    await _keep(home, Member(HOME + 1, person, home.clock(), granted=Grant.ADMIN))
    await _check(_dispatcher(home, {}), "discord", Role.MEMBER)
