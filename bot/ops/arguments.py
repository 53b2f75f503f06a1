"""What `hypecheck` takes on its command line; every subcommand stands here once."""

import argparse
from collections.abc import Callable

from bot.commands.house import release

Add = Callable[[str, str], argparse.ArgumentParser]


def parser() -> argparse.ArgumentParser:
    """Make the parser; it sets `command` to the subcommand's name."""
    top = argparse.ArgumentParser(prog="hypecheck", description="Is it worth it?")
    top.add_argument("--version", action="version", version=f"hypecheck {release()}")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--database",
        metavar="FILE or URL",
        help="the base, a URL without password; else HYPECHECK_DATABASE, else your data folder",
    )
    common.add_argument(
        "--config",
        metavar="FILE",
        help="the settings; else HYPECHECK_CONFIG, else hypecheck.toml in your settings folder",
    )
    common.add_argument("--debug", action="store_true", help="show where an error comes from")
    commands = top.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, help_: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=help_, description=help_, parents=[common])
        command.set_defaults(command=name)
        return command

    _talking(add)
    _knowledge(add)
    _setup(add)
    _upkeep(add)
    return top


def _talking(add: Add) -> None:
    chat = add("chat", "Talk with the bot in this terminal.")
    chat.add_argument("--plain", action="store_true", help="no colours, no bars, words only")
    add("run", "Answer on every platform that has a token.")
    ask = add("ask", "Ask one question, or a file of them.")
    ask.add_argument("text", nargs="*", help="the question")
    ask.add_argument("--json", action="store_true", help="answer with one line of JSON")
    ask.add_argument(
        "--explain", action="store_true", help="say how the words were read and linked"
    )
    ask.add_argument(
        "--batch", metavar="FILE", help='lines of {"id", "text"} in, lines of JSON out; - is stdin'
    )


def _knowledge(add: Add) -> None:
    import_ = add("import", "Import a pack: JSON lines or CSV (docs/packs.md).")
    import_.add_argument("file", help="the pack; - is standard input, JSON lines")
    import_.add_argument("--dry-run", action="store_true", help="try everything, change nothing")
    strictness = import_.add_mutually_exclusive_group()
    strictness.add_argument(
        "--strict", action="store_true", help="one bad line and nothing is imported (the default)"
    )
    strictness.add_argument(
        "--skip-bad", action="store_true", help="leave bad lines out and import the others"
    )
    export = add("export", "Write the base as a pack.")
    export.add_argument("--format", choices=("jsonl", "csv"), help="else by FILE's ending")
    export.add_argument(
        "--share",
        action="store_true",
        help="for other communities: products and how many found them what, of people nothing",
    )
    export.add_argument("--category", default="", help="only this one, with --share")
    export.add_argument("--title", help="whose pack it is, with --share; else the community's name")
    export.add_argument(
        "--dry-run", action="store_true", help="with --share: only say what the pack would hold"
    )
    export.add_argument("file", nargs="?", help="where to; else standard output")
    subscribe = add("subscribe", "Show another community's counts beside ours, from its pack.")
    subscribe.add_argument("file", nargs="?", help="the pack; without one, list the subscriptions")
    subscribe.add_argument("--dry-run", action="store_true", help="try it, change nothing")
    unsubscribe = add("unsubscribe", "Take another community's pack away whole.")
    unsubscribe.add_argument("pack", help="the community's name or the pack's id")
    starter = add("starter", "Load, update or remove the editorial starter pack.")
    starter.add_argument("action", choices=("load", "update", "remove"))
    log = add("log", "List what was changed, by whom, the newest first.")
    log.add_argument("--limit", type=int, default=20, metavar="N", help="how many (20)")
    undo = add("undo", "Undo one operation of the log, the last ones, or all of somebody.")
    undo.add_argument("operation", nargs="?", help="its code in the log")
    undo.add_argument("--last", type=int, metavar="N", help="the last N that still stand")
    undo.add_argument("--by", metavar="ACTOR", help="only this actor's, as the log writes it")
    undo.add_argument("--since", metavar="WHEN", help="since 30m, 2h, 3d ago, or a date")


def _setup(add: Add) -> None:
    init = add("init", "Set a bot up: settings, key, base. Asks, or takes flags.")
    init.add_argument("--data", metavar="FOLDER or URL", help="where the base lies")
    init.add_argument(
        "--discord-token-file", metavar="FILE", help="else HYPECHECK_DISCORD_TOKEN; - is stdin"
    )
    init.add_argument(
        "--telegram-token-file", metavar="FILE", help="else HYPECHECK_TELEGRAM_TOKEN; - is stdin"
    )
    init.add_argument("--operator", help="who runs this bot, shown to members")
    init.add_argument("--contact", help="how to reach them, shown to members")
    init.add_argument(
        "--earns-from-links", choices=("yes", "no"), help="whether anybody does; must be said"
    )
    init.add_argument("--locale", default="en", help="language of the replies (en)")
    init.add_argument("--health-port", type=int, default=0, metavar="N", help="0: none (0)")
    init.add_argument("--no-starter", action="store_true", help="begin with an empty base")
    init.add_argument("--yes", action="store_true", help="ask nothing")
    init.add_argument("--replace", action="store_true", help="write the settings anew")
    doctor = add("doctor", "Say what is wrong, why it matters and what to do.")
    doctor.add_argument("--json", action="store_true", help="one line of JSON")
    doctor.add_argument("--offline", action="store_true", help="leave the platforms out")
    add("privacy-policy", "Write the privacy policy that both platforms ask for.")


def _upkeep(add: Add) -> None:
    backup = add("backup", "Copy the base into one checked file, also while the bot runs.")
    backup.add_argument("file", nargs="?", help="where to; else the folder of backups")
    restore = add("restore", "Put a backup in the place of the base, after proving it.")
    restore.add_argument("backup", help="the file that `hypecheck backup` made")
    consensus = add("consensus", "Read a community's events, write each product's answer.")
    consensus.add_argument(
        "--jsonl",
        action="store_true",
        required=True,
        help="events on standard input and answers on standard output are lines of JSON",
    )
    migrate = add("migrate", "Bring the base's schema to this version.")
    migrate.add_argument("--dry-run", action="store_true", help="only say what would be done")
