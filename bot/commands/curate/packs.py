"""Packs by chat: a list brought in, our own handed out, another community's subscribed to."""

from dataclasses import replace

from bot.chat.command import Call, CommandSpec, Parameter, ParameterKind, Role
from bot.chat.form import Choice
from bot.chat.reply import Reply
from bot.chat.words import n_
from bot.commands.curate.desk import Desk, admins, moderators
from bot.errors import CommandError
from bot.views import packs as view
from knowledge.errors import BadPack
from knowledge.packs.importing import Importer, Options, leading_pack
from knowledge.packs.lines import Line, TallyLine, VerdictLine
from knowledge.packs.reading import Reading, read_text
from knowledge.packs.sharing import Sharing
from knowledge.packs.subscribing import subscribe, subscriptions, unsubscribe
from knowledge.product import MAX_SLUG, slug

_TRY, _DO = "try", "import"
_MODES = (
    Choice(_TRY, n_("try it, change nothing")),
    Choice(_DO, n_("import it")),
)


_FILE = Parameter("file", n_("A list: CSV or JSON lines"), ParameterKind.FILE, True)
_MODE = Parameter("mode", n_("Try it, or do it"), ParameterKind.CHOICE, True, choices=_MODES)


class PackCommands:
    """Bring packs in and hand them out."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    def specs(self) -> tuple[CommandSpec, ...]:
        """Declare the commands."""
        trial = Parameter(
            "mode",
            n_("Only say what the pack would hold"),
            ParameterKind.CHOICE,
            choices=(Choice(_TRY, n_("try it, hand nothing out")),),
        )
        category = Parameter("category", n_("Of one category alone: its name or id"))
        pack = Parameter("pack", n_("The name of the community whose pack it is"))
        mark = Parameter("k", n_("The pack's mark, set by a button"), hidden=True)
        return (
            moderators(
                "import",
                n_("Import products from a file of CSV or JSON lines; tried first"),
                self.import_,
                (_FILE, _MODE),
                slow=True,
            ),
            moderators(
                "export",
                n_("What this community knows as a pack for other communities, a file"),
                self.export,
                (category, trial),
                slow=True,
            ),
            admins(
                "subscribe",
                n_("Show another community's counts beside ours, from its pack; tried first"),
                self.subscribe,
                (replace(_FILE, help=n_("The pack that the other community exported")), _MODE),
                slow=True,
            ),
            admins(
                "unsubscribe",
                n_("End a subscription, or list them"),
                self.unsubscribe,
                (pack, mark),
                slow=True,
            ),
        )

    async def import_(self, call: Call) -> Reply:
        """Try or import a list."""
        reading = read_text(call.get("file"))
        await _check(call, reading)
        is_trial = call.get("mode") != _DO
        importer = Importer(
            reading, self._desk.actor(call), self._desk.pseudonyms(), self._desk.clock()
        )
        try:
            report = await importer.run(self._desk.journal, "import", Options(dry_run=is_trial))
        except BadPack as bad:
            return view.bad(call.t, bad)
        return view.imported(call.t, report, is_trial=is_trial)

    async def export(self, call: Call) -> Reply:
        """Make a pack and hand it over."""
        desk = self._desk
        sharing = Sharing(desk.library.store, desk.pseudonyms())
        category = slug(call.get("category"), MAX_SLUG)
        lines = await sharing.pack(call.community, desk.clock(), category)
        return view.shared(call.t, lines, is_trial=call.get("mode") == _TRY)

    async def subscribe(self, call: Call) -> Reply:
        """Try a pack of another community, or subscribe to it."""
        desk, is_trial = self._desk, call.get("mode") != _DO
        try:
            report = await subscribe(
                *(desk.journal, read_text(call.get("file")), desk.actor(call)),
                *(desk.pseudonyms(), desk.clock()),
                dry_run=is_trial,
            )
        except BadPack as bad:
            return view.bad(call.t, bad)
        return view.imported(call.t, report, is_trial=is_trial)

    async def unsubscribe(self, call: Call) -> Reply:
        """End a subscription; list them when none is named."""
        store, wanted = self._desk.library.store, call.get("k") or call.get("pack")
        if not wanted:
            return view.subscriptions(call.t, await subscriptions(store, call.community))
        report = await unsubscribe(self._desk.journal, store, self._desk.actor(call), wanted)
        return view.imported(call.t, report, is_trial=False)


async def _check(call: Call, reading: Reading) -> None:
    """Refuse lines that only an admin, or an owner, may import."""
    pack = leading_pack(reading)
    if pack is not None and pack.origin is not None:
        raise CommandError(call.t("that is a pack of another community; /subscribe takes it."))
    lines: list[Line] = [line for _, line in reading.lines]
    role = await call.role()
    if role < Role.OWNER and any(getattr(line, "shared", False) for line in lines):
        raise CommandError(call.t("what lies beneath all communities is for the bot's owner."))
    if role < Role.ADMIN and any(isinstance(line, VerdictLine | TallyLine) for line in lines):
        raise CommandError(call.t("verdicts are for admins to import."))
