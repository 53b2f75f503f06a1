"""A small bot on the real client library: one of each way in which people and bots meet."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
import warnings
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import yarl

with warnings.catch_warnings():
    warnings.simplefilter("ignore", DeprecationWarning)  # the library imports audioop
    import discord
    from discord import app_commands, ui
    from discord.gateway import DiscordWebSocket

from tests.wire.discord_model import DiscordModel

HERE = Path(__file__).resolve()
SPECS = Path(os.environ.get("PLATFORM_SPECS") or HERE.parents[4] / "shared" / "specs")
SPEC = SPECS / "discord-openapi.json"
Asked = discord.Interaction[Any]
__all__ = ["SPEC", "Asked", "Room", "SmallBot", "discord", "open_room", "running", "ui"]


class Why(
    ui.DynamicItem[ui.Button[Any]],
    template=r"why:(?P<product>.+)",
):
    """A button that works for ever."""

    def __init__(self, product: str) -> None:
        button: ui.Button[Any] = ui.Button(label="Why?", custom_id=f"why:{product}")
        super().__init__(button)
        self.product = product

    @classmethod
    async def from_custom_id(
        cls,
        interaction: Asked,  # noqa: ARG003 the library's signature
        item: ui.Item[Any],  # noqa: ARG003 the library's signature
        match: re.Match[str],
        /,
    ) -> Why:
        """Make the button again from what it carries."""
        return cls(match["product"])

    async def callback(self, interaction: Asked) -> None:
        """Answer only to who pressed."""
        await interaction.response.send_message(f"because {self.product}", ephemeral=True)


class Verdict(ui.Modal, title="Your verdict"):
    """A form."""

    stance: ui.Label[Any] = ui.Label(
        text="Worth it?",
        component=ui.RadioGroup(
            custom_id="stance",
            options=[
                discord.RadioGroupOption(label=each, value=each.lower()) for each in ("Yes", "No")
            ],
        ),
    )
    why: ui.Label[Any] = ui.Label(
        text="Why?", component=ui.TextInput(custom_id="why", max_length=200)
    )

    async def on_submit(self, interaction: Asked, /) -> None:
        """Repeat what was entered."""
        stance, why = self.stance.component, self.why.component
        assert isinstance(stance, ui.RadioGroup)
        assert isinstance(why, ui.TextInput)
        await interaction.response.send_message(f"{stance.value}: {why.value}", ephemeral=True)


class SmallBot(discord.Client):
    """A client with a tree of commands and no privileged intent."""

    def __init__(self, **options: Any) -> None:
        quiet = discord.AllowedMentions.none()
        usual = {"allowed_mentions": quiet, "max_messages": None, "guild_ready_timeout": 0.01}
        options = usual | options
        super().__init__(intents=options.pop("intents", discord.Intents.default()), **options)
        self.tree = app_commands.CommandTree(self)
        self.heard: list[discord.Message] = []
        self.resumed = 0
        _add_commands(self.tree)

    async def setup_hook(self) -> None:
        """Register what outlives a process."""
        self.add_dynamic_items(Why)
        await self.tree.sync()

    async def before_identify_hook(self, shard_id: int | None, *, initial: bool = False) -> None:
        """Wait for nothing: the model has time."""

    async def on_message(self, message: discord.Message) -> None:
        """Answer to people who can be read."""
        self.heard.append(message)
        if not message.author.bot and message.content:
            await message.reply(f"heard {len(message.content)}")

    async def on_resumed(self) -> None:
        """Count."""
        self.resumed += 1


def card(product: str) -> ui.LayoutView:
    """Build a card with a button on it."""
    view = ui.LayoutView(timeout=None)
    row: ui.ActionRow[Any] = ui.ActionRow(Why(product))
    view.add_item(ui.Container(ui.TextDisplay(f"## {product}\nIt depends."), row))
    return view


def _add_commands(tree: app_commands.CommandTree[Any]) -> None:
    @tree.command(description="Is it worth it?")
    async def worth(interaction: Asked, product: str) -> None:
        await interaction.response.send_message(view=card(product))

    @worth.autocomplete("product")
    async def suggest(interaction: Asked, current: str) -> list[app_commands.Choice[str]]:
        return [app_commands.Choice(name=f"{current}-{n}", value=f"{current}{n}") for n in range(3)]

    @tree.command(description="Think first")
    async def slow(interaction: Asked) -> None:
        await interaction.response.defer(thinking=True, ephemeral=True)
        await interaction.followup.send("thought")
        await interaction.followup.send("more")

    @tree.command(description="Say your verdict")
    async def judge(interaction: Asked) -> None:
        await interaction.response.send_modal(Verdict())

    @tree.context_menu(name="Worth it?")
    @app_commands.allowed_installs(guilds=True, users=True)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=True)
    async def on_that(interaction: Asked, message: discord.Message) -> None:
        await interaction.response.send_message(f"about {message.content}")

    group = app_commands.Group(
        name="kb",
        description="Knowledge",
        default_permissions=discord.Permissions(manage_messages=True),
    )

    @group.command(description="Add a product")
    async def add(interaction: Asked, name: str, price: app_commands.Range[int, 1, 9]) -> None:
        await interaction.response.send_message(f"{name} for {price}")

    tree.add_command(group)


@contextlib.asynccontextmanager
async def running(bot: discord.Client, model: DiscordModel) -> AsyncIterator[asyncio.Task[None]]:
    """Point the library at the model and run a bot on it."""
    before = discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    discord.http.Route.BASE = model.api_base
    DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(model.gateway_url)
    task = asyncio.create_task(bot.start(model.token))
    try:
        await model.connected()
        yield task
    finally:
        discord.http.Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = before
        await bot.close()
        with contextlib.suppress(Exception):
            await task


class Room:
    """A model with a server, a channel, two people and a bot."""

    def __init__(self, model: DiscordModel) -> None:
        self.model = model
        self.guild = model.guild("Makers", locale="de")
        self.lab = self.guild.channel("lab")
        self.ann = model.user("Ann", "de")
        self.bob = model.user("Bob")
        self.bot = SmallBot(heartbeat_timeout=0.3)
        self.task: asyncio.Task[None]

    @property
    def place(self) -> discord.PartialMessageable:
        """Give the channel as the bot has it."""
        return self.bot.get_partial_messageable(int(self.lab.id))


@contextlib.asynccontextmanager
async def open_room() -> AsyncIterator[Room]:
    """Open the room and let the bot in."""
    async with DiscordModel(SPEC) as model:
        room = Room(model)
        async with running(room.bot, model) as room.task:
            yield room
