"""Every command, in the order in which help lists them."""

from bot.chat.command import Catalogue
from bot.commands.ask import Ask
from bot.commands.browse import Browse
from bot.commands.curate.catalogue import curating
from bot.commands.curate.desk import Desk
from bot.commands.house import House
from bot.commands.settings import SpaceSettings
from bot.settings import Settings
from knowledge.library import Library


def catalogue(
    library: Library, settings: Settings, space_settings: SpaceSettings, desk: Desk
) -> Catalogue:
    """Declare the commands over a library."""
    asking, browsing = Ask(library), Browse(library)
    house = House(library.store, settings)
    specs = (
        *asking.specs(),
        *browsing.specs(),
        *house.specs(),
        *curating(desk),
        *space_settings.specs(),
    )
    return Catalogue(specs)
