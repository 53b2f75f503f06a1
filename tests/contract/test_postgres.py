"""What only the PostgreSQL driver promises: trying again, its schema, and what its errors say."""

import asyncio
import json
import logging
import socket
import traceback
from collections.abc import AsyncIterator, Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import asyncpg
import pytest

from bot.bootstrap import open_base
from bot.chat.finding import Level
from bot.errors import CommandError, SettingsError
from bot.ops import backups, doctor
from bot.settings import Settings, make
from knowledge.errors import SchemaNewer, SchemaOlder, StoreDamaged, StoreError, StoreReadOnly
from knowledge.store.port import Store, Transaction
from knowledge.store.postgres import PostgresStore, numbered
from knowledge.store.postgres_server import is_new
from knowledge.store.sqlite import SqliteStore
from tests.databases import Server, columns
from tests.factories import NOON

PUT = "INSERT INTO pack (community, id, title, version) VALUES (1, ?, ?, '1')"


@pytest.fixture
def url(postgres_server: Server) -> Iterator[str]:
    """Make an empty base on the server."""
    taken = postgres_server.take()
    yield taken
    postgres_server.put_back(taken)


@pytest.fixture
async def stores(url: str) -> AsyncIterator[tuple[PostgresStore, PostgresStore]]:
    """Open a base twice, as two processes do."""
    opened = (await PostgresStore.open(url), await PostgresStore.open(url))
    yield opened
    for each in opened:
        await each.close()


async def _put(tx: Transaction, name: str, title: str = "") -> None:
    await tx.run(PUT, name, title)


async def _names(tx: Transaction) -> list[str]:
    return [name for (name,) in await tx.all("SELECT id FROM pack ORDER BY id")]


async def _run(url: str, sql: str) -> None:
    raw = await asyncpg.connect(url)
    await raw.execute(sql)
    await raw.close()


def test_marks_are_numbered() -> None:
    """Marks become numbers in their order, but what stands in quotes stays as it is."""
    assert numbered("SELECT a FROM b WHERE c = ? AND d IN (?, ?)").endswith("$1 AND d IN ($2, $3)")
    assert (
        numbered("""SELECT 'why?', "?", ? || 'it''s ?'""")
        == """SELECT 'why?', "?", $1 || 'it''s ?'"""
    )


async def test_what_two_processes_do_at_once_is_as_if_one_came_after_the_other(
    stores: tuple[PostgresStore, PostgresStore],
) -> None:
    """Both read a number and write one more, a hundred times over; none of it is lost."""
    await stores[0].write(lambda tx: _put(tx, "counter", "0"))
    tries = 0

    async def up(tx: Transaction) -> None:
        nonlocal tries
        tries += 1
        ((now,),) = await tx.all("SELECT title FROM pack WHERE id = 'counter'")
        await tx.run("UPDATE pack SET title = ? WHERE id = 'counter'", str(int(now) + 1))

    async def fifty(store: Store) -> None:
        for _ in range(50):
            await store.write(up)

    await asyncio.gather(*map(fifty, stores))
    assert await stores[0].read(lambda tx: tx.all("SELECT title FROM pack")) == [("100",)]
    assert tries > 100  # or nothing was in anybody's way, and this showed nothing


async def test_what_each_read_before_the_other_wrote_is_tried_again(
    stores: tuple[PostgresStore, PostgresStore],
) -> None:
    """Two who each add a name when there is none leave one: the second sees the first's."""
    both = asyncio.Barrier(2)
    tries = 0

    async def add(tx: Transaction, name: str) -> None:
        nonlocal tries
        tries += 1
        found = await _names(tx)
        if tries <= 2:
            await both.wait()
        if not found:
            await _put(tx, name)

    await asyncio.gather(
        stores[0].write(lambda tx: add(tx, "a")), stores[1].write(lambda tx: add(tx, "b"))
    )
    assert tries == 3
    assert len(await stores[0].read(_names)) == 1


