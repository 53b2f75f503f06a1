"""How a community is run, and which spaces belong to it."""

from dataclasses import replace

from bot.chat.command import Call, CommandSpec, Parameter, ParameterKind
from bot.chat.form import Choice
from bot.chat.reply import Reply
from bot.chat.request import Place
from bot.chat.words import n_
from bot.commands.curate.desk import Desk, admins
from bot.errors import CommandError
from bot.views import communities as view
from bot.views.errors import private
from knowledge.community import Community, Openness
from knowledge.packs.lines import clean

_RESET = "-"

_MOST_NAME = 60
_OPENNESS = tuple(Choice(each.value, view.OPENNESS[each]) for each in Openness)


class CommunityCommands:
    """Show and change a community, and let spaces join and leave it."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    def specs(self) -> tuple[CommandSpec, ...]:
        """Declare the commands."""
        name = Parameter("name", n_("What it is called elsewhere; - for no name"))
        openness = Parameter(
            "openness",
            n_("How soon newcomers count"),
            ParameterKind.CHOICE,
            choices=_OPENNESS,
        )
        notices = Parameter(
            "notices",
            n_("Where moderators hear what waits"),
            ParameterKind.CHOICE,
            choices=(Choice("here", n_("in this channel")), Choice("nowhere", n_("nowhere"))),
        )
        code = Parameter("code", n_("The code that an admin of that community made"), required=True)
        return (
            admins("community show", n_("How this community is run"), self.show),
            admins(
                "community set",
                n_("Change how this community is run"),
                self.set,
                (name, openness, notices),
            ),
            admins(
                "community code",
                n_("Make a code by which one other server or group joins this community"),
                self.code,
            ),
            admins(
                "community join",
                n_("Bring this server or group into the community that a code names"),
                self.join,
                (code,),
            ),
            admins(
                "community leave",
                n_("Take this server or group out of its community"),
                self.leave,
            ),
        )

    async def show(self, call: Call) -> Reply:
        """List how the community is run."""
        return await self._shown(call, await self._desk.communities.read(call.community))

    async def set(self, call: Call) -> Reply:
        """Change what was given."""
        given = dict(call.arguments)
        if not given:
            return await self.show(call)

        def edit(now: Community) -> Community:
            after = now
            if "name" in given:
                typed = (clean(given["name"]) or _RESET)[:_MOST_NAME]
                after = replace(after, name=None if typed == _RESET else typed)
            if "openness" in given:
                after = replace(after, openness=Openness(given["openness"]))
            if "notices" in given:
                here = _notices(call.request.place) if given["notices"] == "here" else ()
                after = replace(after, notices=here)
            return after

        return await self._shown(
            call, await self._desk.communities.change(self._desk.actor(call), edit)
        )

    async def code(self, call: Call) -> Reply:
        """Make a code."""
        return view.code(call.t, await self._desk.communities.invite(self._desk.actor(call)))

    async def join(self, call: Call) -> Reply:
        """Join by a code."""
        place = self._movable(call)
        person = self._desk.who(call.request.author)
        _, left = await self._desk.communities.join(person, call.space, call.get("code"))
        self._desk.spaces.forget(place)
        return view.joined(call.t, left)

    async def leave(self, call: Call) -> Reply:
        """Leave for a community of the space's own."""
        place = self._movable(call)
        await self._desk.communities.leave(self._desk.actor(call), call.space)
        self._desk.spaces.forget(place)
        return private(call.t("This place has a community of its own now."))

    def _movable(self, call: Call) -> Place:
        """Return the space asked in; what the settings call home would be put back there."""
        place = _in_a_space(call)
        if f"{place.platform}:{place.space}" in self._desk.spaces.home:
            raise CommandError(
                call.t("The operator's settings say that this place is home; it cannot leave.")
            )
        return place

    async def _shown(self, call: Call, community: Community) -> Reply:
        spaces = await self._desk.communities.spaces(call.community)
        return view.community(call.t, community, spaces)


def _in_a_space(call: Call) -> Place:
    place = call.request.place
    if place.is_private or place.is_guest:
        raise CommandError(call.t("Do that in the server or group that it is about."))
    return place


def _notices(place: Place) -> tuple[str, ...]:
    return (place.platform, place.space, place.channel, place.thread)
