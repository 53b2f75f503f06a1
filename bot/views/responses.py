"""Reports, wishes and proposals: what is asked, and what became of them."""

from bot.chat.action import Action
from bot.chat.form import Choice, Field, FieldKind, Form
from bot.chat.reply import Breakdown, Button, Note, Reply, Visibility
from bot.i18n.translator import Translator
from bot.views.errors import private
from knowledge.product import Product


def ask_report(
    t: Translator, product: Product, verdict: str, kinds: tuple[Choice, ...], text: str
) -> Reply:
    """Ask what is wrong with a verdict."""
    choices = tuple(Choice(each.value, t(each.label)) for each in kinds)
    fields = (
        Field("kind", t("What is wrong with it?"), FieldKind.CHOICE, choices=choices),
        Field(
            "text",
            t("What should moderators know?"),
            FieldKind.LONG_TEXT,
            required=False,
            value=text,
            max_length=300,
        ),
    )
    title = t("Report a verdict on {product}", product=product.title)
    return _asking(Form(title, fields, "report", {"v": verdict}))


def reported(t: Translator, *, is_new: bool) -> Reply:
    """Say that moderators will look, or that they know of it."""
    if not is_new:
        return private(t("You have reported this verdict already; moderators have it."))
    return private(t("Thank you. Moderators will look at it; nobody else is told who reported it."))


def wished(t: Translator, text: str) -> Reply:
    """Say that a wish is counted, and how to help more."""
    note = Note(t("Counted: you would like verdicts on “{words}”.", words=text))
    hint = Note(t("It is one per person. /wanted lists what others ask for."))
    return Reply((note, hint), visibility=Visibility.PRIVATE)


def wanted(t: Translator, rows: list[tuple[str, int]]) -> Reply:
    """List what is asked for most."""
    if not rows:
        return private(t("Nobody asks for verdicts right now."))
    shown = tuple((text, t.plural("{count} person", "{count} people", n)) for text, n in rows)
    return Reply((Breakdown(t("Verdicts wanted"), shown),), visibility=Visibility.PRIVATE)


def ask_proposal(t: Translator, name: str) -> Reply:
    """Ask for what moderators need to add a product."""
    fields = (
        Field("name", t("Its name"), value=name, max_length=100),
        Field("brand", t("The brand"), required=False, max_length=100),
        Field("what", t("What it is, in a few words"), required=False, max_length=100),
    )
    return _asking(Form(t("Suggest a product"), fields, "suggest"))


def proposed(t: Translator, name: str, product: Product | None, *, is_new: bool) -> Reply:
    """Say that a proposal waits for moderators."""
    if not is_new:
        return private(t("You have suggested “{name}” already; moderators have it.", name=name))
    if product is not None:
        return private(
            t(
                "Thank you. Moderators decide whether “{name}” is another name for {product}.",
                name=name,
                product=product.title,
            )
        )
    return private(
        t("Thank you. Moderators look at “{name}”; once it is in, add your verdict.", name=name)
    )


def ask_for(t: Translator, words: str) -> tuple[Button, ...]:
    """Offer to ask for verdicts on what is not known, or to bring it in, where the words fit."""
    offers = (
        (t("Ask for verdicts"), "wanted", "product"),
        (t("I own one"), "suggest", "name"),
    )
    buttons = []
    for label, command, name in offers:
        action = Action.fitting(command, {name: words})
        if action is not None:
            buttons.append(Button(label, action))
    return tuple(buttons)


def _asking(form: Form) -> Reply:
    return Reply(visibility=Visibility.PRIVATE, form=form)
