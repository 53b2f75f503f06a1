"""When the bot is not sure, or does not know: it asks or says so, and never guesses."""

import textwrap
from collections.abc import Callable, Mapping
from dataclasses import replace

from bot.chat.action import Action
from bot.chat.reply import MAX_BUTTONS, Button, Note, Outcome, Reply, Visibility
from bot.chat.words import n_
from bot.i18n.translator import Translator
from bot.views.errors import private
from bot.views.responses import ask_for
from knowledge import choosing
from knowledge.keys import short
from knowledge.listed import Listed
from knowledge.matching.question import Why
from knowledge.product import Category

_OFFERED = 4
_LABEL = 34  # characters that fit on a phone's button
NEITHER = short(choosing.NEITHER)

_NOT_A_QUESTION = {
    Why.EMPTY: n_("Which product? Ask like: is the airwrap worth it?"),
    Why.NOTHING_NAMED: n_(
        "Which product do you mean? Name it, or reply to the message that names it."
    ),
    Why.NOT_A_PRODUCT: n_(
        "That is not about a product. I only know what people here say of things one can buy."
    ),
    Why.OPEN: n_(
        "I do not pick products. Name one and I tell you what people here say of it, or look"
        " through the list."
    ),
    Why.CHATTER: n_("I answer one question: is it worth it? Ask like: is the airwrap worth it?"),
    Why.DISTRESS: n_(
        "I only know what people say of things one can buy, and that is too little here. If you"
        " think of dying or of hurting yourself, please talk to somebody now: a person you trust,"
        " your local emergency number, or a helpline; findahelpline.com lists free ones by country."
    ),
}

Press = Callable[[int], Mapping[str, str]]  # from a product's key to its button's arguments


def by_key(product: int) -> Mapping[str, str]:
    """Return the arguments of a button that says which product, or that it is none, and no more."""
    return {"p": short(product)}


def which(t: Translator, choices: tuple[Listed, ...], command: str, press: Press = by_key) -> Reply:
    """Ask which of several products is meant; a press repeats the command with that one."""
    one = choices[0].title if len(choices) == 1 else None
    buttons = [
        Button(
            fitting(t("Yes, {product}", product=choice.title) if one else choice.title),
            Action(command, press(choice.key)),
        )
        for choice in choices[:_OFFERED]
    ]
    another = t("No, another one") if one else t("None of these")
    buttons.append(Button(another, Action(command, press(choosing.NEITHER))))
    asked = t("Do you mean {product}?", product=one) if one else t("Which one do you mean?")
    return Reply((Note(asked),), tuple(buttons), Visibility.PRIVATE, outcome=Outcome.UNCLEAR)


def neither(t: Translator) -> Reply:
    """Answer "none of these"."""
    return private(t("Then I do not know it yet. The brand and the full name find more."))


def unknown(
    t: Translator,
    words: str,
    near: tuple[Listed, ...],
    command: str,
    press: Press = by_key,
    shelf: Category | None = None,
) -> Reply:
    """Say that nobody has reported on it; offer what is near, and the category of its kind."""
    said = Note(t("Nobody here has reported on “{words}” yet.", words=words))
    offers = ask_for(t, words)
    if shelf:
        offers = (_browse(t, shelf), *offers)
    if not near:
        return Reply((said,), offers, Visibility.PRIVATE, outcome=Outcome.UNKNOWN)
    buttons = tuple(
        Button(fitting(choice.title), Action(command, press(choice.key)))
        for choice in near[: MAX_BUTTONS - len(offers)]
    )
    ask = t.plural("Did you mean this?", "Did you mean one of these?", len(near))
    shown = (*buttons, *offers)
    return Reply((said, Note(ask)), shown, Visibility.PRIVATE, outcome=Outcome.UNKNOWN)


def not_a_question(t: Translator, why: Why, shelf: Category | None = None) -> Reply:
    """Say what kind of question it takes; an open one gets the list to look through."""
    reply = private(t(_NOT_A_QUESTION[why]), Outcome.OFF_TOPIC)
    if why is Why.OPEN:
        return replace(reply, actions=(_browse(t, shelf),))
    return reply


def _browse(t: Translator, shelf: Category | None) -> Button:
    if shelf is None:
        return Button(t("Browse"), Action("browse"))
    words = fitting(t("Browse: {category}", category=shelf.name))
    return Button(words, Action("browse", {"category": shelf.id}))


def gone(t: Translator) -> Reply:
    """Answer a button whose product is no longer in the base."""
    return private(t("That product is no longer in the base. Ask again by its name."))


def fitting(title: str) -> str:
    """Cut a title at a word, so that it fits on a phone's button."""
    return textwrap.shorten(title, _LABEL, placeholder=" …") if len(title) > _LABEL else title
