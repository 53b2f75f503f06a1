"""Commands to the terminal itself: who one is, where, in which language, and how to leave."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from adapters.terminal.inbound import Meta, nearest
from adapters.terminal.session import Session, TerminalMembers
from bot.chat.command import Role
from bot.chat.words import Words

ROLES = {role.name.lower(): role for role in Role if role > Role.BARRED}
PLACES = {"group": False, "private": True}
QUIT = ("quit", "q", "exit")
NAMES = ("help", "as", "in", "locale", "reply", "quit")
_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}\Z")


def usage(t: Words) -> tuple[tuple[str, str], ...]:
    """List what can be typed to the terminal, with what it does."""
    return (
        (":help", t("show this")),
        (":as ROLE", t("be a {roles}", roles=" | ".join(ROLES))),
        (":in PLACE", t("talk in a {places} chat", places=" | ".join(PLACES))),
        (":locale TAG", t("speak another language, such as de")),
        (":reply TEXT", t("let the next question be a reply to that message")),
        (":quit", t("leave; Ctrl-D does it too")),
    )


@dataclass(frozen=True, slots=True)
class MetaCommands:
    """Carry out what was typed after a colon."""

    session: Session
    members: TerminalMembers
    translator: Callable[[str], Words]

    def perform(self, meta: Meta) -> list[str]:
        """Do it and say so in sentences; `:quit` and `:help` are the application's own."""
        t = self.translator(self.session.locale)
        match meta.name:
            case "as":
                return [self._be(meta.text, t)]
            case "in":
                return [self._go(meta.text, t)]
            case "locale":
                return [self._speak(meta.text, t)]
            case "reply":
                return [self._reply(meta.text, t)]
            case _:
                return [unknown(f":{meta.name}", nearest_meta(meta.name), ":help", t)]

    def _be(self, text: str, t: Words) -> str:
        role = ROLES.get(text.lower())
        if role is not None:
            self.members.role = role
        elif text:
            return t("A role is one of: {names}.", names=", ".join(ROLES))
        return t("You are: {role}.", role=self.members.role.name.lower())

    def _go(self, text: str, t: Words) -> str:
        if text.lower() in PLACES:
            self.session.is_private = PLACES[text.lower()]
        elif text:
            return t("A place is one of: {names}.", names=", ".join(PLACES))
        if self.session.is_private:
            return t("You talk with the bot alone.")
        return t("You talk with the bot in a group.")

    def _speak(self, text: str, t: Words) -> str:
        if text and not _TAG.match(text):
            return t("A language is a tag such as en, de or pt-BR.")
        if text:
            self.session.locale = text.replace("_", "-")
            t = self.translator(self.session.locale)
        return t("Language: {tag}. What is not translated stays English.", tag=self.session.locale)

    def _reply(self, text: str, t: Words) -> str:
        self.session.about = text
        if text:
            return t("Your next question replies to that message.")
        return t("Your next question replies to no message.")


def nearest_meta(name: str) -> tuple[str, ...]:
    """Return the terminal's own commands that a name resembles."""
    return tuple(f":{found}" for found in nearest(name, NAMES))


def unknown(name: str, similar: tuple[str, ...], helper: str, t: Words) -> str:
    """Say that there is no such command, what was perhaps meant, and where they are listed."""
    if similar:
        names = ", ".join(similar)
        return t(
            "There is no {name}. Did you mean {names}? {helper} lists what there is.",
            name=name,
            names=names,
            helper=helper,
        )
    return t("There is no {name}. {helper} lists what there is.", name=name, helper=helper)
