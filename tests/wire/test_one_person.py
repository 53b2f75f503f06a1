"""One person on Discord and Telegram: both adapters, one base, real sockets."""

import re
from pathlib import Path

from bot.bootstrap import build
from bot.settings import Settings
from tests.wire import discord_talk, telegram_talk
from tests.wire.discord_model import DiscordModel
from tests.wire.telegram_model import TelegramModel, find_spec

_SAID = "/verdict_add product:quencher stance:worth experience:owned tie:none"


async def test_a_code_from_discord_joins_the_account_on_telegram(tmp_path: Path) -> None:
    """One vote then; Discord's account is told unasked, and its press parts the two again."""
    base = await telegram_talk.starter_base(tmp_path)
    try:
        async with (
            DiscordModel(discord_talk.SPEC) as discord,
            TelegramModel(find_spec()) as telegram,
        ):
            telegram.flood.off()
            maya, too = discord.user("Maya"), telegram.user("Maya")
            discord.guild("Home").member(maya)
            settings = Settings(person_per_minute=0, place_per_minute=0)
            outboxes: dict[str, object] = {}
            core = build(settings, base, {}, outboxes=outboxes)  # type: ignore[arg-type]  # filled below
            async with (
                discord_talk.running(discord, core) as one,
                telegram_talk.running(telegram, core) as other,
            ):
                outboxes |= {"discord": one, "telegram": other}
                said = {"stance": "skip", "experience": "owned", "tie": "none"}
                await maya.slash(maya.dm, "verdict add", product="quencher", **said).reply()
                await too.says(too.private, _SAID).reply()

                made = await maya.slash(maya.dm, "account link").reply()
                found = re.search(r"\w{4}-\w{4}-\w{4}", discord_talk.shown(made.text))
                assert found is not None
                asked = await too.says(too.private, f"/account_link {found[0]}").reply()
                assert "the one on Discord one person?" in " ".join(asked.text.split())
                seen = len(maya.dm.messages)
                await too.taps(asked, "Join them").answer()
                await telegram.until(
                    lambda: (
                        "now, with one vote" in " ".join(too.private.messages[-1].text.split())
                        or "now, with one vote" in " ".join(asked.text.split())
                    )
                )
                await discord.until(lambda: len(maya.dm.messages) > seen)
                told = maya.dm.messages[-1]
                assert "an account on Telegram" in discord_talk.shown(told.text)

                mine = await maya.slash(maya.dm, "verdict mine").reply()
                assert "Stanley" in discord_talk.shown(mine.text)
                asked = await too.says(too.private, "stanley cup?").reply()
                assert "1 report so far" in " ".join(asked.text.split())
                parted = await maya.press(told, "Part them").reply()
                assert "said before" in discord_talk.shown(parted.text)
                asked = await too.says(too.private, "stanley cup?").reply()
                assert "2 reports so far" in " ".join(asked.text.split())
            assert not discord.violations
            assert not telegram.violations
    finally:
        await base.close()
