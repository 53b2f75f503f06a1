"""Files that came with a form, fetched from where Discord keeps them."""

import logging

import aiohttp

from adapters.discord.life import CUT_OFF
from adapters.discord.submits import File
from bot.chat.form import MAX_FILE, BadFile, file_text
from bot.chat.words import Words

_PATIENCE = aiohttp.ClientTimeout(total=30)
_log = logging.getLogger(__name__)


async def fetched(file: File, t: Words) -> str:
    """Return a file's text; raise BadFile when it is too big, no text, or did not arrive.

    No more is read than may be taken, whatever size was announced.
    """
    if file.size > MAX_FILE:
        return file_text(bytes(MAX_FILE + 1), t)
    data = bytearray()
    try:
        async with (
            aiohttp.ClientSession(timeout=_PATIENCE) as session,
            session.get(file.url, raise_for_status=True) as response,
        ):
            async for chunk in response.content.iter_chunked(65_536):
                data += chunk
                if len(data) > MAX_FILE:
                    break
    except CUT_OFF as error:
        _log.warning("a file did not arrive: %s", type(error).__name__)
        raise BadFile(t("Your file did not arrive. Please send it again.")) from None
    return file_text(bytes(data), t)
