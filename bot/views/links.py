"""No link by which somebody earns leaves the bot; who pastes one learns of it, privately."""

from dataclasses import replace
from functools import lru_cache
from typing import Any

from bot.chat.reply import Block, Note, Reply, Visibility
from bot.i18n.translator import Translator
from knowledge.errors import Wording
from knowledge.links import Earning, earning, masked

_PLAIN = (str, bytes, int, float, bool, type(None))


def without_paid(t: Translator, reply: Reply) -> Reply:
    """Clean every text of a reply, wherever it came from: a quote, a pack, the question itself."""
    if not any(map(_may_pay if reply.is_common else _has_link, reply.blocks)):
        return reply
    mask = t("(a link was left out: it may pay somebody)")
    return replace(reply, blocks=tuple(_clean(block, mask) for block in reply.blocks))


@lru_cache(maxsize=2000)
def _may_pay(block: Block) -> bool:
    """Say it of a block that everybody sees: a remembered answer has the same ones each time."""
    return _has_link(block)


def _has_link(value: Any) -> bool:
    """Say quickly whether any text in a block could hold a link; nearly none does."""
    if isinstance(value, str):
        return ("/" in value or "?" in value) and "." in value
    parts = value if isinstance(value, tuple) else _parts(value)
    return any(map(_has_link, parts))


def _parts(value: Any) -> list[Any]:
    return [getattr(value, name) for name in getattr(value, "__slots__", ())]


def _clean(value: Any, mask: str) -> Any:
    if isinstance(value, str):
        return masked(value, mask)
    if isinstance(value, tuple):
        return tuple(_clean(each, mask) for each in value)
    if isinstance(value, _PLAIN) or not _has_link(value):
        return value
    changed = {name: _clean(getattr(value, name), mask) for name in value.__slots__}
    return replace(value, **changed)


def told(t: Translator, text: str, reply: Reply) -> Reply:
    """Say before an answer, to the asker alone, who earns by the links of the question."""
    found = earning(text)
    if not found:
        return reply
    note = Note(_who_earns(t, found))
    return replace(reply, blocks=(note, *reply.blocks), visibility=Visibility.PRIVATE)


def _who_earns(t: Translator, found: list[Earning]) -> str:
    networks = dict.fromkeys(each.network for each in found if each.network)
    if not networks:
        return t("That short link hides where it leads; somebody may earn when people buy by it.")
    return t(
        "Somebody earns when people buy by that link (it carries a mark of {networks}). I leave"
        " the mark out; ask me as openly as you like.",
        networks=", ".join(t(each) if isinstance(each, Wording) else each for each in networks),
    )
