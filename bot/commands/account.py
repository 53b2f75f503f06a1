"""One person's accounts on several platforms: joined by a code, and parted again."""

from bot.chat.command import ANYBODY, Call, CommandSpec, Parameter
from bot.chat.form import Choice
from bot.chat.reply import Reply, Visibility
from bot.chat.words import n_
from bot.clock import Clock
from bot.errors import CommandError
from bot.limits import Tries
from bot.people import People
from bot.telling import Teller
from bot.views import account as view
from knowledge.account import AccountCode
from knowledge.accounts import CODE_LASTS, Accounts, NoSuchCode
from knowledge.codes import plain

_YES = "yes"
_MOST_WRONG = 5  # codes of one account while a code lasts


class AccountCommands:
    """Make codes, and join and part accounts; in private talk alone, since others read a code."""

    def __init__(self, accounts: Accounts, people: People, teller: Teller, clock: Clock) -> None:
        """Take what joins accounts, who somebody is, what tells people later, and the clock."""
        self._accounts, self._people, self._teller = accounts, people, teller
        self._tries = Tries(clock, _MOST_WRONG, CODE_LASTS.total_seconds())

    def specs(self) -> tuple[CommandSpec, ...]:
        """Declare the commands."""
        code = Parameter("code", n_("The code from your other account; leave it out to make one"))
        sure = Parameter(
            "sure", n_("Set by the button"), hidden=True, choices=(Choice(_YES, "yes"),)
        )
        return (
            CommandSpec(
                "account link",
                n_("Make your accounts on two platforms one person, with one vote"),
                self.link,
                (code, sure),
                needs=ANYBODY,
                visibility=Visibility.PRIVATE,
            ),
            CommandSpec(
                "account part",
                n_("Part your accounts again"),
                self.part,
                needs=ANYBODY,
                visibility=Visibility.PRIVATE,
            ),
        )

    async def link(self, call: Call) -> Reply:
        """Make a code, or take one: first say what it does, then join."""
        if not call.request.place.is_private:
            raise CommandError(call.t("Do that in a direct message to me: others could use it."))
        account, code = self._people.actor(call).id, plain(call.get("code"))
        if not code:
            made = await self._accounts.new_code(account, self._people.contact(call))
            others = len(await self._accounts.of(account)) - 1
            return view.code(call.t, made, others)
        if call.get("sure") != _YES:
            found = await self._checked(call, account, code)
            return view.ask(call.t, code, self._people.platform(found.contact))
        await self._checked(call, account, code)
        found = await self._accounts.join(account, code)
        here = call.request.author.platform
        await self._teller.tell(found.contact, lambda t: view.told(t, here))
        return view.joined(call.t)

    async def part(self, call: Call) -> Reply:
        """Part the account from its person, or all others from this one."""
        return view.parted(call.t, await self._accounts.part(self._people.actor(call).id))

    async def _checked(self, call: Call, account: str, code: str) -> AccountCode:
        """Look a code up; who guesses too often is not answered for a while."""
        if self._tries.spent(account):
            raise CommandError(call.t("Too many codes that do not work; wait 15 minutes."))
        try:
            return await self._accounts.check(account, code)
        except NoSuchCode:
            self._tries.wrong(account)
            raise
