"""`hypecheck run`: the whole program against the model of Discord, started and stopped."""

import asyncio
import signal
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from tests.wire.discord_model import DiscordModel
from tests.wire.discord_talk import SPEC
from tests.wire.program import ROOT, Done, Program
from tests.wire.telegram_model import TelegramModel, find_spec

PATIENCE = 30


@pytest.fixture
async def model() -> AsyncIterator[DiscordModel]:
    """Open a Discord in which, at the end, nothing forbidden was done."""
    async with DiscordModel(SPEC) as opened:
        yield opened
        assert not opened.violations


@asynccontextmanager
async def _started(
    program: Program, model: DiscordModel, token: str
) -> AsyncIterator[asyncio.subprocess.Process]:
    environ = program.environ() | {
        "HYPECHECK_DISCORD_TOKEN": token,
        "HYPECHECK_DISCORD_API_BASE": model.api_base,
        "HYPECHECK_DISCORD_GATEWAY_URL": model.gateway_url,
        "HYPECHECK_SHARDS": "1",
    }
    async with _running(environ) as process:
        yield process


@asynccontextmanager
async def _running(environ: dict[str, str]) -> AsyncIterator[asyncio.subprocess.Process]:
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "run"),
        cwd=ROOT,
        env=environ,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def _end(process: asyncio.subprocess.Process) -> Done:
    async with asyncio.timeout(PATIENCE):
        out, err = await process.communicate()
    return Done(process.returncode or 0, out.decode(), err.decode())


async def test_it_answers_and_stops_on_sigterm(program: Program, model: DiscordModel) -> None:
    """From nothing but a token it answers; SIGTERM ends it calmly, and the log holds no secrets."""
    channel, maya = model.guild("Home").channel("shop"), model.user("Maya")
    async with _started(program, model, model.token) as process:
        async with asyncio.timeout(PATIENCE):
            await model.connected()
            await model.until(lambda: model.commands)
        answer = await maya.slash(channel, "worth", question="is the stanley cup worth it").reply()
        assert "EDITORIAL NOTE" in answer.text
        process.send_signal(signal.SIGTERM)
        done = await _end(process)

    assert done.code == 0
    assert "Traceback" not in done.err
    for secret in (model.token, "stanley", maya.id, "Maya"):
        assert str(secret) not in done.err


# Three seconds are Discord's clock, not ours: the many want a machine that does nothing else.
@pytest.mark.parametrize("count", [30, pytest.param(300, marks=pytest.mark.long)])
async def test_many_at_once_are_all_acknowledged(
    program: Program, model: DiscordModel, count: int
) -> None:
    """300 questions at once are acknowledged within three seconds, and answered."""
    channel, maya = model.guild("Home").channel("shop"), model.user("Maya")
    limits = {"HYPECHECK_PERSON_PER_MINUTE": "0", "HYPECHECK_PLACE_PER_MINUTE": "0"}
    async with _started(program.having(**limits), model, model.token):
        async with asyncio.timeout(PATIENCE):
            await model.connected()
            await model.until(lambda: model.commands)
        asked = [maya.slash(channel, "worth", question="stanley cup") for _ in range(count)]
        for each in asked:
            await each.acknowledged()
        assert max(each.acked_after or 0.0 for each in asked) < 3
        for each in asked:
            assert "Stanley" in (await each.reply()).text


async def test_one_process_answers_on_telegram(program: Program) -> None:
    """With a Telegram token alone it answers there, and ends as calmly."""
    async with TelegramModel(find_spec()) as telegram:
        maya = telegram.user("Maya", started=True)
        variables = {
            "HYPECHECK_TELEGRAM_TOKEN": telegram.token,
            "HYPECHECK_TELEGRAM_API_BASE": telegram.api_base,
        }
        async with _running(program.environ() | variables) as process:
            question = maya.says(maya.private, "is the stanley cup worth it??")
            async with asyncio.timeout(PATIENCE):
                await telegram.connected(PATIENCE)
                answer = await question.reply()
            assert "EDITORIAL NOTE" in answer.text
            process.send_signal(signal.SIGTERM)
            done = await _end(process)

    assert done.code == 0
    for secret in (telegram.token, "stanley", "Maya"):
        assert secret not in done.err


async def test_telegram_may_bring_the_updates(program: Program) -> None:
    """With a webhook's address the whole program listens for them; wrong settings end it."""
    async with TelegramModel(find_spec()) as telegram:
        maya = telegram.user("Maya", started=True)
        listen = f"127.0.0.1:{_free_port()}"
        variables = {
            "HYPECHECK_TELEGRAM_TOKEN": telegram.token,
            "HYPECHECK_TELEGRAM_API_BASE": telegram.api_base,
            "HYPECHECK_TELEGRAM_WEBHOOK_URL": f"http://{listen}/telegram",
            "HYPECHECK_TELEGRAM_WEBHOOK_LISTEN": listen,
        }
        async with _running(program.environ() | variables) as process:
            async with asyncio.timeout(PATIENCE):
                await telegram.connected(PATIENCE)
                answer = await maya.says(maya.private, "is the stanley cup worth it??").reply()
            assert "EDITORIAL NOTE" in answer.text
            process.send_signal(signal.SIGTERM)
            done = await _end(process)
        assert not telegram.called("getUpdates")
        secret = telegram.called("setWebhook")[0].text("secret_token")

    assert done.code == 0
    for hidden in (telegram.token, secret, "stanley", "Maya"):
        assert hidden not in done.err
    wrong = program.having(**variables | {"HYPECHECK_TELEGRAM_WEBHOOK_LISTEN": "8081"})
    wrong.run("run").failed_with("HYPECHECK_TELEGRAM_WEBHOOK", "127.0.0.1:")


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


async def test_a_wrong_token_ends_it_with_a_sentence(program: Program, model: DiscordModel) -> None:
    """The admin is told what to do, and Discord is not asked again."""
    async with _started(program, model, "not-the-token") as process:
        done = await _end(process)

    assert done.code == 1
    assert "Set HYPECHECK_DISCORD_TOKEN anew" in done.err
    assert "not-the-token" not in done.err
    model.violations.clear()


def test_without_a_token_it_says_what_to_set(program: Program) -> None:
    """Nothing is started and nothing is made."""
    program.run("run").failed_with("HYPECHECK_DISCORD_TOKEN")


def test_a_missing_key_is_not_replaced_without_a_word(program: Program) -> None:
    """A base that comes without its key, as after a move, is warned about before it is answered."""
    assert program.run("starter", "load").code == 0
    program.database.with_name(f"{program.database.name}.key").unlink()
    ends = {"HYPECHECK_DISCORD_TOKEN": "t.o.k", "HYPECHECK_DISCORD_API_BASE": "localhost/api/v10"}
    assert "there is no key at" in program.having(**ends).run("run").err
    assert "there is no key at" not in program.having(**ends).run("run").err, "now it has one"


def test_a_wrong_address_ends_it_with_a_sentence(program: Program) -> None:
    """The admin is told which setting is wrong and what it must be."""
    wrong = {"HYPECHECK_DISCORD_TOKEN": "t.o.k", "HYPECHECK_DISCORD_API_BASE": "localhost/api/v10"}
    done = program.having(**wrong).run("run")
    assert done.code == 1
    assert "HYPECHECK_DISCORD_API_BASE must begin with https:// or http://" in done.err
    assert "Traceback" not in done.err
