"""How the bot behaves in one server or group, set by its admins."""

import re
from collections.abc import Callable
from dataclasses import replace

from bot.chat.command import Call, CommandSpec, Parameter, ParameterKind, Role
from bot.chat.form import Choice
from bot.chat.reply import Reply, Visibility
from bot.chat.request import Author
from bot.chat.words import n_
from bot.errors import CommandError
from bot.i18n.translator import available
from bot.spaces import Spaces
from bot.views import settings as view
from knowledge.communities import Communities
from knowledge.community import Actor, Space

_ONE = {
    "moderators": re.compile(r"<@&([0-9]{1,20})>|([0-9]{1,20})"),
    "channels": re.compile(r"<#([0-9]{1,20})>|(-?[0-9]{1,20})"),
}
_FEWEST = {"fade_misses": 5}
_RESET = "-"
_MOST_IDS = 50
_MOST = {"person_per_minute": 1000, "place_per_minute": 10_000, "fade_misses": 86_400}
_NAMES = (
    Choice("moderators", n_("roles that moderate")),
    Choice("channels", n_("channels with answers for all to see")),
    Choice("locale", n_("language of the replies")),
    Choice("person_per_minute", n_("questions a person may ask in a minute")),
    Choice("place_per_minute", n_("questions all may ask in a minute")),
    Choice("fade_misses", n_("seconds after which a miss may go")),
)


class SpaceSettings:
    """Show and change a space's settings."""

    def __init__(
        self, communities: Communities, spaces: Spaces, who: Callable[[Author], str]
    ) -> None:
        """Take who writes, who remembers, and what turns an author into a pseudonym."""
        self._communities, self._spaces, self._who = communities, spaces, who

    def specs(self) -> tuple[CommandSpec, ...]:
        """Declare the commands."""
        name = Parameter(
            "name", n_("Which setting"), ParameterKind.CHOICE, required=True, choices=_NAMES
        )
        value = Parameter("value", n_("What it shall be; - for the default"), required=True)
        return (
            CommandSpec(
                "settings show",
                n_("How the bot behaves here"),
                self.show,
                needs=Role.ADMIN,
                visibility=Visibility.PRIVATE,
            ),
            CommandSpec(
                "settings set",
                n_("Change how the bot behaves here"),
                self.set,
                (name, value),
                needs=Role.ADMIN,
                visibility=Visibility.PRIVATE,
            ),
        )

    async def show(self, call: Call) -> Reply:
        """List the settings of this space."""
        return view.settings(call.t, call.space, _NAMES)

    async def set(self, call: Call) -> Reply:
        """Change one setting of this space."""
        place = call.request.place
        if place.is_private:
            raise CommandError(call.t("Settings belong to a server or group; ask there."))
        name, value = call.get("name"), _read(call, call.get("name"), call.get("value").strip())
        actor = Actor(self._who(call.request.author), call.space.community)
        before = Space(place.platform, place.space, call.space.community)
        space = await self._communities.change_space(
            actor,
            before,
            lambda now: replace(now, **{name: value}),  # type: ignore[arg-type]  # `_read` fits them
        )
        self._spaces.forget(place)
        return view.settings(call.t, space, _NAMES)


def _read(call: Call, name: str, value: str) -> tuple[str, ...] | str | int | None:
    """Read a setting's value; raise CommandError when it is none."""
    if name in _ONE:
        return () if value == _RESET else _ids(call, name, value)
    if value == _RESET:
        return None
    if name == "locale":
        if value not in available():
            known = ", ".join(available())
            raise CommandError(call.t("{value} is none of {known}.", value=value[:40], known=known))
        return value
    fewest, most = _FEWEST.get(name, 0), _MOST[name]
    if not (value.isascii() and value.isdigit() and fewest <= int(value[:9]) <= most):
        limits = {"least": call.t.number(fewest), "most": call.t.number(most)}
        raise CommandError(call.t("That takes a whole number from {least} to {most}.", **limits))
    return int(value)


def _ids(call: Call, name: str, value: str) -> tuple[str, ...]:
    """Read roles or channels as the platform mentions them, or their bare ids; never people."""
    found = [_ONE[name].fullmatch(part) for part in re.split(r"[\s,]+", value) if part]
    ids = tuple(dict.fromkeys(each[1] or each[2] for each in found if each))
    if not all(found) or not 1 <= len(ids) <= _MOST_IDS:
        raise CommandError(
            call.t(
                "That takes 1 to {most} roles or channels: mention them, or give their ids.",
                most=call.t.number(_MOST_IDS),
            )
        )
    return ids
