"""`hypecheck init` and `hypecheck doctor`: from nothing to a bot that is well."""

import json
import os
import pty
import socket
import stat
import subprocess
import sys
import tomllib
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from adapters.discord.setup import PERMISSIONS, application_of, examine, invite
from adapters.telegram import setup as telegram_setup
from bot.bootstrap import open_base
from bot.chat.finding import Level, told_time
from bot.ops import config, doctor
from bot.settings import Settings
from tests.factories import FakeClock
from tests.wire.conftest import Command
from tests.wire.discord_model import DiscordModel
from tests.wire.discord_talk import SPEC
from tests.wire.program import ROOT, Program
from tests.wire.telegram_model import TelegramModel, find_spec

TOKEN = "MTIzNDU2Nzg5MDEyMzQ1Njc4.Gabcde." + "x" * 38
NOW = 1_795_000_000.0


def _init(program: Program, tmp_path: Path, *more: str) -> Path:
    settings = tmp_path / "settings" / "bot.toml"
    token = tmp_path / "token"
    token.write_text(TOKEN + "\n")
    done = program.having(HYPECHECK_DATABASE="").run(
        *("init", "--config", str(settings), "--data", str(tmp_path / "data")),
        *("--discord-token-file", str(token), "--operator", "Ann", "--contact", "ann@example.org"),
        *("--earns-from-links", "no", *more),
    )
    assert done.code == 0, done.err
    assert TOKEN not in done.err + done.out
    return settings


def test_init_by_flags_leaves_a_bot_ready_to_run(program: Program, tmp_path: Path) -> None:
    """Settings and key are private, the base is made, and the starter pack answers."""
    settings = _init(program, tmp_path)
    data = tmp_path / "data"
    values = tomllib.loads(settings.read_text())

    assert values["discord_token"] == TOKEN
    assert values["earns_from_links"] is False
    assert values["database"] == str(data / "hypecheck.sqlite3")
    for path in (settings, data / "hypecheck.sqlite3", data / "hypecheck.sqlite3.key"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    asked = program.having(HYPECHECK_DATABASE="").run(
        "ask", "--config", str(settings), "is the airwrap worth it"
    )
    assert "EDITORIAL NOTE" in asked.out


def test_init_names_the_invite_link_and_botfathers_steps(program: Program, tmp_path: Path) -> None:
    """The link holds the application from the token and exactly the needed permissions."""
    token = tmp_path / "token"
    token.write_text(TOKEN)
    tokens = {"HYPECHECK_TELEGRAM_TOKEN": "1:t"}
    done = program.having(HYPECHECK_DATABASE="", **tokens).run(
        *("init", "--config", str(tmp_path / "bot.toml"), "--data", str(tmp_path / "data")),
        *("--discord-token-file", str(token), "--earns-from-links", "yes", "--no-starter"),
    )
    assert "client_id=123456789012345678&scope=bot+applications.commands" in done.err
    assert f"permissions={PERMISSIONS}" in done.err
    assert "/setinline to @BotFather" in done.err


def test_init_writes_nothing_over(program: Program, tmp_path: Path) -> None:
    """A second run is refused unless it is told to write anew, and keeps what was there then."""
    settings = _init(program, tmp_path)
    flags = ("--data", str(tmp_path / "data"), "--earns-from-links", "no")
    bare = program.having(HYPECHECK_DATABASE="")
    bare.run("init", "--config", str(settings), *flags).failed_with("there already", "--replace")
    first = settings.read_text()
    done = bare.run("init", "--config", str(settings), "--replace", *flags)
    before = settings.with_name(f"{settings.name}.before")
    assert (done.code, before.read_text(), before.stat().st_mode & 0o777) == (0, first, 0o600)
    assert str(before) in done.err
    assert "discord_token" not in tomllib.loads(settings.read_text())


def test_a_bot_without_the_starter_pack_stays_without_it(program: Program, tmp_path: Path) -> None:
    """What init was told holds for whatever opens the empty base later."""
    settings = _init(program, tmp_path, "--no-starter")
    assert tomllib.loads(settings.read_text())["starter"] is False
    question = ("ask", "--config", str(settings), "is the airwrap worth it")
    asked = program.having(HYPECHECK_DATABASE="").run(*question)
    assert "EDITORIAL NOTE" not in asked.out
    assert "Starter pack" not in asked.err


def test_init_wants_to_know_about_money(program: Program, tmp_path: Path) -> None:
    """Whether anybody earns must be answered; nothing is written before it is."""
    settings = tmp_path / "bot.toml"
    done = program.run("init", "--config", str(settings), "--data", str(tmp_path / "data"))
    done.failed_with("--earns-from-links")
    assert not settings.exists()


def test_init_asks_on_a_terminal_and_shows_no_token(program: Program, tmp_path: Path) -> None:
    """A person is asked; what is typed as a token does not appear on the screen."""
    settings = tmp_path / "bot.toml"
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "init", "--config", str(settings), "--no-starter"],
        cwd=ROOT,
        env=program.having(HYPECHECK_DATABASE="").environ(),
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    answers = [
        (b"Folder for the data", str(tmp_path / "data").encode()),
        (b"earn from links", b"perhaps"),
        (b"earn from links", b"no"),
        (b"Discord token", TOKEN.encode()),
        (b"Telegram token", b""),
        (b"Who runs this bot", b"Ann"),
        (b"How to reach them", b"ann@example.org"),
    ]
    screen = b""
    for question, answer in answers:
        screen += _until(ours, question)
        os.write(ours, answer + b"\n")
    screen += _until(ours, b"hypecheck run")
    assert process.wait(30) == 0
    os.close(ours)
    assert TOKEN.encode() not in screen
    values = tomllib.loads(settings.read_text())
    assert (values["discord_token"], values["operator"]) == (TOKEN, "Ann")


