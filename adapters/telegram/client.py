"""The library's bot, with what an answer needs made directly: no objects that nobody reads."""

import json
from typing import Any

from telegram import Bot

from adapters.telegram.intake import KINDS
from adapters.telegram.outbound import Key, Rendered

_NO_PREVIEW = {"is_disabled": True}
_KINDS = json.dumps(KINDS)  # written once; the library looks at each item of a list


class Client(Bot):
    """Make calls to Telegram."""

    async def fetch(self, offset: int, seconds: int, most: int) -> list[dict[str, Any]]:
        """Fetch updates as Telegram wrote them; `get_updates` fails whole for a malformed one."""
        wanted = {"offset": offset, "limit": most, "timeout": seconds, "allowed_updates": _KINDS}
        found = await self._post("getUpdates", wanted, read_timeout=seconds + 10)
        return found if isinstance(found, list) else []

    async def write(
        self, chat: int, rendered: Rendered, thread: int | None, reply_to: int | None
    ) -> int:
        """Send a message and return its number; the library would read back all of it."""
        message = _message(chat, rendered)
        if thread is not None:
            message["message_thread_id"] = thread
        if reply_to is not None:
            message["reply_parameters"] = {
                "message_id": reply_to,
                "allow_sending_without_reply": True,
            }
        sent = await self._post("sendMessage", message)
        return int(sent["message_id"]) if isinstance(sent, dict) else 0

    async def rewrite(self, chat: int, number: int, rendered: Rendered) -> None:
        """Put a message in the place of one that is there."""
        await self._post("editMessageText", _message(chat, rendered) | {"message_id": number})


def _message(chat: int, rendered: Rendered) -> dict[str, Any]:
    message: dict[str, Any] = {
        "chat_id": chat,
        "text": rendered.html,
        "parse_mode": "HTML",
        "link_preview_options": _NO_PREVIEW,
    }
    if rendered.rows:
        keys = [[_key(each) for each in row] for row in rendered.rows]
        message["reply_markup"] = {"inline_keyboard": keys}
    return message


def _key(key: Key) -> dict[str, str]:
    if key.url is not None:
        return {"text": key.text, "url": key.url}
    return {"text": key.text, "callback_data": key.data or ""}
