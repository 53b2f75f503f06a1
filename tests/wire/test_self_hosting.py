"""A bot's whole life without a hand: from an empty folder and a wheel to an upgrade and back.

The wheels are built from this tree; the newer one has a higher version and one more schema step.
Third-party packages come from the environment of the tests.
"""

import asyncio
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import sysconfig
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from knowledge.store.migrate import migrations
from tests.wire.discord_model import DiscordModel
from tests.wire.discord_talk import SPEC
from tests.wire.program import ROOT, Done
from tests.wire.telegram_model import TelegramModel, find_spec

pytestmark = pytest.mark.long
PATIENCE = 60
NEWER = "99.0.0"
NEXT = f"{len(migrations('sqlite')) + 1:04d}"
QUESTION = "is the stanley cup worth it"


@dataclass(frozen=True, slots=True)
class _Host:
    """Be a small server: a folder, an environment with the bot in it, two platforms."""

    folder: Path
    discord: DiscordModel
    telegram: TelegramModel
    port: int

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def base(self) -> Path:
        return self.data / "hypecheck.sqlite3"

    def install(self, wheel: Path) -> None:
        """Install a wheel over what is there, as an upgrade does."""
        venv = self.folder / "venv"
        if not venv.exists():
            _finish([sys.executable, "-m", "venv", "--without-pip", str(venv)])
            own = next(venv.glob("lib/python*/site-packages"))
            (own / "others.pth").write_text(sysconfig.get_path("purelib") + "\n")
        pip = [sys.executable, "-m", "pip", "--python", str(venv / "bin" / "python")]
        _finish([*pip, "install", "-q", "--no-index", "--no-deps", "--force-reinstall", str(wheel)])

    def command(self, *arguments: str) -> list[str]:
        return [str(self.folder / "venv" / "bin" / "hypecheck"), *arguments]

    def environ(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "HYPECHECK_CONFIG": str(self.folder / "hypecheck.toml"),
            "HYPECHECK_DISCORD_API_BASE": self.discord.api_base,
            "HYPECHECK_DISCORD_GATEWAY_URL": self.discord.gateway_url,
            "HYPECHECK_SHARDS": "1",
            "HYPECHECK_TELEGRAM_API_BASE": self.telegram.api_base,
        }

    async def run(self, *arguments: str) -> Done:
        """Run a command to its end while the platforms go on."""
        process = await asyncio.create_subprocess_exec(
            *self.command(*arguments),
            cwd=self.folder,
            env=self.environ(),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(PATIENCE):
            out, err = await process.communicate()
        return Done(process.returncode or 0, out.decode(), err.decode())

    @asynccontextmanager
    async def running(self) -> AsyncIterator[asyncio.subprocess.Process]:
        """Run the bot, ready on every platform."""
        log = self.folder / "log"
        with log.open("ab") as out:
            process = await asyncio.create_subprocess_exec(
                *self.command("run"), cwd=self.folder, env=self.environ(), stderr=out, stdout=out
            )
        try:
            await self.ready("ready")
            yield process
        finally:
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def ready(self, wanted: str) -> dict[str, Any]:
        """Wait until /readyz says so; return all that it says."""
        said: dict[str, Any] = {}
        deadline = time.monotonic() + PATIENCE
        async with aiohttp.ClientSession() as session:
            while said.get("status") != wanted:
                assert time.monotonic() < deadline, said
                await asyncio.sleep(0.1)  # another process: it can only be asked again
                try:
                    async with session.get(f"http://127.0.0.1:{self.port}/readyz") as answer:
                        said = await answer.json()
                except aiohttp.ClientError:
                    continue
        return said

    async def ask_on_discord(self) -> str:
        guilds = self.discord.guilds.values()
        guild = next(iter(guilds), None) or self.discord.guild("Home")
        channel = guild.channel("shop")
        asker = self.discord.user("Maya")
        async with asyncio.timeout(PATIENCE):
            await self.discord.until(lambda: self.discord.commands)
            return str((await asker.slash(channel, "worth", question=QUESTION).reply()).text)

    async def ask_on_telegram(self) -> str:
        asker = self.telegram.user("Maya", started=True)
        async with asyncio.timeout(PATIENCE):
            return str((await asker.says(asker.private, f"{QUESTION}??").reply()).text)

    async def ask_everywhere(self) -> None:
        """Ask on both platforms and get the same verdict."""
        assert "EDITORIAL NOTE" in await self.ask_on_discord()
        assert "EDITORIAL NOTE" in await self.ask_on_telegram()


def _finish(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


@pytest.fixture(scope="module")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Build this version's wheel, and that of a version to come."""
    return (
        _built(tmp_path_factory.mktemp("now"), lambda _tree: None),
        _built(tmp_path_factory.mktemp("newer"), _make_newer),
    )


def _built(folder: Path, change: Callable[[Path], None]) -> Path:
    tree = folder / "tree"
    tree.mkdir()
    for name in ("bot", "adapters", "knowledge"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree)
    change(tree)
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(build, cwd=tree, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return next(folder.glob("*.whl"))


def _make_newer(tree: Path) -> None:
    project = tree / "pyproject.toml"
    text = project.read_text("utf-8")
    project.write_text(re.sub(r'(?m)^version = ".*"$', f'version = "{NEWER}"', text), "utf-8")
    step = tree / "knowledge" / "store" / "migrations" / "sqlite" / f"{NEXT}_colour.sql"
    step.write_text("CREATE TABLE colour (name TEXT NOT NULL);\n", "utf-8")


@pytest.fixture
async def host(tmp_path: Path, unused_port: Callable[[], int]) -> AsyncIterator[_Host]:
    """Begin in an empty folder beside two platforms."""
    async with DiscordModel(SPEC) as discord, TelegramModel(find_spec()) as telegram:
        yield _Host(tmp_path, discord, telegram, unused_port())


async def _set_up(host: _Host, wheel: Path) -> None:
    host.install(wheel)
    for name, token in (("discord", host.discord.token), ("telegram", host.telegram.token)):
        (host.folder / name).write_text(token)
    done = await host.run(
        *("init", "--yes", "--data", str(host.data), "--operator", "Ann"),
        *("--contact", "ann@example.org", "--earns-from-links", "no"),
        *("--discord-token-file", "discord", "--telegram-token-file", "telegram"),
        *("--health-port", str(host.port)),
    )
    assert done.code == 0, done.err


async def test_a_bots_life_without_a_hand(host: _Host, wheels: tuple[Path, Path]) -> None:
    """Set up, examined, asked, killed, upgraded, restored from a backup, and asked again."""
    now, newer = wheels
    await _set_up(host, now)
    doctor = await host.run("doctor", "--json")
    assert doctor.code == 0, doctor.out
    levels = {each["check"]: each["level"] for each in json.loads(doctor.out)}
    assert levels["discord token"] == levels["telegram token"] == levels["integrity"] == "ok"

    async with host.running() as bot:
        await host.ask_everywhere()
        assert (await host.run("backup", "kept.sqlite3")).code == 0
        bot.send_signal(signal.SIGKILL)
        await bot.wait()
    exported = (await host.run("export")).out

    host.install(newer)
    dry = await host.run("migrate", "--dry-run")
    assert dry.err == f"would apply {NEXT} colour\n"
    async with host.running():
        await host.ask_everywhere()
    assert (await host.run("--version")).out == f"hypecheck {NEWER}\n"
    assert host.base.with_name(f"{host.base.name}.before-{NEXT}").exists()

    with host.base.open("r+b") as file:
        file.truncate(50_000)  # a broken disk
    assert (await host.run("doctor", "--offline")).code == 1
    restored = await host.run("restore", "kept.sqlite3")
    assert restored.code == 0, restored.err
    assert not list(host.data.glob("*restoring*"))
    assert (await host.run("export")).out == exported
    async with host.running() as bot:
        await host.ask_everywhere()
        start = time.monotonic()
        bot.send_signal(signal.SIGTERM)
        assert await bot.wait() == 0
        assert time.monotonic() - start < 10

    host.install(now)
    (await host.run("ask", "--json", QUESTION)).failed_with("knows schema")
    _nobody_is_named(host)
    host.discord.violations.clear()  # a killed bot has no manners


def _nobody_is_named(host: _Host) -> None:
    """The log of it all holds no token, no question and no person, in lines of JSON."""
    lines = (host.folder / "log").read_text().splitlines()
    assert len(lines) >= 3
    assert all(json.loads(line)["level"] for line in lines)
    text = "\n".join(lines)
    for word in (host.discord.token, host.telegram.token, "stanley", "Maya"):
        assert word not in text


@pytest.mark.parametrize(("gone", "left"), [("telegram", "discord"), ("discord", "telegram")])
async def test_one_platforms_end_leaves_the_other(
    host: _Host, wheels: tuple[Path, Path], gone: str, left: str
) -> None:
    """With one platform's server gone the other answers, and it is called degraded."""
    await _set_up(host, wheels[0])
    async with host.running():
        await host.ask_everywhere()
        model = host.telegram if gone == "telegram" else host.discord
        await model.__aexit__(None, None, None)
        platforms = (await host.ready("degraded"))["platforms"]
        assert platforms[left]["state"] == "connected"
        assert platforms[gone]["state"] != "connected"
        answer = await (host.ask_on_discord() if left == "discord" else host.ask_on_telegram())
        assert "EDITORIAL NOTE" in answer
