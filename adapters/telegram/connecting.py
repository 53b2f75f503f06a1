"""The first words with Telegram: by which address, whether it takes the token, which commands."""

import logging

from telegram.error import InvalidToken, TelegramError

from adapters.telegram.client import Client
from adapters.telegram.commands import Registration, lists
from adapters.telegram.pacing import Sleep
from adapters.telegram.polling import refusal
from adapters.telegram.transport import AiohttpRequest
from bot.chat.adapter import Refused
from bot.chat.backoff import Backoff
from bot.dispatcher import Dispatcher

API_BASE = "https://api.telegram.org"
_log = logging.getLogger(__name__)


def make(token: str, api_base: str | None, proxy: str | None) -> Client:
    """Make the client that talks to Telegram; raise Refused for what can be no token."""
    base = (api_base or API_BASE).rstrip("/")
    try:
        return Client(
            token,
            base_url=f"{base}/bot",
            base_file_url=f"{base}/file/bot",
            request=AiohttpRequest(proxy=proxy),
            get_updates_request=AiohttpRequest(connections=2, proxy=proxy),
        )
    except InvalidToken:
        raise Refused(refusal()) from None


async def connect(bot: Client, backoff: Backoff, sleep: Sleep, *, fetches: bool) -> None:
    """Say hello until Telegram answers; one who fetches updates takes away who would bring them."""
    while True:
        try:
            await bot.initialize()
            if fetches:
                await bot.delete_webhook()  # one set elsewhere would keep updates away
            return
        except InvalidToken:
            _log.error("Telegram: %s", refusal())
            raise Refused(refusal()) from None
        except TelegramError as error:
            _log.warning("Telegram: not connected (%s)", type(error).__name__)
            await sleep(backoff.next())


async def register(bot: Client, core: Dispatcher, registration: Registration) -> None:
    """Tell Telegram the lists of commands; never raise."""
    try:
        await registration.tell(bot, list(lists(core.catalogue, core.translator, core.locales)))
    except Exception as error:
        # The old lists still work, whether Telegram or the disk failed; the next start tries again.
        _log.error("Telegram: commands could not be registered: %s", type(error).__name__)
