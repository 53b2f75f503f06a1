"""The queue: one item a message, with what a moderator needs to decide it, and what came of it."""

from datetime import datetime

from bot.chat.action import Action
from bot.chat.form import Choice, Field, FieldKind, Form
from bot.chat.reply import (
    Block,
    Breakdown,
    Button,
    Heading,
    Note,
    Quote,
    Reply,
    VerdictLine,
    Visibility,
)
from bot.chat.words import n_
from bot.i18n.translator import Translator
from bot.views import groups, words
from bot.views.choices import fitting
from bot.views.journal import who
from knowledge.community import BOT
from knowledge.contribution import ReportKind
from knowledge.items import Item
from knowledge.keys import short
from knowledge.product import Product, title_of
from knowledge.verdict import Verdict
from knowledge.waiting import Decided, Kind

KINDS = {
    Kind.PRODUCT: n_("a product is proposed"),
    Kind.ALIAS: n_("a name is proposed"),
    Kind.REPORT: n_("a verdict is reported"),
    Kind.VERDICT: n_("a verdict waits"),
    Kind.HELD: n_("a group withholds an answer"),
}
REPORTS = {
    ReportKind.UNDISCLOSED_TIE: n_("a tie is not disclosed"),
    ReportKind.FALSE_CLAIM: n_("a claim is false"),
    ReportKind.SPAM: n_("spam"),
    ReportKind.ABOUT_A_PERSON: n_("about a person"),
}
REASONS = (
    Choice("not-a-product", n_("not a product one can buy")),
    Choice("known", n_("it is in the base already")),
    Choice("unclear", n_("it is not clear which product is meant")),
    Choice("advertising", n_("it is advertising")),
    Choice("other", n_("another reason")),
)
_STATES = {
    "approved": n_("approved"),
    "merged": n_("merged"),
    "rejected": n_("rejected"),
    "upheld": n_("upheld"),
    "dismissed": n_("dismissed"),
    "published": n_("published"),
    "quarantined": n_("set aside"),
    "cleared": n_("found to be words of their own"),
    "withdrawn": n_("withdrawn"),
}


def empty(t: Translator) -> Reply:
    """Say that nothing waits."""
    return Reply((Note(t("Nothing waits in the queue.")),), visibility=Visibility.PRIVATE)


def item(
    t: Translator, found: Item, waiting: int, near: Product | None, kept: dict[str, str]
) -> Reply:
    """Show one item; `near` is a product that is there already and may be the one proposed.

    `kept` is what the queue is filtered by, which every button carries on.
    """
    code = {"i": short(found.waiting.key), **kept}
    blocks: list[Block] = [Heading(_title(t, found), t(KINDS[found.waiting.kind]))]
    blocks += _proposed(t, found, near)
    blocks += _reported(t, found)
    if found.held is not None:
        blocks += groups.evidence(t, found.held)
    count = t.plural("{count} entry waits", "{count} entries wait", waiting)
    blocks.append(
        Note(t("{count}, up to a thousand are counted", count=count))
        if waiting >= 1000
        else Note(count)
    )
    buttons = (*_buttons(t, found, code, near), _next(t, found.waiting.key, kept))
    return Reply(tuple(blocks), buttons, Visibility.PRIVATE)


def _title(t: Translator, found: Item) -> str:
    if found.proposals:
        first = found.proposals[0]
        name = title_of(first.brand, first.name)
        if found.waiting.kind is Kind.ALIAS and found.product is not None:
            return t("“{name}” for {product}", name=name, product=found.product.title)
        return name
    return found.product.title if found.product is not None else t("a product that is gone")


def _proposed(t: Translator, found: Item, near: Product | None) -> list[Block]:
    if not found.proposals:
        return []
    first = found.proposals[0]
    whom = t("people who chose it when asked") if first.person == BOT else who(first.person)
    rows = [(t("by"), f"{whom} · {t.day(first.created_at.date())}")]
    if found.waiting.count > 1:
        rows.append((t("proposed by"), _people(t, found.waiting.count)))
    if first.what:
        rows.append((t("what it is"), first.what))
    if near is not None:
        rows.append((t("in the base already"), near.title))
    return [Breakdown(t("The proposal"), tuple(rows))]


def _people(t: Translator, count: int) -> str:
    return t.plural("{count} person", "{count} people", count)


def _reported(t: Translator, found: Item) -> list[Block]:
    if found.verdict is None:
        return []
    blocks = _verdict(t, found.verdict)
    rows = [
        (t(REPORTS[each.kind]), " · ".join(filter(None, (who(each.person), each.text))))
        for each in found.reports
    ]
    if rows:
        blocks.append(Breakdown(_reports(t, found.waiting.count), tuple(rows)))
    return blocks


def _reports(t: Translator, count: int) -> str:
    return t.plural("{count} report", "{count} reports", count)


