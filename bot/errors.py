"""What can go wrong on the bot's side, each with a sentence for the person.

HypecheckError
├── SettingsError   a setting is unknown, missing or wrong
├── CommandError    a command was called in a way it cannot serve
├── TooLong         an action exceeds what a button takes (bot/chat/action.py)
└── OldAction       a button of an older version was pressed (bot/chat/action.py)
"""


class HypecheckError(Exception):
    """Be the root of the bot's own errors; the message is for people."""


class SettingsError(HypecheckError):
    """Say which setting is wrong and what it may be."""


class CommandError(HypecheckError):
    """Say why a command cannot be served as called."""
