"""Telegram's side: a model of Telegram for each bot, and a person who writes to it in private."""

from contextlib import AsyncExitStack
from pathlib import Path

from benchmarks.platforms.turns import Talk, started
from tests.wire.telegram_model import TelegramModel, User

STOCK, SAME, CARD = "ten lines", "ten lines, our transport", "constant card, our transport"
CANNED, WHOLE = "canned reply", "hypecheck"
_BOTS = "benchmarks.platforms.telegram_bots"
_NEVER = str(10**9)  # requests a minute: the limits are counted and nobody meets them
_PATIENCE = 30.0


class OnTelegram:
    """Be Telegram: `canned reply` is our adapter without the core behind it.

    Every bot polls. Telegram lets a bot write to a person once a second, which is no matter of
    CPU time, so ours is measured without its pace.
    """

    name = "Telegram"
    bots: tuple[str, ...] = (STOCK, SAME, CARD, CANNED, WHOLE)
    floors: tuple[str, ...] = (STOCK, SAME)

    def __init__(self, database: Path) -> None:
        """Take the base that the bot answers from."""
        self._database = database

    async def start(self, bot: str, stack: AsyncExitStack) -> tuple[int, Talk]:
        """Start a bot on a Telegram of its own."""
        process, model = await self.serve(bot, stack)
        return process, _Person(model, model.user("Maya"))

    async def serve(self, bot: str, stack: AsyncExitStack) -> tuple[int, TelegramModel]:
        """Start a bot; return its process id and the Telegram that it is on."""
        model = await stack.enter_async_context(TelegramModel())
        model.flood.off()
        environ = {
            "HYPECHECK_DATABASE": str(self._database),
            "HYPECHECK_TELEGRAM_TOKEN": model.token,
            "HYPECHECK_TELEGRAM_API_BASE": model.api_base,
            "HYPECHECK_PERSON_PER_MINUTE": _NEVER,
            "HYPECHECK_PLACE_PER_MINUTE": _NEVER,
        }
        process = await started(stack, _BOTS, bot, environ=environ)
        await model.connected(_PATIENCE)
        return process.pid, model


class _Person:
    def __init__(self, model: TelegramModel, user: User) -> None:
        self._model, self._user = model, user

    async def ask(self, question: str) -> bool:
        answer = await self._user.says(self._user.private, question).reply()
        self._forget()
        return bool(answer.labels)

    def _forget(self) -> None:
        """Keep the model small: it remembers all there was, and looks through it."""
        del self._user.private.messages[:-2]
        self._model.server.calls.clear()
        self._model.updates.log.clear()
