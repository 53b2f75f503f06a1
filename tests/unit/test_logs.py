"""The log: readable by people and programs, and it gives nobody away."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot import requests
from bot.ops import logs
from knowledge.errors import StoreFull

TELEGRAM = "123456789:" + "A" * 35
DISCORD = "M" * 24 + ".Abcdef." + "x" * 38


class _Screen(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    """Give the root logger back as it was."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    names = ("bot", "adapters", "knowledge", "httpx", "telegram", "discord.http", "aiohttp.access")
    levels = {name: logging.getLogger(name).level for name in names}
    yield
    root.handlers[:], root.level = handlers, level
    for name, before in levels.items():
        logging.getLogger(name).setLevel(before)


def _log(stream: io.StringIO, style: str = "auto", level: str = "info") -> logging.Logger:
    logs.set_up(stream, (TELEGRAM, "short", "my own secret"), style, level)
    return logging.getLogger("bot.test")


def test_it_is_text_on_a_terminal_and_json_elsewhere() -> None:
    """`auto` looks where the lines go; the setting may say otherwise."""
    screen, file, told = _Screen(), io.StringIO(), _Screen()
    _log(screen).info("hello")
    _log(file).info("hello")
    _log(told, "json").info("hello")

    assert screen.getvalue().endswith("INFO bot.test: hello\n")
    for stream in (file, told):
        line = json.loads(stream.getvalue())
        assert (line["level"], line["logger"], line["message"]) == ("info", "bot.test", "hello")
        assert line["at"].endswith("+00:00")


def test_lines_of_one_request_share_its_number() -> None:
    """Outside of a request there is none."""
    stream = io.StringIO()
    log = _log(stream)
    log.info("before")
    requests.begin()
    log.info("one")
    log.info("two")
    requests.begin()
    log.info("three")
    found = [json.loads(line).get("request") for line in stream.getvalue().splitlines()]

    assert found[1] == found[2]
    assert len({found[1], found[3]}) == 2
    assert all(found[1:])


def _fail() -> None:
    cause = OSError(f"bad url /bot{TELEGRAM}/getMe")
    raise StoreFull(f"no room for {DISCORD}") from cause


@pytest.mark.parametrize("style", ["text", "json"])
def test_secrets_are_blanked_even_in_tracebacks(style: str) -> None:
    """A token is blanked in words, in arguments, in an error's message and in its cause's."""
    stream = io.StringIO()
    log = _log(stream, style)
    log.warning("token %s and %s and my own secret", TELEGRAM, DISCORD)
    try:
        _fail()
    except StoreFull:
        log.exception("failed with my own secret")
    text = stream.getvalue()

    for secret in (TELEGRAM, DISCORD, "my own secret"):
        assert secret not in text
    assert "StoreFull: no room for" in text
    assert "OSError: bad url" in text
    assert "in _fail" in text
    assert logs.Redaction(("short",))("short") == "short"  # or it would blank ordinary words


def test_an_error_that_is_not_ours_is_told_without_its_words() -> None:
    """Its message may quote what somebody typed; its kind and its places stay."""
    stream = io.StringIO()
    log = _log(stream, "text")
    try:
        int("my embarrassing question")
    except ValueError:
        log.exception("something broke")

    assert "embarrassing" not in stream.getvalue()
    assert "ValueError" in stream.getvalue()
    assert "test_logs.py" in stream.getvalue()


def test_long_numbers_are_blanked() -> None:
    """They may be people's or chats'; short ones stay."""
    stream = io.StringIO()
    _log(stream, "text").info("guild 1234567890123456 chat -1001234567890 took 12345 ms on 8080")
    text = stream.getvalue()

    assert "1234567890" not in text
    assert "took 12345 ms on 8080" in text


def test_debug_is_ours_only() -> None:
    """At debug a library would write message texts and tokens."""
    stream = io.StringIO()
    _log(stream, "text", "debug").debug("ours")
    logging.getLogger("aiosqlite").debug("executing INSERT ... typed text")
    logging.getLogger("telegram").info("POST https://...")

    assert stream.getvalue().count("\n") == 1


def test_a_wrong_call_does_not_take_the_log_down() -> None:
    """A line whose arguments do not fit is written without them."""
    stream = io.StringIO()
    _log(stream, "text").info("%d of %d", "many")

    assert "%d of %d" in stream.getvalue()


def test_what_asyncio_reports_holds_no_repr_of_tasks() -> None:
    """A task's repr shows its arguments."""
    stream = io.StringIO()
    _log(stream, "text")
    context = {"message": "Task exception was never retrieved", "task": "<Task typed words>"}
    logs.of_loop(None, {**context, "exception": ValueError("typed words")})  # type: ignore[arg-type]  # the loop is not looked at

    assert "never retrieved" in stream.getvalue()
    assert "ValueError" in stream.getvalue()
    assert "typed words" not in stream.getvalue()
