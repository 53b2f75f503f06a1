"""Where everything is wired."""

from pathlib import Path

import pytest

from bot.bootstrap import Base, build, open_base
from bot.chat.command import Role
from bot.chat.reply import Heading
from bot.settings import Settings
from tests.factories import Everybody, ask


@pytest.mark.parametrize("locale", ["en", "de", "de-AT", "xx", "../.."])
async def test_a_bot_starts_in_any_language(locale: str, tmp_path: Path) -> None:
    """A language without words or frames falls back to English ones."""
    settings = Settings(database=str(tmp_path / "base.sqlite3"), locale=locale)
    base = await open_base(settings)
    try:
        reply = await ask(build(settings, base, {}), "about")
    finally:
        await base.close()

    assert isinstance(reply.blocks[0], Heading)
    assert reply.blocks[0].text == "Hypecheck"


async def test_people_stay_who_they_are_when_the_key_file_goes(base: Base) -> None:
    """A running bot keeps its key: a new one would make strangers of all, who vote once more."""
    dispatcher = build(Settings(), base, {"test": Everybody(Role.MEMBER)})
    await ask(dispatcher, "wanted", product="glowpop")
    base.key_file.unlink()
    await ask(dispatcher, "wanted", product="glowpop")
    rows = await base.store.read(lambda tx: tx.all("SELECT DISTINCT person FROM wish"))
    assert len(rows) == 1
    assert not base.key_file.exists()


async def test_a_comparison_with_one_product_asks_for_the_other(tmp_path: Path) -> None:
    """A command called without what it needs asks for just that."""
    settings = Settings(database=str(tmp_path / "base.sqlite3"))
    base = await open_base(settings)
    try:
        reply = await ask(build(settings, base, {}), "compare", first="airwrap")
    finally:
        await base.close()

    assert reply.form is not None
    assert [field.name for field in reply.form.fields] == ["second"]
    assert reply.form.known == {"first": "airwrap"}
