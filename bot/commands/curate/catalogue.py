"""The commands of moderators and admins, in the order in which help lists them."""

from bot.chat.command import CommandSpec
from bot.commands.curate.community import CommunityCommands
from bot.commands.curate.desk import Desk
from bot.commands.curate.entries import EntryCommands
from bot.commands.curate.handling import HandlingCommands
from bot.commands.curate.history import HistoryCommands
from bot.commands.curate.merging import MergingCommands
from bot.commands.curate.packs import PackCommands
from bot.commands.curate.people import PeopleCommands
from bot.commands.curate.queue import QueueCommands


def curating(desk: Desk) -> tuple[CommandSpec, ...]:
    """Declare the commands over a desk."""
    return (
        *EntryCommands(desk).specs(),
        *HandlingCommands(desk).specs(),
        *MergingCommands(desk).specs(),
        *PackCommands(desk).specs(),
        *QueueCommands(desk).specs(),
        *PeopleCommands(desk).specs(),
        *HistoryCommands(desk).specs(),
        *CommunityCommands(desk).specs(),
    )
