"""What a button carries: a command and its arguments, stateless, versioned, at most 64 bytes.

The text form is `1|why|p=3f9k2a`: the version, the command's path with dots, then arguments in
order. A press becomes a Request and passes the same gate as a typed command; it works after a
restart and for ever. Nothing stored stands in it, only ids, codes and cursors; a button that asks
again for the one who asked ("Show me") carries their own words, where they fit.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from bot.errors import HypecheckError

VERSION = "1"
MAX_BYTES = 64  # Telegram's callback_data; Discord's custom_id allows 100


class TooLong(HypecheckError):
    """Say what exceeds which limit."""


class OldAction(HypecheckError):
    """Say that a button is from an older message."""


@dataclass(frozen=True, slots=True)
class Action:
    """Name what a press does; raise TooLong when it does not fit in 64 bytes encoded."""

    command: str
    arguments: Mapping[str, str] = field(default_factory=dict, hash=False)
    _text: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Check the size where the action is built, so that no platform refuses it later."""
        pairs = [f"{name}={_quoted(value)}" for name, value in self.arguments.items()]
        text = "|".join([VERSION, self.command.replace(" ", "."), *pairs])
        object.__setattr__(self, "_text", text)
        size = len(text.encode())
        if size > MAX_BYTES:
            raise TooLong(f"an action of {self.command} has {size} bytes, at most {MAX_BYTES}")

    @classmethod
    def fitting(cls, command: str, arguments: Mapping[str, str]) -> "Action | None":
        """Build an action, or None when what somebody typed is too long for a button."""
        try:
            return cls(command, arguments)
        except TooLong:
            return None

    def encode(self) -> str:
        """Write the action as text for a platform's button."""
        return self._text

    @classmethod
    def decode(cls, text: str) -> "Action":
        """Read the text of a pressed button; raise OldAction when it is not of this version."""
        version, _, rest = text.partition("|")
        command, *pairs = rest.split("|")
        if version != VERSION or not command or any("=" not in pair for pair in pairs):
            raise OldAction
        split = (pair.partition("=") for pair in pairs)
        try:
            arguments = {name: unquote(value, errors="strict") for name, _, value in split}
            return cls(command.replace(".", " "), arguments)
        except (TooLong, UnicodeDecodeError):
            raise OldAction from None


def _quoted(value: str) -> str:
    is_plain = value.isascii() and value.isalnum()  # most values are keys and numbers
    return value if is_plain else quote(value, safe=" :,")