def _until(terminal: int, words: bytes) -> bytes:
    """Read the screen until the words were shown and the prompt after them."""
    seen = b""
    while words not in seen or not (b": " in seen.partition(words)[2] or b"." in seen):
        seen += os.read(terminal, 4096)
    return seen


def test_every_setting_is_explained_in_the_file_and_survives_it() -> None:
    """Each setting has its comment; what was set is read back as it was."""
    assert set(config._ABOUT) == {field.name for field in fields(Settings)}
    settings = Settings(operator='Ann "A" Ünal\\', health_port=8099, earns_from_links=True)
    values = tomllib.loads(config.text(settings))
    assert Settings(**values) == settings


def test_the_policy_is_filled_from_the_settings(command: Command, tmp_path: Path) -> None:
    """Operator, contact and money stand in it; without them it is not written."""
    command("privacy-policy").failed_with("operator, contact, earns_from_links")
    config.write(
        path := tmp_path / "bot.toml",
        Settings(operator="Ann", contact="ann@example.org", earns_from_links=False),
    )
    text = command("privacy-policy", "--config", str(path)).out

    assert "run by Ann; write to ann@example.org" in " ".join(text.split())
    assert "Nobody earns from links" in text
    assert "$" not in text


def _levels(text: str) -> dict[str, str]:
    found: list[dict[str, Any]] = json.loads(text)
    return {each["check"]: each["level"] for each in found}


def test_doctor_names_what_is_wrong(program: Program) -> None:
    """Each line says what, why and what to do; a failure is an exit code."""
    done = program.run("doctor", "--offline")
    assert done.code == 1
    assert "FAIL  tokens: No platform has a token." in done.out
    assert "      do:  Run `hypecheck init`" in done.out
    assert "WARN  backups: There is no backup" in done.out


def test_doctor_finds_damage_strangers_and_loose_files(program: Program) -> None:
    """A damaged page, a key that others may read and a running bot are all found."""
    key = program.database.with_name(program.database.name + ".key")
    key.chmod(0o644)
    with program.database.open("r+b") as file:
        file.seek(60_000)
        file.write(b"\xff" * 30_000)
    levels = _levels(program.run("doctor", "--offline", "--json").out)

    assert levels["integrity"] == "failure"
    assert levels["key"] == "warning"


