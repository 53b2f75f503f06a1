"""The bot about itself: help and about."""

from importlib.metadata import PackageNotFoundError, version

from bot.chat.command import ANYBODY, Call, CommandSpec
from bot.chat.reply import Reply, Visibility
from bot.chat.words import n_
from bot.settings import Settings
from bot.views import house
from knowledge import browsing
from knowledge.store.port import Store


class House:
    """Explain the bot."""

    def __init__(self, store: Store, settings: Settings) -> None:
        """Take the store, for its counts, and the settings, for who runs the bot."""
        self._store, self._settings = store, settings

    def specs(self) -> tuple[CommandSpec, ...]:
        """Declare the commands."""
        return (
            CommandSpec(
                "help",
                n_("What you can ask and do"),
                self.help,
                needs=ANYBODY,
                visibility=Visibility.PRIVATE,
            ),
            CommandSpec(
                "about",
                n_("What this bot is, who runs it, and where money comes in"),
                self.about,
                needs=ANYBODY,
            ),
        )

    async def help(self, call: Call) -> Reply:
        """List what the asker may do here."""
        return house.help_(call.t, await call.permitted())

    async def about(self, call: Call) -> Reply:
        """Say what the bot is."""
        counts = await browsing.counts(self._store, call.community)
        return house.about(call.t, self._settings, counts, release())


def release() -> str:
    """Return the installed version, or say that it runs from a checkout."""
    try:
        return version("hypecheck")
    except PackageNotFoundError:
        return "checkout"
