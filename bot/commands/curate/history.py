"""The journal in chat: the log, a product's history, undoing one, several, or all of somebody."""

from bot.chat.action import Action
from bot.chat.command import Call, CommandSpec, Parameter, ParameterKind, Role
from bot.chat.reply import Reply
from bot.chat.words import n_
from bot.commands.curate.desk import KEY, PRODUCT, Desk, moderators
from bot.commands.curate.reading import since
from bot.errors import CommandError
from bot.views import curation
from bot.views import journal as view
from knowledge.history import MOST_UNDONE, History, Undone, Wanted
from knowledge.journal import Operation
from knowledge.keys import from_short, short

# What only admins may do, only they may undo; and nobody draws a space back in that was let go.
_ADMINS = frozenset(
    {
        *("settings save", "community settings", "code make", "space admit", "space join"),
        *("space leave", "member role", "member founding", "pack subscribe"),
        "pack unsubscribe",
    }
)
_ONE_WAY = frozenset({"space join", "space leave"})
_SHOWN_CHANGES = 5


class HistoryCommands:
    """List what was changed, and take it back."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk
        self._history = History(desk.library.store, desk.journal)

    def specs(self) -> tuple[CommandSpec, ...]:
        """Declare the commands."""
        by = Parameter("by", n_("Whose: a mention, or their code in the log"))
        code = Parameter("o", n_("An operation's code, set by a button"), hidden=True)
        cursor = Parameter("c", n_("Where the page begins, set by a button"), hidden=True)
        return (
            moderators(
                "log", n_("Who changed what, the newest first"), self.log, (by, code, cursor)
            ),
            moderators(
                "kb history",
                n_("What was changed on one product"),
                self.of_product,
                (PRODUCT, cursor, KEY),
                complete=self._desk.complete,
            ),
            moderators(
                "undo",
                n_("Take back one operation, the last ones, or all of somebody since a time"),
                self.undo,
                (
                    Parameter("operation", n_("Its code in the log")),
                    Parameter("last", n_("How many of the last ones"), ParameterKind.NUMBER),
                    by,
                    Parameter("since", n_("Since when: 30m, 2h, 3d, or a date like 2026-11-20")),
                    code,
                ),
            ),
        )

    async def log(self, call: Call) -> Reply:
        """List operations, or show one."""
        if call.get("o"):
            found = await self._operation(call, call.get("o"))
            changes = await self._history.changes(found.key, _SHOWN_CHANGES)
            return view.operation(call.t, found, changes)
        actor = await self._desk.person(call, call.get("by")) if call.get("by") else None
        wanted = Wanted((call.community,), actor, before=from_short(call.get("c") or "-"))
        kept = {"by": view.who(actor)} if actor else {}
        return await self._page(call, "log", call.t("What was changed"), wanted, kept)

    async def of_product(self, call: Call) -> Reply:
        """List the operations on one product."""
        found = await self._desk.product(call)
        before = from_short(call.get("c") or "-")
        wanted = Wanted((call.community,), product=found.key, before=before)
        return await self._page(call, "kb history", found.title, wanted, {"p": short(found.key)})

    async def _page(
        self, call: Call, command: str, title: str, wanted: Wanted, kept: dict[str, str]
    ) -> Reply:
        found = await self._history.read(wanted, view.PAGE + 1)
        shown = found[: view.PAGE]
        older = None
        if len(found) > view.PAGE:
            older = Action(command, {**kept, "c": short(shown[-1].key)})
        subjects = await self._history.subjects(shown)
        return view.log(call.t, title, shown, subjects, older)

    async def undo(self, call: Call) -> Reply:
        """Undo what was chosen."""
        code = call.get("o") or call.get("operation")
        if code:
            found = await self._operation(call, code)
            await self._check(call, found)
            done = await self._desk.journal.undo(self._desk.actor(call), found.key)
            text = call.t(
                "Undone: {name}. {count} entries are as before.",
                name=found.name,
                count=call.t.number(done.changes),
            )
            return curation.done(call.t, text, done)
        return view.undone(call.t, await self._several(call))

    async def _several(self, call: Call) -> Undone:
        if not (call.get("last") or call.get("by")):
            raise CommandError(
                call.t("say which operation, how many of the last, or by whom and since when.")
            )
        if call.get("by") and not (call.get("since") or call.get("last")):
            raise CommandError(call.t("say since when, such as 2h, 3d or 2026-11-20."))
        actor = await self._desk.person(call, call.get("by")) if call.get("by") else None
        moment = since(call.get("since"), self._desk.clock()) if call.get("since") else None
        if call.get("since") and moment is None:
            raise CommandError(call.t("say since when, such as 2h, 3d or 2026-11-20."))
        limit = min(int(call.get("last")[:4] or MOST_UNDONE), MOST_UNDONE)
        wanted = Wanted((call.community,), actor)
        operations = await self._history.standing(wanted, moment, limit)
        role = await call.role()

        async def may(each: Operation) -> bool:
            return role >= await self._needed(each)

        return await self._history.undo_all(self._desk.actor(call), operations, may)

    async def _check(self, call: Call, found: Operation) -> None:
        """Refuse what the person may not do, so they may not undo it either."""
        root, steps = await self._history.root(found)
        if await call.role() < await self._needed(root):
            raise CommandError(call.t("it takes a higher role to undo that."))
        if root.name in _ONE_WAY and steps:
            raise CommandError(call.t("a place joins again by a new code only."))

    async def _needed(self, operation: Operation) -> Role:
        """Return the role that it took to do what is to be undone."""
        if await self._history.touched_shared(operation.key):
            return Role.OWNER
        if operation.name in _ADMINS:
            return Role.ADMIN
        if operation.name == "import" and await self._history.holds_verdicts(operation.key):
            return Role.ADMIN
        return Role.MODERATOR

    async def _operation(self, call: Call, code: str) -> Operation:
        key = from_short(code)
        found = await self._desk.journal.find(key) if key is not None else None
        if found is None or found.community != call.community:
            raise CommandError(call.t("there is no operation {code} here.", code=code[:20]))
        return found
