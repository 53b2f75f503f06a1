"""A small and strict model of Discord for tests over real sockets.

    async with DiscordModel(spec) as discord:
        guild = discord.guild("Makers")
        lab, ann = guild.channel("lab"), discord.user("Ann")
        ...                                     # start a bot at discord.api_base, .gateway_url
        await discord.connected()
        answer = await ann.slash(lab, "worth", question="ai").reply()
        assert not discord.violations

world         time, ids, permissions, waiting       places       servers, members, channels
messages      messages, files, forms                interactions one thing asked, start to end
people        what people can do                    catalogue    registered commands
options forms how clients fill in commands, forms   writing      messages come, change and go
gateway       sessions and their trouble            connection   one websocket
server        requests, faults, the log             routes_*     what the bot can request
limits components command_rules schema              what is refused
"""

from tests.wire.discord_model.interactions import Interaction
from tests.wire.discord_model.messages import CannotDo, File, Message, Modal
from tests.wire.discord_model.model import DiscordModel, Violation
from tests.wire.discord_model.people import Choice, Said, User
from tests.wire.discord_model.places import Channel, Guild, Member, Role
from tests.wire.discord_model.server import Request
from tests.wire.discord_model.world import NothingCame

__all__ = [
    "CannotDo", "Channel", "Choice", "DiscordModel", "File", "Guild", "Interaction", "Member",
    "Message", "Modal", "NothingCame", "Request", "Role", "Said", "User", "Violation",
]  # fmt: skip