def _verdict(t: Translator, verdict: Verdict) -> list[Block]:
    reasons = ", ".join(t(words.REASONS[reason]) for reason in verdict.reasons)
    detail = " · ".join(filter(None, (who(verdict.person), reasons)))
    blocks: list[Block] = [VerdictLine(t(words.STANCES[verdict.stance]), detail)]
    disclosure = words.disclosure(t, verdict)
    blocks.append(Quote(disclosure, verdict.text) if verdict.text else Note(disclosure))
    return blocks


def _buttons(
    t: Translator, found: Item, code: dict[str, str], near: Product | None
) -> tuple[Button, ...]:
    def button(label: str, decision: str) -> Button:
        return Button(label, Action("queue", {**code, "d": decision}))

    match found.waiting.kind:
        case Kind.HELD:
            return groups.buttons(t, found.held, code) if found.held is not None else ()
        case Kind.PRODUCT:
            merge = button(t("Merge into …"), "merge")
            if near is not None:
                arguments = {**code, "d": "merge", "p": short(near.key)}
                label = fitting(t("Merge into {name}", name=near.title))
                merge = Button(label, Action("queue", arguments))
            return (
                button(t("Approve"), "approve"),
                button(t("Edit"), "edit"),
                merge,
                button(t("Reject"), "reject"),
            )
        case Kind.ALIAS:
            return button(t("Approve"), "approve"), button(t("Reject"), "reject")
        case Kind.REPORT:
            return (
                button(t("Uphold: set the verdict aside"), "uphold"),
                button(t("Dismiss"), "dismiss"),
                button(t("Clear all of this account"), "clear"),
            )
    return (
        button(t("Publish"), "publish"),
        button(t("Set aside"), "aside"),
        button(t("Clear all of this account"), "clear"),
    )


def edit(t: Translator, found: Item, kept: dict[str, str]) -> Reply:
    """Ask for a proposed product's fields, filled with what was proposed."""
    first = found.proposals[0]
    fields = (
        Field("name", t("Name, without the brand"), value=first.name),
        Field("brand", t("Brand"), required=False, value=first.brand or ""),
        Field("what", t("What it is, in a few words"), required=False, value=first.what or ""),
        Field("category", t("Category"), required=False),
        Field("aliases", t("Other names, with commas between them"), required=False),
    )
    known = {"i": short(first.key), "d": "approve", **kept}
    return _form(t("Edit and approve"), fields, known)


def into(t: Translator, found: Item, kept: dict[str, str]) -> Reply:
    """Ask into which product a proposal is to be merged."""
    field = Field("into", t("The product that it is"), finds=True)
    known = {"i": short(found.waiting.key), "d": "merge", **kept}
    return _form(t("Merge"), (field,), known)


def why(t: Translator, found: Item, kept: dict[str, str]) -> Reply:
    """Ask why a proposal is rejected; whoever proposed it is told."""
    reasons = tuple(Choice(each.value, t(each.label)) for each in REASONS)
    field = Field("reason", t("Why?"), FieldKind.CHOICE, choices=reasons)
    known = {"i": short(found.waiting.key), "d": "reject", **kept}
    return _form(t("Reject"), (field,), known)


def _form(title: str, fields: tuple[Field, ...], known: dict[str, str]) -> Reply:
    return Reply(visibility=Visibility.PRIVATE, form=Form(title, fields, "queue", known))


def taken(t: Translator, decided: Decided, now: datetime, key: int, kept: dict[str, str]) -> Reply:
    """Say that another moderator was first, and what came of it."""
    state = t(_STATES[decided.how])
    if not decided.by or decided.at is None:
        text = t("That was decided already: {state}.", state=state)
    else:
        minutes = int((now - decided.at).total_seconds() // 60)
        ago = t.plural("{count} minute ago", "{count} minutes ago", minutes)
        text = t("{who} was first, {ago}: {state}.", who=who(decided.by), ago=ago, state=state)
    return Reply((Note(text),), (_next(t, key, kept),), Visibility.PRIVATE)


def decided(
    t: Translator,
    text: str,
    operation: int | None,
    key: int,
    kept: dict[str, str],
    *,
    clears: bool = False,
) -> Reply:
    """Say what was decided about an item; the one after it is a press away, as is the way back.

    `clears` offers to set aside all else of whoever it came from.
    """
    buttons = [_next(t, key, kept)]
    if operation is not None:
        buttons.append(Button(t("Undo"), Action("undo", {"o": short(operation)})))
    if clears:
        arguments = {"i": short(key), "d": "clear", **kept}
        buttons.append(Button(t("Clear all of this account"), Action("queue", arguments)))
    return Reply((Note(text),), tuple(buttons), Visibility.PRIVATE)


def _next(t: Translator, key: int, kept: dict[str, str]) -> Button:
    return Button(t("Next"), Action("queue", {"a": short(key), **kept}))
