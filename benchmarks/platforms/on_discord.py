"""Discord's side: a model of Discord for each bot, and a person with a slash command."""

from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks.platforms.turns import Talk, started
from tests.wire.discord_model import Channel, DiscordModel, User

TEN_LINES, CONSTANT_CARD, CANNED, WHOLE = "ten lines", "constant card", "canned reply", "hypecheck"
_BOTS = "benchmarks.platforms.discord_bots"
_NEVER = str(10**9)  # requests a minute: the limits are counted and nobody meets them
_PATIENCE = 30.0


class OnDiscord:
    """Be Discord: `canned reply` is our adapter without the core behind it."""

    name = "Discord"
    bots: tuple[str, ...] = (TEN_LINES, CONSTANT_CARD, CANNED, WHOLE)
    floors: tuple[str, ...] = (TEN_LINES,)

    def __init__(self, database: Path) -> None:
        """Take the base that the bot answers from."""
        self._database = database

    async def start(self, bot: str, stack: AsyncExitStack) -> tuple[int, Talk]:
        """Start a bot on a Discord of its own."""
        model = await stack.enter_async_context(DiscordModel())
        command = ("bot", "run") if bot == WHOLE else (_BOTS, bot)
        environ = {
            "HYPECHECK_DATABASE": str(self._database),
            "HYPECHECK_DISCORD_TOKEN": model.token,
            "HYPECHECK_DISCORD_API_BASE": model.api_base,
            "HYPECHECK_DISCORD_GATEWAY_URL": model.gateway_url,
            "HYPECHECK_SHARDS": "1",
            "HYPECHECK_PERSON_PER_MINUTE": _NEVER,
            "HYPECHECK_PLACE_PER_MINUTE": _NEVER,
        }
        channel, maya = model.guild("Home").channel("shop"), model.user("Maya")
        process = await started(stack, *command, environ=environ)
        await model.connected(_PATIENCE)
        await model.until(lambda: model.commands, _PATIENCE)
        return process.pid, _Person(maya, channel)


class _Person:
    def __init__(self, user: User, channel: Channel) -> None:
        self._user, self._channel = user, channel

    async def ask(self, question: str) -> bool:
        answer = await self._user.slash(self._channel, "worth", question=question).reply()
        return not answer.ephemeral
