"""The journal in chat: who did what when, how it was before and after, and what was undone."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from bot.chat.action import Action
from bot.chat.reply import (
    Block,
    Breakdown,
    Button,
    Heading,
    Item,
    Listing,
    Note,
    Reply,
    Visibility,
)
from bot.i18n.translator import Translator
from bot.views.errors import worded
from knowledge.history import EntryChange, Undone
from knowledge.journal import Operation
from knowledge.keys import short

PAGE = 8
_PERSON = 8  # characters of a person's code that tell people apart
_MOST_VALUE = 160
_MOST_ROWS = 12
_MOST_CONFLICTS = 5
_UNSHOWN = ("key", "community", "person", "contact", "digest", "target", "product", "pack")


def who(actor: str) -> str:
    """Write a person's code as far as it tells people apart; the bot and the CLI have words."""
    return actor[:_PERSON] if actor.startswith("p_") else actor


def when(t: Translator, at: str) -> str:
    """Write a time of the journal, in UTC."""
    moment = datetime.fromisoformat(at)
    return f"{t.day(moment.date())} {moment:%H:%M}"


def log(
    t: Translator,
    title: str,
    operations: list[Operation],
    subjects: Mapping[int, str],
    older: Action | None,
) -> Reply:
    """List operations, the newest first, with what each was about; each opens."""
    if not operations:
        return Reply((Note(t("Nothing was changed yet.")),), visibility=Visibility.PRIVATE)
    items = tuple(
        Item(
            _name(each),
            _detail(t, each, subjects.get(each.key, "")),
            action=Action("log", {"o": short(each.key)}),
        )
        for each in operations
    )
    buttons = (Button(t("Older"), older),) if older else ()
    return Reply((Heading(title), Listing(items)), buttons, Visibility.PRIVATE)


def operation(t: Translator, found: Operation, changes: list[EntryChange]) -> Reply:
    """Show one operation: each entry before and after."""
    blocks: list[Block] = [Heading(_name(found), _detail(t, found))]
    for change in changes:
        rows = _rows(change)
        if rows:
            blocks.append(Breakdown(_title(t, change), tuple(rows[:_MOST_ROWS])))
    more = found.changes - len(changes)
    if more > 0:
        blocks.append(Note(t.plural("And {count} entry more.", "And {count} entries more.", more)))
    undo = Button(t("Undo"), Action("undo", {"o": short(found.key)}))
    return Reply(tuple(blocks), (undo,), Visibility.PRIVATE)


def undone(t: Translator, result: Undone) -> Reply:
    """Say what was undone and what stood in the way."""
    count = len(result.done)
    text = t.plural("{count} operation undone.", "{count} operations undone.", count)
    blocks: list[Block] = [Note(text if count else t("Nothing was undone."))]
    rows = tuple((_name(each), worded(t, why)) for each, why in result.conflicts[:_MOST_CONFLICTS])
    if rows:
        left = len(result.conflicts)
        title = t.plural("{count} was left as it is", "{count} were left as they are", left)
        blocks.append(Breakdown(title, rows))
    return Reply(tuple(blocks), visibility=Visibility.PRIVATE)


def _name(each: Operation) -> str:
    return f"{short(each.key)} · {each.name}"


def _detail(t: Translator, each: Operation, about: str = "") -> str:
    parts = [who(about)] if about else []
    parts += [when(t, each.at), who(each.actor)]
    if each.undoes is not None:
        parts.append(t("undoes {code}", code=short(each.undoes)))
    parts.append(t.plural("{count} entry", "{count} entries", each.changes))
    return " · ".join(parts)


def _title(t: Translator, change: EntryChange) -> str:
    entry = change.after or change.before or {}
    name = str(entry.get("name") or entry.get("id") or "")
    what = change.entries.replace("_", " ")
    label = f"{what} {name}".strip()
    if change.before is None:
        return t("{entry}: added", entry=label)
    if change.after is None:
        return t("{entry}: taken away", entry=label)
    return t("{entry}: changed", entry=label)


def _rows(change: EntryChange) -> list[tuple[str, str]]:
    """Pair each field that differs with how it was and is."""
    before, after = change.before or {}, change.after or {}
    fields = [name for name in (after or before) if name not in _UNSHOWN]
    return [
        (name.replace("_", " "), _change(before.get(name), after.get(name), change))
        for name in fields
        if before.get(name) != after.get(name)
    ]


def _change(before: Any, after: Any, change: EntryChange) -> str:
    if change.before is None:
        return _value(after)
    if change.after is None:
        return _value(before)
    return f"{_value(before)} → {_value(after)}"


def _value(value: Any) -> str:
    match value:
        case None | [] | "":
            return "–"
        case bool():
            return "✓" if value else "–"
        case list():
            text = ", ".join(map(_value, value))
        case dict():
            text = " ".join(str(each) for each in value.values() if each not in (None, [], ""))
        case _:
            text = str(value)
    return text if len(text) <= _MOST_VALUE else text[: _MOST_VALUE - 1] + "…"
