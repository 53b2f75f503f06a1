"""`hypecheck privacy-policy`: the text that both platforms ask for, from the settings."""

from importlib.resources import files
from string import Template

from bot.clock import system
from bot.errors import CommandError
from bot.ops.invocation import Invocation
from bot.ops.opening import write
from bot.settings import Settings

_EARNS = {
    True: "Whoever runs this bot earns from links elsewhere. The bot itself shows none, and no"
    " answer can be bought.",
    False: "Nobody earns from links in connection with this bot.",
}


def run(call: Invocation) -> int:
    """Write the policy as Markdown."""
    write(policy(call.settings, f"{system():%Y-%m-%d}"))
    return 0


def policy(settings: Settings, day: str) -> str:
    """Fill the template; raise CommandError when a setting that it needs is not made."""
    missing = [name for name in ("operator", "contact") if not getattr(settings, name)]
    if settings.earns_from_links is None:
        missing.append("earns_from_links")
    if missing:
        raise CommandError(
            f"The policy needs {', '.join(missing)}: set them, in the settings file or as"
            " HYPECHECK_ variables."
        )
    hours, keep = settings.backup_hours, settings.backup_keep
    kept = f"{hours * keep / 24:.0f} days" if hours else "as long as the admin keeps them"
    template = (files("bot.ops") / "privacy-policy.md").read_text("utf-8")
    return Template(template).substitute(
        day=day,
        operator=settings.operator,
        contact=settings.contact,
        money=_EARNS[bool(settings.earns_from_links)],
        platforms=" and ".join(map(str.title, settings.platforms())) or "chat platforms",
        backups=kept,
    )
