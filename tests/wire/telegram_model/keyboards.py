"""What may stand under a message."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from tests.wire.telegram_model.refusal import wrong
from tests.wire.telegram_model.world import Json

if TYPE_CHECKING:
    from tests.wire.telegram_model.server import Call

ACTIONS = {
    "url", "callback_data", "web_app", "login_url", "switch_inline_query",
    "switch_inline_query_current_chat", "switch_inline_query_chosen_chat", "copy_text",
    "callback_game", "pay",
}  # fmt: skip
STYLES = {None, "danger", "success", "primary"}


def read_markup(call: Call) -> Json | None:
    """Read and check the reply_markup of a call."""
    markup: Json | None = call.json("reply_markup")
    if markup is not None and not isinstance(markup, dict):
        raise wrong("object expected as reply markup")
    check_markup(markup)
    return markup or None


def check_markup(markup: Json | None) -> None:
    """Refuse a keyboard that Telegram would not show."""
    rows = (markup or {}).get("inline_keyboard") or []
    if sum(len(row) for row in rows) > 100 or any(len(row) > 8 for row in rows):
        raise wrong("REPLY_MARKUP_TOO_LONG")
    for row in rows:
        for button in row:
            _check(button)
    if len(str((markup or {}).get("input_field_placeholder") or "")) > 64:
        raise wrong("REPLY_MARKUP_INVALID")


def _check(button: Json) -> None:
    actions = [each for each in button if each in ACTIONS]
    parsing = "can't parse inline keyboard button"
    if not str(button.get("text") or "").strip():
        raise wrong(f"{parsing}: Text buttons are unallowed in the inline keyboard")
    if len(actions) != 1:
        raise wrong("Text buttons are unallowed in the inline keyboard")
    if button.get("style") not in STYLES:
        raise wrong(f"{parsing}: Unsupported button style specified")
    data = button.get("callback_data")
    if data is not None and not 1 <= len(str(data).encode()) <= 64:
        raise wrong("BUTTON_DATA_INVALID")
    if "url" in button:
        _check_url(str(button["url"]))
    if "copy_text" in button and not 1 <= len(button["copy_text"]["text"]) <= 256:
        raise wrong("BUTTON_COPY_TEXT_INVALID")


def _check_url(url: str) -> None:
    parts = urlsplit(url if "://" in url else f"http://{url}")
    if parts.scheme == "tg":
        return
    if parts.scheme not in {"http", "https", "ton"} or not parts.hostname:
        raise wrong(f"inline keyboard button URL '{url}' is invalid: Unsupported URL protocol")
    if "." not in parts.hostname:
        raise wrong(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
