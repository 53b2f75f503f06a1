"""What an import by chat came to: what would be, what is, and every bad line by its number."""

from bot.chat.action import Action
from bot.chat.reply import Block, Breakdown, Button, Note, Reply, Visibility
from bot.chat.words import n_
from bot.i18n.translator import Translator
from knowledge.errors import BadLine, BadPack
from knowledge.keys import short
from knowledge.packs.report import Report

_SHOWN = 10
_KINDS = {
    "product": n_("products"),
    "category": n_("categories"),
    "note": n_("notes"),
    "alternative": n_("alternatives"),
    "verdict": n_("verdicts"),
    "pack": n_("packs"),
}


def imported(t: Translator, report: Report, *, is_trial: bool) -> Reply:
    """Say what was added and changed, or would be."""
    rows = [
        (label, f"{t(_KINDS[kind])} {t.number(count)}")
        for label, counter in (
            (t("added"), report.added),
            (t("changed"), report.changed),
            (t("as before"), report.same),
        )
        for kind, count in sorted(counter.items())
    ]
    title = t("Nothing was changed; this would be") if is_trial else t("Imported")
    blocks: list[Block] = [Breakdown(title, tuple(rows))] if rows else [Note(t("Nothing to do."))]
    if report.warnings:
        blocks.append(Breakdown(t("Passed over"), _lines(t, tuple(report.warnings))))
    buttons: tuple[Button, ...] = ()
    if report.operation is not None:
        buttons = (Button(t("Undo"), Action("undo", {"o": short(report.operation)})),)
    return Reply(tuple(blocks), buttons, Visibility.PRIVATE)


def bad(t: Translator, found: BadPack) -> Reply:
    """Name the bad lines; nothing was imported."""
    count = len(found.lines)
    text = t.plural(
        "{count} line is bad, so nothing was imported.",
        "{count} lines are bad, so nothing was imported.",
        count,
    )
    blocks = (Note(text), Breakdown(t("Bad lines"), _lines(t, found.lines)))
    return Reply(blocks, visibility=Visibility.PRIVATE)


def _lines(t: Translator, lines: tuple[BadLine, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((t("line {number}", number=t.number(x.number)), x.problem) for x in lines[:_SHOWN])
