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


def wanted(t: Translator, rows: list[tuple[str, int, bool]], least: int) -> Reply:
    """List what is asked for most, by how many, and whether by the reader too.

    What fewer than `least` people ask for is in it only where the reader is one of them.
    """
    if not rows and least > 1:
        return private(t("Nothing yet that two people ask for."))
    if not rows:
        return private(t("Nobody asks for verdicts right now."))
    shown = tuple((text, _askers(t, count, mine=mine)) for text, count, mine in rows)
    return Reply((Breakdown(t("Verdicts wanted"), shown),), visibility=Visibility.PRIVATE)


def _askers(t: Translator, count: int, *, mine: bool) -> str:
    if mine and count == 1:
        return t("you alone so far")
    people = t.plural("{count} person asks", "{count} people ask", count)
    return t("{people}, you too", people=people) if mine else people


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
    return wish_for(t, words) + _offer(t("I own one"), "suggest", {"name": words})


def wish_for(t: Translator, words: str) -> tuple[Button, ...]:
    """Offer to ask for verdicts, where the words fit."""
    return _offer(t("Ask for verdicts"), "wanted", {"product": words})


def _offer(label: str, command: str, arguments: dict[str, str]) -> tuple[Button, ...]:
    action = Action.fitting(command, arguments)
    return (Button(label, action),) if action else ()


def _asking(form: Form) -> Reply:
    return Reply(visibility=Visibility.PRIVATE, form=form)
