"""Every command, in the order in which help lists them."""

from bot.chat.command import Catalogue
from bot.commands.ask import Ask
from bot.commands.browse import Browse
from bot.commands.house import House
from bot.settings import Settings
from knowledge.library import Library


def catalogue(library: Library, settings: Settings) -> Catalogue:
    """Declare the commands over a library."""
    asking, browsing = Ask(library), Browse(library.store)
    house = House(library.store, settings)
    return Catalogue((*asking.specs(), *browsing.specs(), *house.specs()))
