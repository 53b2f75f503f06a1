"""How Telegram says no."""

from __future__ import annotations

from tests.wire.telegram_model.world import Json

NOT_MODIFIED = (
    "message is not modified: specified new message content and reply markup are exactly the same "
    "as a current content and reply markup of the message"
)
QUERY_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"
OTHER_POLL = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is "
    "running"
)
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete "
    "the webhook first"
)


class Refusal(Exception):
    """An answer that is not ok; `blame` when a careful bot would never have got it."""

    def __init__(
        self, code: int, description: str, *, blame: bool = False, parameters: Json | None = None
    ) -> None:
        super().__init__(description)
        self.code = code
        self.description = description
        self.blame = blame
        self.parameters = parameters

    def body(self) -> Json:
        """Build the answer."""
        body: Json = {"ok": False, "error_code": self.code, "description": self.description}
        return body | ({"parameters": self.parameters} if self.parameters else {})


def wrong(text: str) -> Refusal:
    """Refuse what a careful bot would not have sent."""
    return Refusal(400, f"Bad Request: {text}", blame=True)


def gone(text: str) -> Refusal:
    """Refuse what went wrong through no fault of the bot."""
    return Refusal(400, f"Bad Request: {text}")


def forbidden(text: str) -> Refusal:
    """Refuse for want of permission."""
    return Refusal(403, f"Forbidden: {text}")


def too_many(seconds: int, *, blame: bool = True) -> Refusal:
    """Refuse until some seconds have passed."""
    words = f"Too Many Requests: retry after {seconds}"
    return Refusal(429, words, blame=blame, parameters={"retry_after": seconds})
