"""Every command, in the order in which help lists them."""

from bot.chat.command import Catalogue
from bot.choosing import Choosing
from bot.commands.account import AccountCommands
from bot.commands.ask import Ask
from bot.commands.browse import Browse
from bot.commands.curate.catalogue import curating
from bot.commands.curate.desk import Desk
from bot.commands.house import House
from bot.commands.naming import Naming
from bot.commands.privacy import Privacy
from bot.commands.responses import Responses
from bot.commands.settings import SpaceSettings
from bot.commands.verdicts import Verdicts
from bot.people import People
from bot.settings import Settings
from knowledge.accounts import Accounts
from knowledge.choosing import Choices
from knowledge.contributing import Contributions


def catalogue(
    settings: Settings, space_settings: SpaceSettings, desk: Desk, people: People
) -> Catalogue:
    """Declare the commands over a base."""
    library, journal = desk.library, desk.journal
    naming, contributions = Naming(library), Contributions(journal, desk.clock)
    verdicts = Verdicts(naming, contributions, people)
    groups = (
        Ask(library, Choosing(Choices(library.store, journal, desk.clock), people)),
        Browse(library),
        verdicts,
        Responses(naming, verdicts, contributions, people),
        AccountCommands(
            Accounts(library.store, journal, desk.clock), people, desk.teller, desk.clock
        ),
        Privacy(library.store, journal, people, settings, desk.clock),
        House(library.store, settings),
    )
    specs = [spec for group in groups for spec in group.specs()]
    return Catalogue((*specs, *curating(desk), *space_settings.specs()))
