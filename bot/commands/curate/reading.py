"""Reading what a moderator typed: names, reasons, addresses, the fields of a product."""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.chat.command import Call
from bot.errors import CommandError
from knowledge.note import Basis, Counterpoint, Ground, Reference
from knowledge.packs.lines import clean
from knowledge.product import Product
from knowledge.verdict import Reason

EMPTIES = "-"
_AGO = re.compile(r"(\d{1,4}) ?(m|h|d)[a-z]*\Z")
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
_ADDRESS = re.compile(r"https?://[^\s]{3,2000}\Z")
_FIELDS = ("brand", "what", "category", "worth_if", "skip_if")


def listed(text: str) -> list[str]:
    """Read names with commas, semicolons or line breaks between them."""
    return [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]


def product(call: Call, before: Product) -> Product:
    """Return a product with the fields that were given; `-` empties one."""
    after = before
    if call.get("name"):
        after = replace(after, name=call.get("name"))
    for name in _FIELDS:
        given = call.get(name).strip()
        if given:
            after = replace(after, **{name: None if given == EMPTIES else given})  # type: ignore[arg-type]  # texts all
    if call.get("aliases"):
        names = () if call.get("aliases").strip() == EMPTIES else listed(call.get("aliases"))
        after = replace(after, aliases=tuple(names))
    return after


def grounds(call: Call) -> tuple[Ground, ...]:
    """Read reasons such as `overpriced: costs twice as much`."""
    return tuple(_ground(call, each) for each in _parts(call.get("why")))


def _parts(text: str) -> Iterable[str]:
    return filter(None, (part.strip() for part in re.split(r"[;\n]", text)))


def _ground(call: Call, text: str) -> Ground:
    code, _, said = text.partition(":")
    wanted = "-".join(code.lower().split())
    try:
        reason = Reason(wanted)
    except ValueError:
        known = ", ".join(each.value for each in Reason)
        raise CommandError(
            call.t("{value} is none of {known}.", value=code[:40], known=known)
        ) from None
    return Ground(reason, clean(said) or reason.value.replace("-", " "))


def note(call: Call) -> Counterpoint | None:
    """Read what speaks against a note's lean."""
    text = clean(call.get("counterpoint"))
    return Counterpoint(text, Basis.EDITOR) if text else None


def references(call: Call) -> tuple[Reference, ...]:
    """Read the addresses that a note rests on."""
    addresses = call.get("sources").split()
    for each in addresses:
        if not _ADDRESS.match(each):
            raise CommandError(
                call.t("{value} is no address; one begins with https://.", value=each[:40])
            )
    return tuple(Reference(each) for each in addresses)


def since(text: str, now: datetime) -> datetime | None:
    """Read a time: so long ago (30m, 2h, 3d), or a date; None when it is neither."""
    typed = text.strip().lower()
    ago = _AGO.match(typed)
    if ago:
        return now - int(ago[1]) * _UNITS[ago[2]]
    try:
        moment = datetime.fromisoformat(typed)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