async def test_it_gives_up_with_a_sentence(url: str) -> None:
    """A unit that is always in somebody's way ends, waits between its tries, and leaves nothing."""
    waited: list[int] = []

    async def pause(tries: int) -> None:
        waited.append(tries)

    store = await PostgresStore.open(url, pause=pause)

    async def unlucky(tx: Transaction) -> None:
        await _put(tx, "a")
        raise asyncpg.SerializationError("could not serialize")

    with pytest.raises(StoreError, match=r"Nothing of this was saved. Try again"):
        await store.write(unlucky)
    assert waited == [1, 2, 3, 4, 5, 6, 7]  # and not after the last, for nothing
    assert await store.read(_names) == []
    await store.close()


async def test_a_lost_connection_is_opened_again(url: str) -> None:
    """After the server ended every connection, reading and writing go on by themselves."""
    store = await PostgresStore.open(url)
    await store.write(lambda tx: _put(tx, "a"))
    end = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    await _run(url, end)
    assert await store.read(_names) == ["a"]
    await _run(url, end)
    await store.write(lambda tx: _put(tx, "b"))
    assert await store.read(_names) == ["a", "b"]
    await store.close()


async def test_a_commit_that_nobody_heard_of_is_not_repeated(url: str) -> None:
    """When the connection ends during the commit, the caller is told that the end is not known."""
    store = await PostgresStore.open(url)
    tries = 0

    async def cut(tx: Transaction) -> None:
        nonlocal tries
        tries += 1
        await _put(tx, "a")
        (pid,) = (await tx.all("SELECT pg_backend_pid()"))[0]
        await _run(url, f"SELECT pg_terminate_backend({pid})")

    with pytest.raises(StoreError, match="not known"):
        await store.write(cut)
    assert tries == 1
    assert await store.read(_names) == []
    await store.close()


async def test_versions_tell_of_another_process(
    stores: tuple[PostgresStore, PostgresStore],
) -> None:
    """What one remembers holds while nobody writes, and no longer once the other wrote."""

    async def look() -> object:
        return await stores[0].read(lambda tx: tx.version())

    before = await look()
    assert await look() == before
    await stores[1].write(lambda tx: _put(tx, "a"))
    assert await look() != before


async def test_both_dialects_have_the_same_tables_and_columns(url: str, tmp_path: Path) -> None:
    """A schema step for one database and not for the other is seen here."""
    server, file = await PostgresStore.open(url), await SqliteStore.open(tmp_path / "base")
    assert await columns(server) == await columns(file)
    await server.close()
    await file.close()


async def test_text_is_ordered_and_compared_by_its_bytes(url: str) -> None:
    """Every column of text is, as in SQLite, whatever language the server speaks."""
    store = await PostgresStore.open(url)
    rows = await store.read(
        lambda tx: tx.all(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = current_schema() AND table_name <> 'schema_step'"
            " AND data_type = 'text' AND collation_name IS DISTINCT FROM 'C'"
        )
    )
    assert rows == []
    await store.close()


async def test_a_schema_is_made_once_by_whoever_comes_first(postgres_server: Server) -> None:
    """Several processes that open an empty database at once all find their schema in it."""
    url = postgres_server.make(empty=True)
    with pytest.raises(SchemaOlder, match="no base at"):
        await PostgresStore.open(url, read_only=True)
    stores = await asyncio.gather(*(PostgresStore.open(url) for _ in range(4)))
    for store in stores:
        assert await store.read(_names) == []
        await store.close()


async def test_a_schema_that_is_not_ours_is_refused(postgres_server: Server) -> None:
    """A newer version's base and another program's database are refused, each in words."""
    url = postgres_server.make()
    await _run(url, "INSERT INTO schema_step VALUES (9999, 'later', 'x', 'then')")
    with pytest.raises(SchemaNewer, match="newer version"):
        await PostgresStore.open(url)
    other = postgres_server.make(empty=True)
    await _run(other, "CREATE TABLE customer (id bigint)")
    with pytest.raises(StoreDamaged, match="some other program"):
        await PostgresStore.open(other)


