"""Lists by chat: brought as a file, tried, imported, and taken back."""

import pytest

from bot.bootstrap import Base, build
from bot.chat.command import Role
from bot.chat.reply import Breakdown, Note, Reply
from bot.dispatcher import Dispatcher
from bot.settings import Settings
from tests.factories import Everybody, ask, pack

SHEET = "name,aliases,what\nAirwrap,wrap,hair styler\nQuencher,,tumbler\n"
VERDICT = {"kind": "verdict", "product": "a", "member": "m", "stance": "skip", "tie": "none"}
PRODUCT = {"kind": "product", "id": "a", "name": "Airwrap"}


def _dispatcher(base: Base, role: Role = Role.MODERATOR) -> Dispatcher:
    settings = Settings(person_per_minute=0, place_per_minute=0)
    return build(settings, base, {"test": Everybody(role)})


async def _count(base: Base, table: str) -> int:
    rows = await base.store.read(lambda tx: tx.all(f"SELECT count(*) FROM {table}"))
    return int(rows[0][0])


def _rows(reply: Reply) -> list[tuple[str, str]]:
    return [row for block in reply.blocks if isinstance(block, Breakdown) for row in block.rows]


async def test_a_sheet_is_tried_then_imported_then_taken_back(base: Base) -> None:
    """Trying changes nothing; the undo is one press."""
    dispatcher = _dispatcher(base)
    tried = await ask(dispatcher, "import", file=SHEET, mode="try")
    assert _rows(tried) == [("added", "products 2")]
    assert await _count(base, "product") == 0

    done = await ask(dispatcher, "import", file=SHEET, mode="import")
    assert await _count(base, "product") == 2
    (undo,) = done.actions
    await ask(dispatcher, undo.action.command, **undo.action.arguments)
    assert await _count(base, "product") == 0


async def test_without_a_file_it_is_asked_for(base: Base) -> None:
    """In one form, with whether to try it or to do it."""
    form = (await ask(_dispatcher(base), "import")).form
    assert form is not None
    assert [field.name for field in form.fields] == ["file", "mode"]


@pytest.mark.parametrize("mode", ["try", "import"])
async def test_bad_lines_are_named_and_nothing_is_imported(base: Base, mode: str) -> None:
    """Each with its number."""
    text = "name,status\nAirwrap,active\nQuencher,exploded\n"
    reply = await ask(_dispatcher(base), "import", file=text, mode=mode)

    assert [label for label, _ in _rows(reply)] == ["line 3"]
    assert await _count(base, "product") == 0


@pytest.mark.parametrize("by_code", [True, False])
async def test_what_lies_beneath_all_is_undone_by_the_owner_alone(
    base: Base, *, by_code: bool
) -> None:
    """Not by a community's admin, neither by its code nor among the last ones."""
    text = pack({"kind": "product", "name": "Shared", "shared": True}).decode()
    owner = _dispatcher(base, Role.OWNER)
    done = await ask(owner, "import", file=text, mode="import")
    code = done.actions[0].action.arguments["o"]
    chosen = {"operation": code} if by_code else {"last": "1"}
    await ask(_dispatcher(base, Role.ADMIN), "undo", **chosen)
    assert await _count(base, "product") == 1

    await ask(owner, "undo", **chosen)
    assert await _count(base, "product") == 0


@pytest.mark.parametrize("by_code", [True, False])
async def test_imported_verdicts_are_undone_by_admins(base: Base, *, by_code: bool) -> None:
    """As only they may import them; a list of products any moderator takes back."""
    admin, moderator = _dispatcher(base, Role.ADMIN), _dispatcher(base)
    done = await ask(admin, "import", file=pack(PRODUCT, VERDICT).decode(), mode="import")
    code = done.actions[0].action.arguments["o"]
    chosen = {"operation": code} if by_code else {"last": "1"}
    await ask(moderator, "undo", **chosen)
    assert await _count(base, "verdict") == 1

    await ask(admin, "undo", **chosen)
    assert await _count(base, "verdict") == 0


@pytest.mark.parametrize(
    ("role", "line", "allowed"),
    [
        (Role.MODERATOR, VERDICT, False),
        (Role.ADMIN, VERDICT, True),
        (Role.ADMIN, {"kind": "product", "name": "B", "shared": True}, False),
        (Role.OWNER, {"kind": "product", "name": "B", "shared": True}, True),
    ],
)
async def test_verdicts_take_an_admin_and_shared_lines_the_owner(
    base: Base, role: Role, line: dict[str, object], *, allowed: bool
) -> None:
    """Nobody stuffs a ballot or touches other communities by a list."""
    text = pack(PRODUCT, line).decode()
    reply = await ask(_dispatcher(base, role), "import", file=text, mode="import")

    refused = any(
        isinstance(block, Note) and "did not work" in block.text for block in reply.blocks
    )
    assert refused is not allowed
    assert bool(await _count(base, "product")) is allowed
