"""What the bot says of itself: help, about."""

from bot.chat.action import Action
from bot.chat.command import CommandSpec
from bot.chat.reply import Block, Breakdown, Button, Heading, Note, Reply, Visibility
from bot.i18n.translator import Translator
from bot.settings import Settings


def usage(spec: CommandSpec) -> str:
    """Write a command with its parameters, optional ones in brackets."""
    shown = [parameter for parameter in spec.parameters if not parameter.hidden]
    parts = [p.name if p.required else f"[{p.name}]" for p in shown]
    return " ".join([f"/{spec.path}", *parts])


def help_(t: Translator, specs: list[CommandSpec]) -> Reply:
    """List the commands that the asker may call, and that plain questions do."""
    example = t(
        "Ask in plain words: is the airwrap worth it? · X or Y? · alternatives to X ·"
        " is X worth $400?"
    )
    # A platform may not show moderators' commands to all whom the community lets use them.
    doors = {"queue": t("Open the queue"), "log": t("Log")}
    buttons = tuple(Button(doors[s.path], Action(s.path)) for s in specs if s.path in doors)
    blocks = (Note(example), _listed(t, t("Commands"), specs))
    return Reply(blocks, buttons, Visibility.PRIVATE)


def group(t: Translator, name: str, specs: list[CommandSpec]) -> Reply:
    """List the commands of a group, whose name alone does nothing."""
    return Reply((_listed(t, f"/{name}", specs),), visibility=Visibility.PRIVATE)


def _listed(t: Translator, title: str, specs: list[CommandSpec]) -> Breakdown:
    return Breakdown(title, tuple((usage(spec), t(spec.help)) for spec in specs))


def about(t: Translator, settings: Settings, counts: dict[str, int], version: str) -> Reply:
    """Say what the bot is, who runs it, whether anybody earns, and what it knows."""
    earns = {
        None: t("not declared by whoever runs this bot"),
        False: t("nobody earns from links here"),
        True: t("whoever runs this bot earns from links; the bot itself shows none"),
    }[settings.earns_from_links]
    rows = (
        (t("run by"), who(t, settings)),
        (t("money"), earns),
        (t("knows"), _knows(t, counts)),
        (t("version"), version),
    )
    blocks: list[Block] = [
        Heading(t("Hypecheck"), t("is it worth it?")),
        Note(
            t(
                "Answers come from verdicts of people in this community who used the thing."
                " Nothing is invented, nobody is pushed, and money cannot move the answer."
            )
        ),
        Breakdown(t("About this bot"), rows),
        Note(
            t(
                "Where no member's report counts yet, an editorial note may stand in. It is"
                " labelled so and never counts."
            )
        ),
    ]
    return Reply(tuple(blocks))


def _knows(t: Translator, counts: dict[str, int]) -> str:
    parts = (
        t.plural("{count} product", "{count} products", counts["product"]),
        t.plural("{count} verdict", "{count} verdicts", counts["verdict"]),
        t.plural("{count} editorial note", "{count} editorial notes", counts["note"]),
    )
    return ", ".join(parts)


def who(t: Translator, settings: Settings) -> str:
    """Say who runs the bot and how to reach them."""
    parts = [part for part in (settings.operator, settings.contact) if part]
    return " · ".join(parts) or t("not stated by whoever runs this bot")
