"""A member's verdict: the form for it, how it reads once kept, and those of others."""

from bot.chat.action import Action
from bot.chat.form import Choice, Field, FieldKind, Form
from bot.chat.reply import (
    Block,
    Button,
    Heading,
    Item,
    Listing,
    Mode,
    Note,
    Quote,
    Reply,
    VerdictLine,
    Visibility,
)
from bot.chat.words import n_
from bot.draft import CHOICES, NEEDED, PAGES, Values
from bot.i18n.translator import Translator
from bot.views import words
from knowledge.keys import short
from knowledge.product import Product
from knowledge.quotes import Said
from knowledge.said import MAX_WORDS
from knowledge.verdict import Experience, Standing, Verdict

LABELS = {
    "stance": n_("Is it worth it?"),
    "experience": n_("How do you know it?"),
    "acquired": n_("How did you get it?"),
    "tie": n_("Your tie to the brand or a competitor"),
    "reasons": n_("Why? Choose any that fit"),
    "text": n_("In your words"),
    "months": n_("Months of use"),
    "again": n_("Would you buy it again?"),
    "alternative": n_("What would you take instead?"),
    "paid": n_("What did you pay?"),
    "expertise": n_("Do you know the trade? As what?"),
}
_HINTS = {
    "text": n_("What should others know? No links that pay you."),
    "months": n_("8, or 2 years"),
    "paid": n_("45 or 45 EUR"),
    "expertise": n_("hairdresser, chef; shown with your words, no extra weight"),
}
_REQUIRED = (*NEEDED, "acquired")
_STANDINGS = {
    Standing.PENDING: n_("It waits until a moderator has seen it."),
    Standing.QUARANTINED: n_("It is under review and not shown or counted meanwhile."),
}


def form(
    t: Translator, product: Product, page: str, values: Values, command: str, error: str = ""
) -> Reply:
    """Ask one page of a verdict, with what is known of it filled in."""
    asked = PAGES[page]
    known = {name: value for name, value in values.items() if name not in asked}
    known |= {"p": short(product.key), "page": page}
    fields = tuple(_field(t, name, values.get(name, "")) for name in asked)
    title = t("{product}: your verdict", product=product.title)
    built = Form(title, fields, command, known, error)
    return Reply(visibility=Visibility.PRIVATE, form=built)


def _field(t: Translator, name: str, value: str) -> Field:
    choices = tuple(Choice(c.value, t(c.label)) for c in CHOICES.get(name, ()))
    kinds = {"reasons": FieldKind.CHOICES, "text": FieldKind.LONG_TEXT}
    return Field(
        name=name,
        label=t(LABELS[name]),
        kind=kinds.get(name, FieldKind.CHOICE if choices else FieldKind.TEXT),
        required=name in _REQUIRED,
        choices=choices,
        placeholder=t(_HINTS[name]) if name in _HINTS else "",
        value=value,
        max_length=MAX_WORDS.get(name, 40),
    )


def saved(t: Translator, product: Product, verdict: Verdict) -> Reply:
    """Show one's verdict as it is kept, and what can be done with it."""
    blocks: list[Block] = [Heading(t("Your verdict on {product}", product=product.title))]
    blocks += _said(t, Said(verdict))
    if verdict.standing in _STANDINGS:
        blocks.append(Note(t(_STANDINGS[verdict.standing])))
    elif verdict.experience is Experience.RESEARCHED:
        blocks.append(Note(t("Shown as “only read about it”; only use counts.")))
    else:
        blocks.append(Note(t("Kept. You can change or withdraw it at any time.")))
    key = {"p": short(product.key)}
    more = t("Change the words") if verdict.text else t("Add words")
    buttons = (
        Button(more, Action("verdict edit", key | {"page": "2"})),
        Button(t("Change"), Action("verdict edit", key | {"page": "1"})),
        Button(t("Say what I know"), Action("verdict edit", key | {"page": "3"})),
        Button(t("Withdraw"), Action("verdict withdraw", key)),
        Button(t("The answer"), Action("worth", key)),
    )
    return Reply(tuple(blocks), buttons, Visibility.PRIVATE)


