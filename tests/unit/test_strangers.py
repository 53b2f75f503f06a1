"""One community's moderators can touch nothing of another's, with any command."""

from bot.bootstrap import Base, build
from bot.chat.command import CommandSpec, Role
from bot.chat.request import Author, Place, Request, Source
from bot.settings import Settings
from knowledge.community import HOME, Actor
from knowledge.editing.products import Editor
from knowledge.keys import short
from knowledge.store.port import Row, Transaction
from tests.databases import columns
from tests.factories import Everybody, product, put, verdict

ADA = Actor("ada", HOME)
STRANGER = Place("test", "strangers", "general")


async def _of_home(base: Base) -> dict[str, list[Row]]:
    """Read every row that belongs to home, of whatever table has communities."""
    tables = [name for name, held in (await columns(base.store)).items() if "community" in held]

    async def unit(tx: Transaction) -> dict[str, list[Row]]:
        sql = "SELECT * FROM {} WHERE community = ? ORDER BY 1, 2"
        return {name: list(await tx.all(sql.format(name), HOME)) for name in tables}

    return await base.store.read(unit)


async def test_no_command_of_a_stranger_changes_or_shows_anything_of_home(base: Base) -> None:
    """Their owner calls every command with home's own names, keys and codes."""
    journal, editor = base.journal, Editor(base.journal, base.clock)
    secret, other = product("Zyxglow 3000", aliases=("zyx",)), product("Zyxglow 4000")
    await put(journal, ADA, secret)
    await put(journal, ADA, other)
    said = verdict(secret, "p_" + "a" * 32, text="quibblefrotz")
    await put(journal, ADA, said)
    _, done = await editor.alias(ADA, secret.key, ["zyxi"], [])
    settings = Settings(home="test:home", person_per_minute=0, place_per_minute=0)
    dispatcher = build(settings, base, {"test": Everybody(Role.OWNER)})
    before = await _of_home(base)

    codes = {
        "key": [short(secret.key), short(said.key), short(done.key or 0)],
        "text": ["Zyxglow 3000", short(done.key or 0), "p_aaaa", "3"],
    }
    for spec in dispatcher.catalogue:
        for guess in (*codes["key"], *codes["text"]):
            for hidden in (True, False):
                request = _request(spec, guess, hidden=hidden)
                reply = await dispatcher.handle(request)
                assert "quibblefrotz" not in str(reply), spec.path
                assert "zyxi" not in str(reply), spec.path

    assert await _of_home(base) == before


def _request(spec: CommandSpec, guess: str, *, hidden: bool) -> Request:
    """Call a command with a guess in every argument that takes one."""
    arguments = {
        each.name: each.choices[0].value if each.choices else guess
        for each in spec.parameters
        if hidden or not each.hidden
    }
    return Request(spec.path, Author("test", "1", "Eve"), STRANGER, arguments, source=Source.BUTTON)
