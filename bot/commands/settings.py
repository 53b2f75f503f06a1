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
from knowledge.community import Actor, Space
from knowledge.curation import Curator

_MENTION = re.compile(r"<(?:@&|#)(\d+)>|([^\s,<>]+)")
_RESET = "-"
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

    def __init__(self, curator: Curator, spaces: Spaces, who: Callable[[Author], str]) -> None:
        """Take who writes, who remembers, and what turns an author into a pseudonym."""
        self._curator, self._spaces, self._who = curator, spaces, who

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
        space = _changed(call, call.get("name"), call.get("value").strip())
        actor = Actor(self._who(call.request.author), space.community)
        await self._curator.save_space(actor, space)
        self._spaces.forget(place)
        return view.settings(call.t, space, _NAMES)


def _changed(call: Call, name: str, value: str) -> Space:
    """Return the space with one setting changed; raise CommandError when the value is none."""
    space = call.space
    if name in ("moderators", "channels"):
        found = [each[0] or each[1] for each in _MENTION.findall(value)]
        ids = () if value == _RESET else tuple(dict.fromkeys(found))[:50]
        return replace(space, **{name: ids})  # type: ignore[arg-type]  # both hold texts
    if value == _RESET:
        return replace(space, **{name: None})  # type: ignore[arg-type]  # these may be None
    if name == "locale":
        if value not in available():
            known = ", ".join(available())
            raise CommandError(call.t("{value} is none of {known}.", value=value, known=known))
        return replace(space, locale=value)
    if not (value.isascii() and value.isdigit() and int(value[:9]) <= _MOST[name]):
        raise CommandError(
            call.t("That takes a whole number from 0 to {most}.", most=call.t.number(_MOST[name]))
        )
    return replace(space, **{name: int(value)})  # type: ignore[arg-type]  # these hold numbers