async def test_reading_only_writes_nothing(url: str) -> None:
    """A base opened for reading refuses to write."""
    store = await PostgresStore.open(url, read_only=True)
    with pytest.raises(StoreReadOnly):
        await store.write(lambda tx: _put(tx, "a"))
    await store.close()


async def test_an_error_holds_nobodys_words(url: str) -> None:
    """What somebody wrote is not in the error of the database that refuses it."""
    store = await PostgresStore.open(url)
    await store.write(lambda tx: _put(tx, "sibylla"))
    for name, title in (("sibylla", ""), ("b", "secret \0 words")):
        with pytest.raises(StoreError) as raised:
            await store.write(partial(_put, name=name, title=title))
        assert "sibylla" not in str(raised.value)
        assert "secret" not in str(raised.value)
        assert raised.value.__cause__ is None
    await store.close()


async def test_a_server_that_is_not_there_is_said(
    caplog: pytest.LogCaptureFixture, unused_port: Callable[[], int]
) -> None:
    """The sentence names the server and what to look at, and never the password."""
    caplog.set_level(logging.DEBUG)
    url = f"postgresql://bot:hunter2@127.0.0.1:{unused_port()}/base?sslmode=disable"
    settings = Settings(database=url)
    with pytest.raises(StoreError, match=r"bot@127.0.0.1:\d+/base cannot be reached") as raised:
        await open_base(settings)
    found = await doctor.examine(settings, {}, NOON)
    said = [str(raised.value), caplog.text, repr(settings), settings.database_name, repr(found)]
    assert "hunter2" not in json.dumps(said)
    assert "cannot be reached" in next(each.what for each in found if each.check == "base")


async def test_a_database_that_is_not_there_is_said(postgres_server: Server) -> None:
    """Whoever misspelt its name is told how to make one."""
    url = urlsplit(postgres_server.take())._replace(path="/nothing_here").geturl()
    with pytest.raises(StoreError, match="createdb"):
        await PostgresStore.open(url)


@pytest.mark.parametrize(
    ("url", "name", "secret"),
    [
        ("postgresql://a:b%40c@h:5/d?x=y", "postgresql://a@h:5/d", ("b%40c", "b@c")),
        ("postgres:///d?host=/run&password=pw", "postgres:///d", ("pw",)),
        ("postgres:///d?x=y&password=s%2Bx", "postgres:///d", ("s%2Bx", "s+x")),
        ("postgresql://h/d?password=p@ss", "postgresql://h", ("p@ss",)),
        ("postgresql://a:b/c@h:5/d", "postgresql://a@h:5/d", ("b/c",)),
        ("postgresql://a:b#c@h:5/d", "postgresql://a@h:5/d", ("b#c",)),
        ("postgresql://a:b?c@h:5/d?x=y", "postgresql://a@h:5/d", ("b?c",)),
        ("postgresql://a:b?c=e@h:5/d", "postgresql://a", ("b?c=e",)),
        ("postgresql://a:b@c/e@h:5/d", "postgresql://a@h:5/d", ("b@c/e",)),
        (" POSTGRESQL://a:pw@[::1]:5/d", "postgresql://a@[::1]:5/d", ("pw",)),
        ("postgresql://h/d", "postgresql://h/d", ()),
    ],
)
def test_a_password_is_never_shown(url: str, name: str, secret: tuple[str, ...]) -> None:
    """A URL is shown without it, and logs leave it out in each way it may be written."""
    settings = Settings(database=url)
    assert settings.database_name == name
    assert settings.secrets() == secret
    assert not any(each in repr(settings) for each in secret)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://bot:hunter2[@h/d",
        "postgresql://bot:hunter2]@h/d",
        "mysql://bot:hunter2@h/d",
        "postgresql+asyncpg://bot:hunter2@h/d",
        '"postgresql://bot:hunter2@h/d"',
    ],
)
def test_a_url_that_cannot_be_read_is_refused_at_once(url: str) -> None:
    """It is no file's path, and the sentence says what is wrong but nothing of the URL."""
    with pytest.raises(SettingsError, match="setting database is wrong") as raised:
        make({"database": url})
    assert "hunter2" not in "".join(traceback.format_exception(raised.value))


