"""Commands as Discord registers them, made from the catalogue: slash commands, groups, the menu."""

import inspect
import keyword
from collections.abc import Callable, Coroutine
from typing import Any, Protocol

import discord
from discord import app_commands

from bot.chat.command import Catalogue, CommandSpec, Parameter, ParameterKind, Role
from bot.chat.form import Choice
from bot.chat.text import clip
from bot.chat.words import n_

MAX_TEXT = 100
_BIGGEST = 2**31 - 1
_CONTEXTS = app_commands.AppCommandContext(guild=True, dm_channel=True, private_channel=True)
_INSTALLS = app_commands.AppInstallationType(guild=True, user=True)
# By these Discord decides who sees a command at all; who may use it the gate decides. Whoever
# moderates by a role of the base needs one of them, or an admin's word (docs/moderating.md).
_SHOWN_TO = {
    Role.MODERATOR: discord.Permissions(manage_messages=True),
    Role.ADMIN: discord.Permissions(manage_guild=True),
}
GROUP_HELP = n_("More commands")
MENU_NAME = n_("Worth it?")
Tree = app_commands.CommandTree[Any]


class Bot(Protocol):
    """Answer what the commands bring."""

    async def commanded(self, interaction: discord.Interaction, path: str) -> None:
        """Answer a slash command."""
        ...

    async def pointed(self, interaction: discord.Interaction, message: discord.Message) -> None:
        """Answer the menu of a message."""
        ...

    async def suggest(
        self, interaction: discord.Interaction, path: str, parameter: str, text: str
    ) -> list[Choice]:
        """Complete what is being typed."""
        ...

    async def unmatched(self, interaction: discord.Interaction) -> None:
        """Answer a command that Discord knows otherwise than we do."""
        ...


class CommandTree(app_commands.CommandTree[Any]):
    """Hold the commands; what does not fit them is answered as well."""

    def __init__(self, client: discord.Client, bot: Bot) -> None:
        """Take the client that dispatches and the bot that answers."""
        super().__init__(client, allowed_contexts=_CONTEXTS, allowed_installs=_INSTALLS)
        self._bot = bot

    async def on_error(
        self, interaction: discord.Interaction, error: app_commands.AppCommandError, /
    ) -> None:
        """Answer after a restart with other commands than Discord has registered."""
        if isinstance(error, app_commands.CommandNotFound | app_commands.CommandSignatureMismatch):
            await self._bot.unmatched(interaction)
        else:
            await super().on_error(interaction, error)


def fill(tree: Tree, catalogue: Catalogue, bot: Bot) -> None:
    """Put a command for every spec into the tree, and the message's menu."""
    groups: dict[str, app_commands.Group] = {}
    members = {spec.path.split(" ")[0] for spec in catalogue if " " in spec.path}
    for spec in catalogue:
        first, _, second = spec.path.partition(" ")
        if first not in members:
            tree.add_command(_command(spec, first, bot))
            continue
        if first not in groups:
            groups[first] = _group(first, catalogue)
            tree.add_command(groups[first])
        # Discord has no command that is a group as well: `settings` alone becomes `show` in it.
        groups[first].add_command(_command(spec, second or "show", bot))
    tree.add_command(_menu(bot))


def path_of(catalogue: Catalogue, name: str) -> str:
    """Return the catalogue's path for a name as Discord has it."""
    alone = name.removesuffix(" show")
    return alone if catalogue.get(name) is None and catalogue.get(alone) else name


def _group(name: str, catalogue: Catalogue) -> app_commands.Group:
    inside = [spec for spec in catalogue if spec.path.split(" ")[0] == name]
    hint = _hint(min(spec.needs for spec in inside))
    help_ = inside[0].help if len(inside) == 1 else GROUP_HELP
    described = app_commands.locale_str(help_)
    if hint is not None:
        return app_commands.Group(name=name, description=described, default_permissions=hint)
    return app_commands.Group(name=name, description=described)


