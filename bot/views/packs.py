"""Packs in and out by chat: what would be, what is, and every bad line by its number."""

from collections import Counter
from datetime import datetime

from bot.chat.action import Action
from bot.chat.form import MAX_FILE
from bot.chat.reply import (
    MAX_BUTTONS,
    Attachment,
    Block,
    Breakdown,
    Button,
    Note,
    Outcome,
    Reply,
    Visibility,
)
from bot.chat.words import n_
from bot.i18n.translator import Translator
from bot.views.errors import told
from knowledge.consensus.answer import FLOOR
from knowledge.errors import BadLine, BadPack
from knowledge.keys import short
from knowledge.packs.exporting import as_jsonl
from knowledge.packs.lines import CategoryLine, Line, ProductLine, TallyLine
from knowledge.packs.report import Report
from knowledge.packs.subscribing import Subscription

_SHOWN = 10
_LABEL = 40  # characters of a name in a button
_KINDS = {
    "product": n_("products"),
    "category": n_("categories"),
    "note": n_("notes"),
    "alternative": n_("alternatives"),
    "verdict": n_("verdicts"),
    "pack_tally": n_("tallies of others"),
    "matched": n_("products that are here already"),
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
            (t("taken away"), report.removed),
            (t("kept, since it is in use here"), report.kept),
            (t("matched"), Counter(matched=len(report.matched))),
        )
        for kind, count in sorted(counter.items())
        if count
    ]
    title = t("Nothing was changed; this would be") if is_trial else t("Done")
    blocks: list[Block] = [Breakdown(title, tuple(rows))] if rows else [Note(t("Nothing to do."))]
    if is_trial and report.matched:
        blocks.append(Breakdown(t("Taken for what is here"), _lines(t, tuple(report.matched))))
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
    rows = [
        (t("line {number}", number=t.number(each.number)), told(t, each.message, each.fields))
        for each in lines[:_SHOWN]
    ]
    if len(lines) > _SHOWN:
        rows.append((t("and more"), t.number(len(lines) - _SHOWN)))
    return tuple(rows)


def shared(t: Translator, lines: list[Line], *, is_trial: bool) -> Reply:
    """Hand a pack over, or say what would be in it."""
    counts = Counter(type(line) for line in lines)
    rows = (
        (t("products"), t.number(counts[ProductLine])),
        (t("of them with a tally"), t.number(counts[TallyLine])),
        (t("categories"), t.number(counts[CategoryLine])),
    )
    note = Note(
        t(
            "Of people it holds how many they were, and nothing else: no names, words or days."
            " Fewer than {floor} stay at home.",
            floor=FLOOR,
        )
    )
    if is_trial:
        blocks: tuple[Block, ...] = (Breakdown(t("The pack would hold"), rows), note)
        return Reply(blocks, visibility=Visibility.PRIVATE)
    content = as_jsonl(lines).encode()
    if len(content) > MAX_FILE:
        most = MAX_FILE // 1000
        text = t(
            "The pack has {size} kB, and a chat takes {most}. Export one category at a time.",
            size=t.number(len(content) // 1000),
            most=t.number(most),
        )
        return Reply((Note(text),), visibility=Visibility.PRIVATE, outcome=Outcome.REFUSED)
    text = t("A pack for other communities: /subscribe takes it")
    file = Attachment("pack.jsonl", content, text)
    return Reply((Breakdown(t("The pack holds"), rows), note, file), visibility=Visibility.PRIVATE)


def subscriptions(t: Translator, found: list[Subscription]) -> Reply:
    """List the packs that the community subscribed to, each with a press that ends it."""
    if not found:
        text = t("This community has subscribed to no pack. /subscribe takes one as a file.")
        return Reply((Note(text),), visibility=Visibility.PRIVATE)
    rows = tuple(
        (
            each.pack.title,
            t.plural(
                "{count} product, made {day}",
                "{count} products, made {day}",
                each.products,
                day=t.day(datetime.fromisoformat(each.pack.version).date()),
            ),
        )
        for each in found
    )
    buttons = tuple(
        Button(
            t("End {name}", name=each.pack.title[:_LABEL]), Action("unsubscribe", {"k": each.mark})
        )
        for each in found[:MAX_BUTTONS]
    )
    blocks = (Breakdown(t("Subscribed to"), rows),)
    return Reply(blocks, buttons, Visibility.PRIVATE)
