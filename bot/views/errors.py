"""Replies to what could not be served: what happened, why, what to do; only the asker sees them."""

import math
from collections.abc import Mapping
from dataclasses import replace

from bot.chat.command import Role
from bot.chat.reply import Note, Outcome, Reply, Visibility
from bot.chat.words import n_
from bot.i18n.translator import Translator
from knowledge.errors import KnowledgeError, StoreError, Wording

_NEEDED = {
    Role.MEMBER: n_("Moderators here have barred you from contributing. You may still ask."),
    Role.TRUSTED: n_("That is for trusted members here."),
    Role.MODERATOR: n_("That is for moderators here."),
    Role.ADMIN: n_("That is for admins here."),
    Role.OWNER: n_("That is for the owner of this bot."),
}


def private(text: str, outcome: Outcome = Outcome.DONE) -> Reply:
    """Say one thing to the asker alone."""
    return Reply((Note(text),), visibility=Visibility.PRIVATE, outcome=outcome)


def worded(t: Translator, error: KnowledgeError) -> str:
    """Say in the person's language what knowledge refused; what a disk did is for the admin."""
    if isinstance(error, StoreError):
        return t("The base cannot be read or written just now. Try again later.")
    return told(t, error.message, error.fields)


def told(t: Translator, message: str, fields: Mapping[str, object]) -> str:
    """Translate an error's template and put its fields in, numbers and words as people write."""
    return t(message, **{name: _told(t, value) for name, value in fields.items()})


def _told(t: Translator, value: object) -> object:
    if isinstance(value, Wording):
        return t(value)
    return t.number(value) if isinstance(value, int) else value


def refused(t: Translator, why: str) -> Reply:
    """Pass on why a command could not be served as called."""
    return private(t("That did not work: {why}", why=why), Outcome.REFUSED)


def broken(t: Translator, incident: str) -> Reply:
    """Own up to an error of ours, with the number under which the admin finds it."""
    return private(
        t(
            "Something went wrong on my side, not yours. Try again; if it stays, tell whoever"
            " runs me the number {incident}.",
            incident=incident,
        ),
        Outcome.BROKEN,
    )


def outdated(t: Translator) -> Reply:
    """Answer a button that an older version made."""
    return private(
        t("This button is from an older message. Ask again to get a fresh one."), Outcome.REFUSED
    )


def no_such_command(t: Translator, command: str, near: list[str]) -> Reply:
    """Name the nearest commands."""
    if near:
        names = t.either([f"/{name}" for name in near])
        return private(
            t("There is no /{command}. Did you mean {names}?", command=command, names=names),
            Outcome.REFUSED,
        )
    text = t("There is no /{command}. /help lists what there is.", command=command)
    return private(text, Outcome.REFUSED)


def not_permitted(t: Translator, needs: Role) -> Reply:
    """Say who may."""
    return private(t(_NEEDED[needs]), Outcome.FORBIDDEN)


def too_often(t: Translator, wait: float, *, repeats: bool = False) -> Reply:
    """Say when the next request may come; it repeats when that was said a moment ago."""
    seconds = math.ceil(wait)
    reply = private(
        t.plural(
            "That is a lot of questions at once. Ask again in {count} second.",
            "That is a lot of questions at once. Ask again in {count} seconds.",
            seconds,
        ),
        Outcome.LIMITED,
    )
    return replace(reply, repeats=repeats)
