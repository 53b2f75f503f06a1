"""The log: text on a terminal, one JSON object a line elsewhere; no secrets, no ids, no words.

Tokens are blanked wherever they stand, in tracebacks too. Long numbers are blanked because they
may be people's or chats'. Of an error that is not ours only the kind and the places are written:
its message may quote what somebody typed.
"""

import asyncio
import json
import logging
import re
import traceback
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, TextIO

from bot import requests
from bot.chat.adapter import Refused
from bot.errors import HypecheckError
from knowledge.errors import StoreError

_OURS = ("bot", "adapters", "knowledge")
_BLANK = "[blanked]"
_LEAST = 8  # characters of a secret; shorter ones would blank ordinary words
_TOKENS = re.compile(r"\b\d{6,}:[\w-]{30,}|\b[\w-]{20,}\.[\w-]{5,8}\.[\w-]{25,}")
_IDS = re.compile(r"(?<![\w.])-?\d{8,}(?![\w])")
_QUIET = ("httpx", "telegram", "discord.http", "aiohttp.access")  # they write addresses: ids
_SAFE = (HypecheckError, StoreError, Refused, OSError)


class Redaction:
    """Blank secrets and ids in a text."""

    def __init__(self, secrets: Iterable[str]) -> None:
        """Take the secrets that this process knows."""
        known = sorted((each for each in secrets if len(each) >= _LEAST), key=len, reverse=True)
        self._known = re.compile("|".join(map(re.escape, known))) if known else None

    def __call__(self, text: str) -> str:
        """Return the text with blanks."""
        if self._known is not None:
            text = self._known.sub(_BLANK, text)
        return _IDS.sub(_BLANK, _TOKENS.sub(_BLANK, text))


class TextFormatter(logging.Formatter):
    """Write a line for people: time, level, where, request, words."""

    def __init__(self, redaction: Redaction) -> None:
        """Take what blanks."""
        super().__init__()
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        request = requests.current()
        where = f"{record.name} [{request}]" if request else record.name
        text = f"{_at(record)} {record.levelname} {where}: {self._redaction(_message(record))}"
        error = _account(record)
        return f"{text}\n{self._redaction(error)}" if error else text


class JsonFormatter(logging.Formatter):
    """Write a line for programs: at, level, logger, message, and request and error if any."""

    def __init__(self, redaction: Redaction) -> None:
        """Take what blanks."""
        super().__init__()
        self._redaction = redaction

    def format(self, record: logging.LogRecord) -> str:
        """Write one record."""
        values: dict[str, str] = {
            "at": _at(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self._redaction(_message(record)),
        }
        if request := requests.current():
            values["request"] = request
        if error := _account(record):
            values["error"] = self._redaction(error)
        return json.dumps(values, ensure_ascii=False)


def set_up(
    stream: TextIO, secrets: Iterable[str], style: str = "auto", level: str = "info"
) -> None:
    """Send every log line to a stream; `auto` is text on a terminal and JSON elsewhere."""
    is_text = style == "text" or (style == "auto" and stream.isatty())
    redaction = Redaction(secrets)
    handler = logging.StreamHandler(stream)
    handler.setFormatter(TextFormatter(redaction) if is_text else JsonFormatter(redaction))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(logging.INFO)  # libraries write message texts below that
    for ours in _OURS:
        logging.getLogger(ours).setLevel(level.upper())
    for noisy in _QUIET:
        logging.getLogger(noisy).setLevel(logging.ERROR)


def of_loop(_loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """Log what asyncio reports, without the repr of tasks: they hold arguments and results."""
    logging.getLogger("bot").error("%s", context["message"], exc_info=context.get("exception"))


def _at(record: logging.LogRecord) -> str:
    return datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage().replace("\n", " ")
    except Exception:  # a library's wrong call must not take the log down
        return str(record.msg)


def _account(record: logging.LogRecord) -> str:
    given = record.exc_info
    error = given[1] if given else None
    return "\n".join(_chain(error)) if error else ""


def _chain(error: BaseException, depth: int = 0) -> list[str]:
    """Write an error and what led to it, the first cause first."""
    before = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    lines = _chain(before, depth + 1) if before is not None and depth < 5 else []
    lines += (
        f'  File "{frame.filename}", line {frame.lineno}, in {frame.name}'
        for frame in traceback.extract_tb(error.__traceback__)
    )
    said = f": {error}" if isinstance(error, _SAFE) else ""
    return [*lines, f"{type(error).__name__}{said}"]
