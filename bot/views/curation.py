"""What a moderator sees after a change: what was done, and the way back."""

from bot.chat.action import Action
from bot.chat.reply import Button, Note, Reply, Visibility
from bot.i18n.translator import Translator
from knowledge.journal import Done
from knowledge.keys import short
from knowledge.product import Product


def done(t: Translator, text: str, operation: Done, product: Product | None = None) -> Reply:
    """Say what was done, with buttons to look at it and to undo it."""
    if operation.key is None:
        text = t("That is how it was already; nothing was changed.")
    buttons = []
    if operation.key is not None:
        buttons.append(Button(t("Undo"), Action("undo", {"o": short(operation.key)})))
    if product is not None:
        buttons.append(Button(t("Show"), Action("worth", {"p": short(product.key)})))
    return Reply((Note(text),), tuple(buttons), Visibility.PRIVATE)
