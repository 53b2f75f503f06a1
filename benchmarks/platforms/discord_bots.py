"""The bots that ours is compared with, each a program: `python -m ... NAME`."""

import asyncio
import os
import sys
from datetime import timedelta
from typing import Any

import discord
import yarl
from discord import app_commands, ui
from discord.gateway import DiscordWebSocket
from discord.http import Route

from adapters.discord.app import DiscordAdapter
from benchmarks.platforms.canned import dispatcher
from benchmarks.platforms.on_discord import CANNED, CONSTANT_CARD, TEN_LINES

_TEXT = (
    "### Blemoku Kettle Pro\n**SKIP** – 8 of 11 owners, fairly sure\n"
    "-# worth it 2, depends 1, skip 8\n**Why:** overpriced (7), unneeded (5)\n$45\n"
    "**Instead:** the bottle you have → second-hand"
)
_FOOT = "-# 9 bought, 2 gifted · median 8 months of use · last report May 2026"


def ten_lines(*, is_card: bool = False) -> discord.Client:
    """Make the bot that replies a constant to everything."""
    client = discord.Client(intents=discord.Intents.default())
    tree = app_commands.CommandTree(client)

    @tree.command(description="Is it worth it?")
    async def worth(interaction: discord.Interaction, question: str) -> None:  # noqa: ARG001 - asked
        if is_card:
            await interaction.response.send_message(view=_card())
        else:
            await interaction.response.send_message("Worth it.")

    client.setup_hook = tree.sync  # type: ignore[method-assign, assignment]  # a client's own hook
    return client


def _card() -> ui.LayoutView:
    """Lay out what an answer of ours looks like, with nothing looked up or escaped."""
    why: ui.Button[Any] = ui.Button(label="Why?", custom_id="why")
    instead: ui.Button[Any] = ui.Button(label="Alternatives", custom_id="instead")
    box: ui.Container[Any] = ui.Container(accent_colour=0xC62828)
    box.add_item(ui.TextDisplay(_TEXT)).add_item(ui.Separator()).add_item(ui.TextDisplay(_FOOT))
    box.add_item(ui.ActionRow(why, instead))
    view = ui.LayoutView(timeout=None)
    view.add_item(box)
    view.stop()
    return view


class _Nothing:
    async def get(self, _name: str) -> str | None:
        return None

    async def put(self, _name: str, _value: str, _lasts: timedelta | None = None) -> None:
        return None


async def canned(token: str, api_base: str, gateway_url: str) -> None:
    """Run our adapter over a core that answers a constant."""
    wire = {"api_base": api_base, "gateway_url": gateway_url, "shards": 1}
    await DiscordAdapter(dispatcher(), _Nothing(), token=token, **wire).run()  # type: ignore[arg-type]  # as named there


def main(bot: str) -> None:
    """Run a bot where the environment says."""
    token, api_base, gateway_url = (
        os.environ[f"HYPECHECK_DISCORD_{name}"] for name in ("TOKEN", "API_BASE", "GATEWAY_URL")
    )
    if bot == CANNED:
        asyncio.run(canned(token, api_base, gateway_url))
        return
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = api_base, yarl.URL(gateway_url)
    known = {TEN_LINES: False, CONSTANT_CARD: True}
    ten_lines(is_card=known[bot]).run(token, log_handler=None)


if __name__ == "__main__":
    main(sys.argv[1])