async def test_a_password_that_is_not_encoded_is_said(
    caplog: pytest.LogCaptureFixture, unused_port: Callable[[], int]
) -> None:
    """Whoever put a slash into it is told how to write one, and the password is not shown."""
    caplog.set_level(logging.DEBUG)
    settings = Settings(database=f"postgresql://bot:hun/ter2@127.0.0.1:{unused_port()}/base")
    with pytest.raises(StoreError, match="write / as %2F") as raised:
        await open_base(settings)
    found = await doctor.examine(settings, {}, NOON)
    said = repr([str(raised.value), caplog.text, found])
    assert "hun/" not in said
    assert "ter2" not in said


async def test_what_fails_after_connecting_is_said(postgres_server: Server) -> None:
    """A database that fails while it is only looked at is answered in words as well."""
    url = postgres_server.make()
    await _run(url, "DROP TABLE journal CASCADE")
    with pytest.raises(StoreError, match="database failed"):
        await is_new(url)


async def test_the_doctor_examines_server_and_key(url: str, tmp_path: Path) -> None:
    """It names the version, says whether schema and key are as they should be, and of backups."""
    settings = Settings(database=url, key_file=str(tmp_path / "key"))
    found = {each.check: each for each in await doctor.examine(settings, {}, NOON)}
    assert found["postgresql"].what.startswith("PostgreSQL 1")
    assert found["schema"].what == "The schema is this version's."
    assert "no key" in found["key"].what
    assert "pg_dump" in found["backups"].todo
    assert {"sqlite", "disk", "lock"}.isdisjoint(found)


async def test_the_doctor_says_of_a_server_what_holds_there(
    postgres_server: Server, tmp_path: Path
) -> None:
    """A health port in use is found there as well, and no copy is promised."""
    url = postgres_server.make()
    await _run(url, "DELETE FROM schema_step WHERE number = (SELECT max(number) FROM schema_step)")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        settings = Settings(database=url, key_file=str(tmp_path / "key"), health_port=port)
        found = {each.check: each for each in await doctor.examine(settings, {}, NOON)}
    assert found["health port"].level is Level.WARNING
    assert "no copy" in found["schema"].why


async def test_the_key_lies_here_and_not_on_the_server(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is made in the data folder, which may be new, and readable by its owner only."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "new"))
    base = await open_base(Settings(database=url))
    base.pseudonyms()
    await base.close()
    assert base.key_file == tmp_path / "new" / "hypecheck" / "hypecheck.key"
    assert base.key_file.stat().st_mode & 0o077 == 0


async def test_backups_are_the_servers(url: str, tmp_path: Path) -> None:
    """Copying and restoring a file are refused with what to call instead."""
    settings = Settings(database=url)
    with pytest.raises(CommandError, match="pg_dump"):
        await backups.restore(settings, tmp_path / "copy", NOON, print)
    with pytest.raises(CommandError, match="pg_restore"):
        backups.refuse_server(settings)
    assert backups.listed(settings) == []
    with pytest.raises(SettingsError, match="no file"):
        _ = settings.database_path


async def test_what_is_not_installed_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the driver, a base on a server is answered with what to install."""
    import builtins

    real: Any = builtins.__import__

    def without(name: str, *rest: Any) -> Any:
        if name.startswith("knowledge.store.postgres"):
            raise ModuleNotFoundError("No module named 'asyncpg'", name="asyncpg")
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(SettingsError, match=r"install hypecheck\[postgres\]"):
        await open_base(Settings(database="postgresql://h/d"))
