"""Trust, bars, roles, founding members and verified expertise, each for this community alone."""

from collections.abc import Callable
from dataclasses import replace

from bot.chat.command import Call, CommandSpec, Parameter, ParameterKind, Role
from bot.chat.form import Choice
from bot.chat.reply import Reply
from bot.chat.words import n_
from bot.commands.curate.desk import Desk, admins, moderators
from bot.errors import CommandError
from bot.gate import GRANTED
from bot.views import curation
from bot.views import people as view
from bot.views.journal import who
from knowledge.member import Expertise, Grant, Member
from knowledge.packs.lines import clean
from knowledge.product import MAX_SLUG, slug
from knowledge.said import MAX_WORDS
from knowledge.store import tables
from knowledge.store.port import Transaction

_WHO = Parameter("member", n_("Whom: a mention, or their code in the log"), required=True)
_ON_OFF = (Choice("on", n_("on")), Choice("off", n_("off")))
_NONE = "none"
_MOST_EXPERTISE = 10


class PeopleCommands:
    """Show accounts and decide what they may do."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    def specs(self) -> tuple[CommandSpec, ...]:
        """Declare the commands."""
        switch = Parameter("state", n_("On, or off again"), ParameterKind.CHOICE, choices=_ON_OFF)
        roles = (
            *(Choice(each.value, view.GRANTS[each]) for each in Grant),
            Choice(_NONE, n_("none")),
        )
        return (
            moderators("member show", n_("What is known of an account"), self.show, (_WHO,)),
            moderators(
                "member trust",
                n_("Vouch for an account: what it says counts at once"),
                self.trust,
                (_WHO, switch),
            ),
            moderators(
                "member bar",
                n_("Bar an account from contributing; it may still ask"),
                self.bar,
                (_WHO, switch),
            ),
            moderators(
                "member expert",
                n_("Verify that somebody knows their trade in a category; it has no weight"),
                self.expert,
                (
                    _WHO,
                    Parameter("category", n_("The category's id or name"), required=True),
                    Parameter("trade", n_("As what, like hairdresser; shown with what they say")),
                    switch,
                ),
            ),
            admins(
                "member founding",
                n_("Name a founding member: what they say counts from the start"),
                self.founding,
                (_WHO, switch),
            ),
            admins(
                "member role",
                n_("Give an account a role in this community, below your own"),
                self.role,
                (
                    _WHO,
                    Parameter("role", n_("Which"), ParameterKind.CHOICE, True, choices=roles),
                ),
            ),
        )

    async def show(self, call: Call) -> Reply:
        """Show what is known of an account."""
        person = await self._desk.person(call, call.get("member"))

        async def unit(tx: Transaction) -> tuple[Member | None, int]:
            known = await tables.MEMBERS.get(tx, call.community, person)
            rows = await tx.all(
                "SELECT count(*) FROM verdict WHERE person = ? AND community = ?",
                *(person, call.community),
            )
            return known, rows[0][0]

        known, verdicts = await self._desk.library.store.read(unit)
        return view.member(
            call.t, known or Member(call.community, person, self._desk.clock()), verdicts
        )

    async def trust(self, call: Call) -> Reply:
        """Vouch for an account, or no longer."""
        on = _on(call)
        text = call.t("trusted") if on else call.t("no longer trusted")
        return await self._change(call, "member trust", lambda now: replace(now, trusted=on), text)

    async def bar(self, call: Call) -> Reply:
        """Bar an account, or let it contribute again."""
        on = _on(call)
        text = call.t("barred; asking is still allowed") if on else call.t("no longer barred")
        return await self._change(call, "member bar", lambda now: replace(now, barred=on), text)

    async def expert(self, call: Call) -> Reply:
        """Verify an account's expertise in a category."""
        category, on = slug(call.get("category"), MAX_SLUG), _on(call)
        if not category:
            raise CommandError(call.t("name a category, such as dental."))

        trade = clean(call.get("trade")[: MAX_WORDS["expertise"]])

        def edit(now: Member) -> Member:
            others = [each for each in now.expertise if each.category != category]
            if on and len(others) >= _MOST_EXPERTISE:
                most = call.t.number(_MOST_EXPERTISE)
                raise CommandError(call.t("somebody is verified in {most} at most.", most=most))
            verified = [Expertise(category, trade)] if on else []
            ordered = sorted((*others, *verified), key=lambda each: each.category)
            return replace(now, expertise=tuple(ordered))

        text = (
            call.t("verified in {category}; shown, without weight", category=category)
            if on
            else call.t("no longer verified in {category}", category=category)
        )
        return await self._change(call, "member expert", edit, text)

    async def founding(self, call: Call) -> Reply:
        """Name a founding member, or no longer."""
        on = _on(call)
        text = call.t("a founding member") if on else call.t("no longer a founding member")
        return await self._change(
            call, "member founding", lambda now: replace(now, founding=on), text
        )

    async def role(self, call: Call) -> Reply:
        """Give or take a role."""
        wanted = call.get("role")
        grant = None if wanted == _NONE else Grant(wanted)
        if grant is not None and GRANTED[grant] >= await call.role() < Role.OWNER:
            raise CommandError(call.t("you can give roles below your own only."))
        text = call.t(view.GRANTS[grant]) if grant else call.t("no role given")
        return await self._change(
            call, "member role", lambda now: replace(now, granted=grant), text
        )

    async def _change(
        self, call: Call, operation: str, edit: Callable[[Member], Member], text: str
    ) -> Reply:
        # A role is the account's alone; all else is decided about the person.
        find = self._desk.account if operation == "member role" else self._desk.person
        person, own = await find(call, call.get("member")), await call.role()

        def checked(now: Member) -> Member:
            if now.granted is not None and GRANTED[now.granted] >= own < Role.OWNER:
                raise CommandError(call.t("their role is not below your own."))
            return edit(now)

        _, done = await self._desk.editor.member(self._desk.actor(call), person, operation, checked)
        return curation.done(call.t, f"{who(person)}: {text}.", done)


def _on(call: Call) -> bool:
    return call.get("state") != "off"
