"""Bringing a list in by chat: a file of CSV or JSON lines, tried first, then imported."""

from bot.chat.command import Call, CommandSpec, Parameter, ParameterKind, Role
from bot.chat.form import Choice
from bot.chat.reply import Reply
from bot.chat.words import n_
from bot.commands.curate.desk import Desk, moderators
from bot.errors import CommandError
from bot.views import packs as view
from knowledge.errors import BadPack
from knowledge.packs.importing import Importer, Options
from knowledge.packs.lines import Line, VerdictLine
from knowledge.packs.reading import Reading, read_text

_TRY, _DO = "try", "import"
_MODES = (
    Choice(_TRY, n_("try it, change nothing")),
    Choice(_DO, n_("import it")),
)


class PackCommands:
    """Import what a moderator brings."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    def specs(self) -> tuple[CommandSpec, ...]:
        """Declare the command."""
        return (
            moderators(
                "import",
                n_("Import products from a file of CSV or JSON lines; tried first"),
                self.import_,
                (
                    Parameter("file", n_("A list: CSV or JSON lines"), ParameterKind.FILE, True),
                    Parameter(
                        "mode", n_("Try it, or do it"), ParameterKind.CHOICE, True, choices=_MODES
                    ),
                ),
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


async def _check(call: Call, reading: Reading) -> None:
    """Refuse lines that only an admin, or an owner, may import."""
    lines: list[Line] = [line for _, line in reading.lines]
    role = await call.role()
    if role < Role.OWNER and any(getattr(line, "shared", False) for line in lines):
        raise CommandError(call.t("what lies beneath all communities is for the bot's owner."))
    if role < Role.ADMIN and any(isinstance(line, VerdictLine) for line in lines):
        raise CommandError(call.t("verdicts are for admins to import."))
