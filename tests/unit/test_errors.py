"""What knowledge refuses, in the person's language."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.bootstrap import Base, build
from bot.chat.command import Role
from bot.chat.reply import Breakdown, Note, Reply
from bot.chat.request import Request
from bot.i18n.extract import collect
from bot.i18n.translator import translator
from bot.settings import Settings
from bot.views.errors import worded
from knowledge import errors
from knowledge.errors import BadInput, Missing, StoreFull, Wording
from tests.factories import GROUP, MAYA, Everybody

_ROOT = Path(errors.__file__).parent
_RAISED = {"BadInput": 0, "Missing": 0, "Conflict": 0, "Wording": 0, "BadLine": 1}


def _templates() -> Iterator[tuple[str, ast.Call, ast.expr]]:
    """Find every place in knowledge that makes an error, with its template."""
    for file in sorted(_ROOT.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                place = _RAISED.get(node.func.id)
                if place is not None:
                    yield f"{file.name}:{node.lineno}", node, node.args[place]


def test_every_error_of_knowledge_is_a_template_with_german_words() -> None:
    """Written out where it is made, so that the catalogue has it, with all that it names."""
    texts, german = collect(), translator("de")
    found = list(_templates())
    assert len(found) > 80
    for where, call, template in found:
        if isinstance(template, ast.Attribute):  # an error passed on as a bad line
            assert template.attr == "message", where
            continue
        assert isinstance(template, ast.Constant), f"{where} is not written out"
        text = str(template.value)
        assert text in texts, where
        assert german(text) != text, where
        if call.func.id == "BadLine":  # type: ignore[attr-defined]  # a name, as found
            continue
        named = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        assert named == {each.arg for each in call.keywords}, where


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Missing("There is nothing to share."), "Es gibt nichts zu teilen."),
        (BadInput("Months of use go from 0 to {most}.", most=1200), "von 0 bis 1.200."),
        (
            BadInput("{what}: more than {most} characters.", what=Wording("your words"), most=9),
            "deine Worte: mehr als 9 Zeichen.",
        ),
        (StoreFull("The disk is full."), "später noch einmal"),
    ],
)
def test_an_error_is_worded_in_german(error: errors.KnowledgeError, said: str) -> None:
    """Its numbers and its own words, too; what a disk did is the admin's to read."""
    assert said in worded(translator("de"), error)


def test_fields_may_hold_anything() -> None:
    """What a person typed is never read as a template."""
    error = BadInput("{product} is not called {names}.", product="{names}", names="{0!r} %s")
    assert str(error) == "{names} is not called {0!r} %s."
    assert worded(translator("de"), error) == "{names} heißt nicht {0!r} %s."


def _texts(reply: Reply) -> list[str]:
    notes = [block.text for block in reply.blocks if isinstance(block, Note)]
    rows = [row for block in reply.blocks if isinstance(block, Breakdown) for row in block.rows]
    return [*notes, *(" ".join(row) for row in rows)]


async def test_a_german_moderator_reads_german(base: Base) -> None:
    """Of a refused file, of its bad lines, and of an undo that something stands in the way of."""
    settings = Settings(person_per_minute=0, place_per_minute=0)
    dispatcher = build(settings, base, {"test": Everybody(Role.ADMIN)})

    async def ask(command: str, **arguments: str) -> Reply:
        return await dispatcher.handle(Request(command, MAYA, GROUP, arguments, "de"))

    refused = await ask("subscribe", file="name\nCup", mode="import")
    assert "kein Paket einer anderen Community" in _texts(refused)[0]
    bad = await ask("import", file='{"name":"Cup","price":"cheap"}', mode="import")
    assert any("ist keine Zahl" in text for text in _texts(bad))
    done = await ask("import", file='{"id":"cup","name":"Cup"}', mode="import")
    line = '{"kind":"note","product":"cup","lean":"skip"}'
    await ask("import", file=line, mode="import")
    (undo,) = done.actions
    stopped = await ask("undo", **undo.action.arguments)
    assert "Zu Cup kamen inzwischen dazu: Notizen" in _texts(stopped)[0]
