"""Their data is theirs: privacy, mydata, forgetme."""

import json

from bot.chat.command import ANYBODY, Call, CommandSpec, Parameter
from bot.chat.form import Choice
from bot.chat.reply import Reply, Visibility
from bot.chat.words import n_
from bot.clock import Clock
from bot.people import People
from bot.settings import Settings
from bot.views import privacy as view
from knowledge.forgetting import everything_of, forget
from knowledge.journal import Journal
from knowledge.store.port import Store

_YES = "yes"


class Privacy:
    """Say what is kept of a person, hand it out, and forget them."""

    def __init__(
        self, store: Store, journal: Journal, people: People, settings: Settings, now: Clock
    ) -> None:
        """Take the base, who somebody is, who runs the bot, and the clock."""
        self._store, self._journal, self._people = store, journal, people
        self._settings, self._now = settings, now

    def specs(self) -> tuple[CommandSpec, ...]:
        """Declare the commands."""
        sure = Parameter(
            "sure", n_("Set by the button"), hidden=True, choices=(Choice(_YES, "yes"),)
        )
        private = Visibility.PRIVATE
        return (
            CommandSpec(
                "privacy",
                n_("What is kept of you, and what is not"),
                self.privacy,
                needs=ANYBODY,
                visibility=private,
            ),
            CommandSpec(
                "mydata",
                n_("Everything that is kept of you, as a file"),
                self.mydata,
                needs=ANYBODY,
                visibility=private,
            ),
            CommandSpec(
                "forgetme",
                n_("Cut the link between you and everything you said here"),
                self.forgetme,
                (sure,),
                needs=ANYBODY,
                visibility=private,
            ),
        )

    async def privacy(self, call: Call) -> Reply:
        """Say what is kept."""
        return view.privacy(call.t, self._settings)

    async def mydata(self, call: Call) -> Reply:
        """Hand every row out that is the asker's, of all communities."""
        found = await everything_of(self._store, self._people.actor(call).id)
        rows = sum(map(len, found.values()))
        if not rows:
            return view.nothing(call.t)
        text = json.dumps(found, ensure_ascii=False, indent=1)
        return view.mydata(call.t, text.encode(), rows)

    async def forgetme(self, call: Call) -> Reply:
        """Ask once, then forget."""
        if call.get("sure") != _YES:
            return view.ask_forget(call.t)
        count = await forget(self._journal, self._store, self._people.actor(call), self._now())
        return view.forgotten(call.t, count)
