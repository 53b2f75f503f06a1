"""Schema steps: forward only, checked, all or nothing, with a copy before."""

import shutil
import sqlite3
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from bot.cli import main
from knowledge.errors import SchemaNewer, SchemaOlder, StoreDamaged, StoreError
from knowledge.store import sqlite, sqlite_file
from knowledge.store.migrate import Migration, migrations
from knowledge.store.sqlite import SqliteStore

NOW = len(migrations("sqlite"))  # the schema of this version
NEXT, AFTER = f"{NOW + 1:04d}", f"{NOW + 2:04d}"
_COLOUR = "CREATE TABLE colour (name TEXT NOT NULL);\nINSERT INTO colour VALUES ('red');\n"


@pytest.fixture
def steps(tmp_path: Path) -> Path:
    """Copy the real steps to a folder, for a test to add its own."""
    folder = tmp_path / "steps"
    with as_file(files("knowledge.store") / "migrations" / "sqlite") as real:
        shutil.copytree(real, folder)
    return folder


def _query(path: Path, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(path) as raw:
        rows = raw.execute(sql).fetchall()
    raw.close()
    return rows


async def _upgrade(path: Path, steps: Path) -> None:
    await (await SqliteStore.open(path, steps=steps)).close()


@pytest.mark.parametrize("read_only", [False, True])
async def test_a_newer_schema_is_refused(base_file: Path, *, read_only: bool) -> None:
    """A file of a newer version is not touched, and both versions are named."""
    _query(base_file, f"INSERT INTO schema_step VALUES ({NEXT}, 'future', 'sum', '2030-01-01')")
    with pytest.raises(SchemaNewer, match=rf"has schema {NOW + 1}, .* knows schema {NOW}"):
        await SqliteStore.open(base_file, read_only=read_only)
    assert len(_query(base_file, "SELECT id FROM product")) > 90


@pytest.mark.parametrize("read_only", [False, True])
async def test_a_changed_step_is_refused(base_file: Path, steps: Path, *, read_only: bool) -> None:
    """A step that was applied as something else than its file now says is not built upon."""
    with (steps / "0001_base.sql").open("a") as file:
        file.write("-- changed afterwards\n")
    with pytest.raises(StoreDamaged, match="step 1"):
        await SqliteStore.open(base_file, steps=steps, read_only=read_only)


async def test_a_new_step_is_applied_once_with_a_copy_before(base_file: Path, steps: Path) -> None:
    """An upgrade keeps every row, leaves a whole copy of the old file, and is done once."""
    products = _query(base_file, "SELECT * FROM product ORDER BY key")
    (steps / f"{NEXT}_colour.sql").write_text(_COLOUR)
    await _upgrade(base_file, steps)
    await _upgrade(base_file, steps)
    assert _query(base_file, "SELECT name FROM colour") == [("red",)]
    assert _query(base_file, "SELECT number, name FROM schema_step")[-1] == (NOW + 1, "colour")
    copy = base_file.with_name(base_file.name + f".before-{NEXT}")
    for path in (base_file, copy):
        assert _query(path, "PRAGMA integrity_check") == [("ok",)]
        assert _query(path, "SELECT * FROM product ORDER BY key") == products
    await (await SqliteStore.open(copy, read_only=True)).close()


async def test_a_failing_step_changes_nothing(base_file: Path, steps: Path) -> None:
    """When any statement of any new step fails, none is kept and the base opens as before."""
    (steps / f"{NEXT}_colour.sql").write_text(_COLOUR)
    (steps / f"{AFTER}_broken.sql").write_text(
        "CREATE TABLE shape (name TEXT);\nCREATE TABLE colour (x);\n"
    )
    with pytest.raises(StoreError, match="already exists"):
        await _upgrade(base_file, steps)
    tables = [name for (name,) in _query(base_file, "SELECT name FROM sqlite_schema")]
    assert not {"colour", "shape"} & set(tables)
    assert _query(base_file, "SELECT count(*) FROM schema_step") == [(NOW,)]
    await (await SqliteStore.open(base_file)).close()


async def test_reading_an_older_schema_says_what_to_run(base_file: Path, steps: Path) -> None:
    """Who only reads does not upgrade; they are told the command that does."""
    (steps / f"{NEXT}_colour.sql").write_text(_COLOUR)
    with pytest.raises(SchemaOlder, match="hypecheck migrate"):
        await SqliteStore.open(base_file, steps=steps, read_only=True)


def test_steps_are_numbered_without_a_gap(steps: Path) -> None:
    """A missing number is noticed before any database is touched."""
    (steps / f"{AFTER}_later.sql").write_text(_COLOUR)
    with pytest.raises(ValueError, match="not numbered"):
        migrations("sqlite", steps)


def test_migrate_tells_first_and_does_then(
    base_file: Path,
    steps: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """`migrate --dry-run` names the steps and changes no byte; `migrate` applies them."""
    (steps / f"{NEXT}_colour.sql").write_text(_COLOUR)

    def with_colour(dialect: str, _folder: object = None) -> tuple[Migration, ...]:
        return migrations(dialect, steps)

    for module in (sqlite, sqlite_file):
        monkeypatch.setattr(module, "migrations", with_colour)
    before = base_file.read_bytes()
    named = ["--database", str(base_file)]
    assert main(["migrate", "--dry-run", *named]) == 0
    assert capsys.readouterr().err == f"would apply {NEXT} colour\n"
    assert base_file.read_bytes() == before
    assert main(["ask", "is the airwrap worth it", *named]) == 1
    assert "Run `hypecheck migrate` first" in capsys.readouterr().err
    assert main(["migrate", *named]) == 0
    assert capsys.readouterr().err == f"applying {NEXT} colour\n{base_file} is up to date.\n"
    assert _query(base_file, "SELECT name FROM colour") == [("red",)]
    assert main(["migrate", "--dry-run", *named]) == 0
    assert capsys.readouterr().err == f"{base_file} is up to date.\n"


def test_migrate_dry_run_makes_no_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Where there is no base yet, a dry run says what it would do and leaves nothing behind."""
    assert main(["migrate", "--dry-run", "--database", str(tmp_path / "new.sqlite3")]) == 0
    assert capsys.readouterr().err.startswith("would apply 0001 base\n")
    assert list(tmp_path.iterdir()) == []