def test_doctor_is_content_with_a_well_kept_bot(program: Program, tmp_path: Path) -> None:
    """After init and a backup nothing is left to do offline, and the exit code says so."""
    settings = _init(program, tmp_path)
    bare = program.having(HYPECHECK_DATABASE="", HYPECHECK_CONFIG=str(settings))
    assert bare.run("backup").code == 0
    done = bare.run("doctor", "--offline", "--json")

    assert done.code == 0, done.out
    assert set(_levels(done.out).values()) <= {"ok", "note"}


async def test_doctor_tries_the_port_of_health(tmp_path: Path) -> None:
    """A port that another program has is warned about before the bot runs without it."""
    settings = Settings(database=str(tmp_path / "base.sqlite3"))
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        taken = replace(settings, health_port=port)
        assert await _port_finding(settings) is None
        assert await _port_finding(taken) == (Level.WARNING, "Address already in use")
        base = await open_base(taken, clock=FakeClock())
        assert await _port_finding(taken) == (Level.OK, "while the bot runs")
    assert await _port_finding(taken) == (Level.WARNING, "nothing listens")
    await base.close()
    assert await _port_finding(taken) == (Level.OK, "is free")
    elsewhere = replace(taken, health_host="192.0.2.1")
    assert await _port_finding(elsewhere) == (Level.WARNING, "cannot be listened on")


async def _port_finding(settings: Settings) -> tuple[Level, str] | None:
    """Return what doctor says of the port: how bad it is, and which of the known words."""
    found = await doctor.examine(settings, {}, FakeClock()())
    said = [(each.level, each.what) for each in found if each.check == "health port"]
    words = ("Address already in use", "while the bot runs", "nothing listens", "is free",
             "cannot be listened on")  # fmt: skip
    return next(((level, word) for level, text in said for word in words if word in text), None)


async def test_doctor_asks_discord() -> None:
    """The token, intents, and the permissions in each server."""
    async with DiscordModel(SPEC) as model:
        found = await examine(model.token, model.api_base, NOW)
        assert [each.level for each in found[:3]] == [Level.OK, Level.OK, Level.NOTE]
        assert "Invite it" in found[2].todo
        model.guild("Home").channel("shop")
        servers = (await examine(model.token, model.api_base, NOW))[2]
        assert servers.check == "discord servers"
        wrong = await examine("no.such.token", model.api_base, NOW)
        assert [(each.check, each.level) for each in wrong] == [("discord token", Level.FAILURE)]
        model.violations.clear()
        api_base = model.api_base
    gone = await examine("no.such.token", api_base, NOW)
    assert [(each.check, each.level) for each in gone] == [("discord", Level.FAILURE)]


async def test_doctor_asks_telegram() -> None:
    """The token, privacy mode, inline questions and what waits."""
    async with TelegramModel(find_spec()) as model:
        found = await telegram_setup.examine(model.token, model.api_base, NOW)
        levels = {each.check: each.level for each in found}
        assert levels["telegram token"] is Level.OK
        assert levels["telegram privacy mode"] is Level.OK
        assert levels["telegram guests"] is Level.OK
        model.privacy_mode = model.guest_mode = False
        found = await telegram_setup.examine(model.token, model.api_base, NOW)
        levels = {each.check: each.level for each in found}
        assert levels["telegram privacy mode"] is Level.WARNING
        assert levels["telegram guests"] is Level.NOTE
        wrong = await telegram_setup.examine("1:wrong", model.api_base, NOW)
        assert [(each.check, each.level) for each in wrong] == [("telegram token", Level.FAILURE)]


def test_a_wrong_clock_is_found() -> None:
    """A minute is borne, more is told; a header that is no date says nothing."""
    date = "Sun, 22 Nov 2026 02:00:00 GMT"
    at = 1_795_312_800.0
    assert told_time("discord", date, at + 30)[0].level is Level.OK
    assert told_time("discord", date, at + 90)[0].level is Level.WARNING
    assert told_time("discord", "soon", at) == []


def test_an_application_is_read_from_its_token() -> None:
    """A token that is none gives no link."""
    assert application_of(TOKEN) == "123456789012345678"
    assert application_of("nonsense") == ""
    assert invite("5").startswith("https://discord.com/oauth2/authorize?client_id=5&")