def _hint(needs: Role) -> discord.Permissions | None:
    return _SHOWN_TO[min(needs, Role.ADMIN)] if needs >= Role.MODERATOR else None


def _command(spec: CommandSpec, name: str, bot: Bot) -> app_commands.Command[Any, Any, Any]:
    callback = _callback(spec, bot)
    shown = _shown(spec)
    if shown:
        helps = {_identifier(p): app_commands.locale_str(p.help) for p in shown}
        app_commands.describe(**helps)(callback)
    renamed = {_identifier(p): p.name for p in shown if _identifier(p) != p.name}
    if renamed:
        app_commands.rename(**renamed)(callback)
    chosen = {_identifier(p): _choices(p) for p in shown if p.choices}
    if chosen:
        app_commands.choices(**chosen)(callback)
    if spec.complete is not None:
        completed = {_identifier(p): _completer(spec, p, bot) for p in shown if _completes(p)}
        app_commands.autocomplete(**completed)(callback)
    if (hint := _hint(spec.needs)) is not None:
        app_commands.default_permissions(hint)(callback)
    return app_commands.Command(
        name=name, description=app_commands.locale_str(spec.help), callback=callback
    )


def _shown(spec: CommandSpec) -> list[Parameter]:
    """Return what is typed into the command; a file is asked for by a form."""
    files = ParameterKind.FILE
    return [each for each in spec.parameters if not each.hidden and each.kind is not files]


def _callback(spec: CommandSpec, bot: Bot) -> Callable[..., Coroutine[Any, Any, None]]:
    async def callback(interaction: discord.Interaction, **_given: object) -> None:
        await bot.commanded(interaction, spec.path)

    kind = inspect.Parameter.POSITIONAL_OR_KEYWORD
    first = inspect.Parameter("interaction", kind, annotation=discord.Interaction)
    options = (_option(parameter) for parameter in _shown(spec))
    signature = inspect.Signature([first, *options])
    callback.__signature__ = signature  # type: ignore[attr-defined]  # what inspect looks for
    return callback


def _option(parameter: Parameter) -> inspect.Parameter:
    number = app_commands.Range[int, 0, _BIGGEST]
    annotation: Any = number if parameter.kind is ParameterKind.NUMBER else str
    default = inspect.Parameter.empty if parameter.required else ""
    return inspect.Parameter(
        _identifier(parameter),
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
        annotation=annotation,
        default=default if annotation is str or parameter.required else 0,
    )


def _identifier(parameter: Parameter) -> str:
    name = parameter.name
    return f"{name}_" if keyword.iskeyword(name) or name in ("interaction", "self") else name


def _choices(parameter: Parameter) -> list[app_commands.Choice[str]]:
    return [
        app_commands.Choice(name=app_commands.locale_str(choice.label), value=choice.value)
        for choice in parameter.choices
    ]


def _completes(parameter: Parameter) -> bool:
    is_text = parameter.kind in (ParameterKind.TEXT, ParameterKind.PRODUCT)
    return parameter.completes and is_text and not parameter.choices


def _completer(
    spec: CommandSpec, parameter: Parameter, bot: Bot
) -> Callable[..., Coroutine[Any, Any, list[app_commands.Choice[str]]]]:
    async def complete(
        interaction: discord.Interaction, current: str
    ) -> list[app_commands.Choice[str]]:
        found = await bot.suggest(interaction, spec.path, parameter.name, current)
        return [
            app_commands.Choice(name=clip(choice.label, MAX_TEXT) or "…", value=choice.value)
            for choice in found[:25]
            if 1 <= len(choice.value) <= MAX_TEXT
        ]

    return complete


def _menu(bot: Bot) -> app_commands.ContextMenu:
    async def menu(interaction: discord.Interaction, message: discord.Message) -> None:
        await bot.pointed(interaction, message)

    return app_commands.ContextMenu(name=app_commands.locale_str(MENU_NAME), callback=menu)
