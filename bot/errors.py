"""What can go wrong on the bot's side, each with a sentence for the person.

HypecheckError
├── SettingsError   a setting is unknown, missing or wrong
├── TooLong         text or an action exceeds what a platform takes
├── OldAction       a button of an older version was pressed
└── CommandError    a command was called in a way it cannot serve
"""


class HypecheckError(Exception):
    """Be the root of the bot's own errors; the message is for people."""


class SettingsError(HypecheckError):
    """Say which setting is wrong and what it may be."""


class TooLong(HypecheckError):
    """Say what exceeds which limit."""


class OldAction(HypecheckError):
    """Say that a button is from an older message."""


class CommandError(HypecheckError):
    """Say why a command cannot be served as called."""
