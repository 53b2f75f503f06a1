"""Commands on Discord: made from the catalogue, registered once, each with a form there."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from adapters.discord.members import DiscordMembers
from bot.bootstrap import build
from bot.chat.command import CommandSpec, ParameterKind, Role
from bot.i18n.translator import available, translator
from bot.settings import Settings
from tests.wire.discord_model import DiscordModel
from tests.wire.discord_talk import (
    SPEC,
    Remembering,
    running,
    shown,
    starter_base,
    unlimited,
)
from tests.wire.discord_toy import Toy


@pytest.fixture
async def model() -> AsyncIterator[DiscordModel]:
    """Open a Discord in which, at the end, nothing forbidden was done."""
    async with DiscordModel(SPEC) as opened:
        yield opened
        assert not opened.violations
        assert not [each for each in opened.unanswered if each.kind != 4]


async def test_every_command_has_a_discord_form(model: DiscordModel, tmp_path: Path) -> None:
    """Parity: each spec of the catalogue is registered whole, and answers."""
    base = await starter_base(tmp_path)
    home = model.guild("Home")
    channel, maya, boss = home.channel("shop"), model.user("Maya"), model.user("Boss")
    home.member(boss, permissions=["manage_guild", "manage_messages"])
    dispatcher = unlimited(base)
    async with running(model, dispatcher):
        for spec in dispatcher.catalogue:
            assert _registered(model, spec.path) == _wanted(spec), spec.path
            given = {
                parameter.name: parameter.choices[0].value if parameter.choices else "stanley cup"
                for parameter in spec.required
                if parameter.kind is not ParameterKind.FILE
            }
            asker = boss if spec.needs > Role.MEMBER else maya
            shown = await asker.slash(channel, spec.path, **given).shown()
            assert shown.text
    await base.close()


async def test_commands_are_registered_once(model: DiscordModel) -> None:
    """A restart with the same commands tells Discord nothing; other commands do."""
    toy, remembered = Toy(), Remembering()
    for _ in range(2):
        async with running(model, toy.dispatcher(), remembered):
            pass
    assert _registrations(model) == 1
    async with running(model, toy.dispatcher(is_newer=True), remembered):
        await model.until(lambda: _registrations(model) == 2)


async def test_commands_wiped_on_discords_side_come_back(model: DiscordModel) -> None:
    """Though nothing changed here, commands that Discord has lost are registered again."""
    channel, maya = model.guild("Home").channel("shop"), model.user("Maya")
    toy, remembered = Toy(), Remembering()
    async with running(model, toy.dispatcher(), remembered):
        pass
    model.catalogue.replace(None, [])
    async with running(model, toy.dispatcher(), remembered):
        await model.until(lambda: _registrations(model) == 2)
        assert (await maya.slash(channel, "whisper").reply()).text


async def test_groups_names_and_hints_are_as_discord_wants_them(model: DiscordModel) -> None:
    """Moderators' groups are hidden by default, a command beside a group becomes `show` in it."""
    async with running(model, Toy().dispatcher()):
        kb = next(each for each in model.commands if each["name"] == "kb")
        assert int(kb["default_member_permissions"]) == 1 << 13
        assert {each["name"] for each in kb["options"]} == {"add", "list"}
        group = next(each for each in model.commands if each["name"] == "set")
        assert [each["name"] for each in group["options"]] == ["show", "role"]
        assert group["contexts"] == [0, 1, 2]
        assert group["integration_types"] == [0, 1]
        menu = next(each for each in model.commands if each["type"] == 3)
        assert menu["name"] == "Worth it?"


async def test_who_moderates_by_the_base_alone_gets_to_the_queue(
    model: DiscordModel, tmp_path: Path
) -> None:
    """Discord shows commands by its own permissions; `/help` has a button for everybody else."""
    channel, maya, ben = model.guild("Home").channel("shop"), model.user("Maya"), model.user("Ben")
    base = await starter_base(tmp_path)
    settings = Settings(owners=f"discord:{maya.id}", person_per_minute=0)
    async with running(model, build(settings, base, {"discord": DiscordMembers()})):
        needed = {each["name"]: each["default_member_permissions"] for each in model.commands}
        assert (needed["queue"], needed["settings"], needed["worth"]) == ("8192", "32", None)
        help_ = await maya.slash(channel, "help").reply()
        assert "Nothing waits" in (await maya.press(help_, "Open the queue").reply()).text
        assert not (await ben.slash(channel, "help").reply()).buttons
    await base.close()


async def test_odd_parameters_arrive(model: DiscordModel) -> None:
    """Names that Python reserves, numbers and choices come through; so do groups."""
    channel, maya = model.guild("Home").channel("shop"), model.user("Maya")
    async with running(model, Toy().dispatcher()):
        given: dict[str, Any] = {"from": "here", "size": 7, "stance": "skip"}
        text = (await maya.slash(channel, "odd", **given).reply()).text
        assert "'from': 'here'" in shown(text)
        assert "'size': '7'" in text
        assert "'stance': 'skip'" in text
        assert "set: {}" in (await maya.slash(channel, "set show").reply()).text
        assert "set role" in (await maya.slash(channel, "set role", name="x").reply()).text


@pytest.mark.skipif(len(available()) < 2, reason="no second language is there yet")
async def test_commands_are_described_in_each_language(model: DiscordModel, tmp_path: Path) -> None:
    """What a translator wrote stands in Discord's localizations."""
    base = await starter_base(tmp_path)
    async with running(model, unlimited(base)):
        tag = next(tag for tag in available() if tag != "en")
        worth = next(each for each in model.commands if each["name"] == "worth")
        expected = translator(tag)(worth["description"])
        if expected != worth["description"]:
            assert worth["description_localizations"][tag] == expected[:100]
    await base.close()


async def test_names_complete_from_the_first_letter(model: DiscordModel, tmp_path: Path) -> None:
    """Product names are offered while typing, at most 25, each at most 100 characters."""
    base = await starter_base(tmp_path)
    channel, maya = model.guild("Home").channel("shop"), model.user("Maya")
    async with running(model, unlimited(base)):
        found = await maya.autocomplete(channel, "worth", "question", "stan")
        assert any(each.name.startswith("Stanley Quencher H2.0") for each in found)
        assert await maya.autocomplete(channel, "compare", "second", "a", first="x")
    await base.close()
    async with running(model, Toy().dispatcher()):
        many = await maya.autocomplete(channel, "worth", "question", "a")
        assert len(many) == 25
        assert all(len(each.name) <= 100 for each in many)


async def test_commands_of_another_version_are_answered(model: DiscordModel) -> None:
    """A command that Discord still shows and the bot no longer has gets a sentence."""
    channel, maya = model.guild("Home").channel("shop"), model.user("Maya")
    async with running(model, Toy().dispatcher(is_newer=True)):
        pass
    model.fail(1, "PUT", "/commands", 403)
    async with running(model, Toy().dispatcher()):
        assert "There is no /newer" in (await maya.slash(channel, "newer").reply()).text


def _registered(model: DiscordModel, path: str) -> list[str]:
    first, *rest = path.split(" ")
    command = next(each for each in model.commands if each["name"] == first)
    if rest:
        command = next(each for each in command["options"] if each["name"] == rest[0])
    return [option["name"] for option in command.get("options", [])]


def _wanted(spec: CommandSpec) -> list[str]:
    typed = (each for each in spec.parameters if each.kind is not ParameterKind.FILE)
    return [each.name for each in typed if not each.hidden]  # a file is asked for by a form


def _registrations(model: DiscordModel) -> int:
    return sum(each.method == "PUT" and "commands" in each.path for each in model.requests)