def withdrawn(t: Translator, product: Product) -> Reply:
    """Say that one's verdict is gone."""
    text = t(
        "Your verdict on {product} is withdrawn: no longer shown or counted.",
        product=product.title,
    )
    again = Button(t("Add mine"), Action("verdict add", {"p": short(product.key)}))
    return Reply((Note(text),), (again,), Visibility.PRIVATE)


def mine(t: Translator, rows: list[tuple[Product, Verdict]], number: int, total: int) -> Reply:
    """List one's own verdicts, each opening with what can be done."""
    if not rows:
        return Reply((Note(t("You have no verdicts here yet.")),), visibility=Visibility.PRIVATE)
    items = tuple(
        Item(product.title, _line(t, Said(each)), words.TONES[each.stance], _open(product))
        for product, each in rows
    )
    return _listing(t, t("Your verdicts"), items, number, total, Action("verdict mine"))


def _open(product: Product) -> Action:
    return Action("verdict mine", {"p": short(product.key)})


def others(
    t: Translator, product: Product, found: list[Said], number: int, total: int, command: str
) -> Reply:
    """List what people said in words, each opening with `command`."""
    if not found:
        text = t("Nobody has said anything in words about {product} yet.", product=product.title)
        add = Button(t("Add mine"), Action("verdict add", {"p": short(product.key)}))
        return Reply((Note(text),), (add,), Visibility.PRIVATE)
    items = tuple(
        Item(
            _line(t, each),
            each.verdict.text or "",
            words.TONES[each.verdict.stance],
            Action(command, {"v": short(each.verdict.key)}),
        )
        for each in found
    )
    title = t("What people say of {product}", product=product.title)
    return _listing(t, title, items, number, total, Action(command, {"p": short(product.key)}))


def one(
    t: Translator, product: Product, said: Said, note: str = "", *, is_own: bool = False
) -> Reply:
    """Show one person's verdict, the disclosure before the words; no count of votes, ever."""
    verdict = said.verdict
    if is_own:
        return saved(t, product, verdict)
    blocks = [Heading(product.title), *_said(t, said)]
    if note:
        blocks.append(Note(note))
    key = {"v": short(verdict.key)}
    same = {"p": short(product.key), "stance": verdict.stance.value}
    buttons = (
        Button(t("Helpful"), Action("verdict list", key | {"vote": "helpful"})),
        Button(t("I disagree"), Action("verdict list", key | {"vote": "disagree"})),
        Button(t("Same here"), Action("verdict add", same)),
        Button(t("Report"), Action("report", key)),
    )
    mode = Mode.EDIT if note else Mode.NEW
    return Reply(tuple(blocks), buttons, Visibility.PRIVATE, mode)


def _said(t: Translator, said: Said) -> list[Block]:
    verdict = said.verdict
    reasons = ", ".join(t(words.REASONS[each]) for each in verdict.reasons)
    line = VerdictLine(t(words.STANCES[verdict.stance]), reasons, words.TONES[verdict.stance])
    disclosed = words.disclosure(t, verdict, said.expertise)
    quote = Quote(disclosed, verdict.text) if verdict.text else Note(disclosed)
    blocks: list[Block] = [line, quote]
    details = []
    if verdict.paid is not None:
        details.append(t("paid {price}", price=words.price(t, verdict.paid)))
    if verdict.again is not None:
        details.append(t("would buy it again") if verdict.again else t("would not buy it again"))
    if verdict.alternative:
        details.append(t("instead: {alternative}", alternative=verdict.alternative))
    return [*blocks, Note(" · ".join(details))] if details else blocks


def _line(t: Translator, said: Said) -> str:
    disclosed = words.disclosure(t, said.verdict, said.expertise)
    return f"{t(words.STANCES[said.verdict.stance])}: {disclosed}"


def _listing(
    t: Translator, title: str, items: tuple[Item, ...], number: int, pages: int, turn: Action
) -> Reply:
    shown = f"{number}/{pages}" if pages > 1 else ""
    turns = ((t("Previous"), number - 1), (t("Next"), number + 1))
    buttons = tuple(
        Button(label, Action(turn.command, {**turn.arguments, "page": str(to)}))
        for label, to in turns
        if 1 <= to <= pages
    )
    return Reply((Heading(title), Listing(items, shown)), buttons, Visibility.PRIVATE)
