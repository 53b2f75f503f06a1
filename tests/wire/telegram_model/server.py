"""The HTTP side: who calls what, how Telegram answers, and the log of it all."""

from __future__ import annotations

import asyncio
import inspect
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from aiohttp import BodyPartReader, web

from tests.wire.telegram_model.refusal import Refusal, too_many, wrong
from tests.wire.telegram_model.world import Json

if TYPE_CHECKING:
    from tests.wire.telegram_model.model import TelegramModel

PHRASES = {400: "Bad Request", 401: "Unauthorized", 403: "Forbidden", 404: "Not Found",
           409: "Conflict", 500: "Internal Server Error"}  # fmt: skip


@dataclass(frozen=True)
class Upload:
    """A file that came with a call."""

    name: str
    content: bytes


@dataclass(eq=False)
class Call:
    """One call of the bot, and what came of it."""

    method: str
    params: Json  # as they came: text, unless the body was JSON
    files: dict[str, Upload]
    token: str
    time: datetime
    status: int = 0
    answer: Any = None

    def text(self, name: str, default: str = "") -> str:
        """Read a text."""
        value = self.params.get(name)
        return default if value is None else str(value)

    def number(self, name: str, default: int = 0) -> int:
        """Read a number."""
        try:
            return int(self.params.get(name, default))
        except (TypeError, ValueError):
            raise wrong(f"invalid {name} specified") from None

    def flag(self, name: str) -> bool:
        """Read a yes or no."""
        return str(self.params.get(name, "")).lower() in {"true", "1", "yes"}

    def json(self, name: str) -> Any:
        """Read an object or a list."""
        value = self.params.get(name)
        if not isinstance(value, str):
            return value
        try:
            return json.loads(value)
        except ValueError:
            raise wrong(f"can't parse {name} JSON object") from None

    @property
    def ok(self) -> bool:
        """Tell whether it was done."""
        return self.status == 200


@dataclass
class Fault:
    """Trouble for the next calls of a method."""

    times: int
    method: str
    how: int | str
    description: str | None = None
    retry_after: int | None = None
    seconds: float = 0.0

    @property
    def slow(self) -> bool:
        """Tell whether the answer only comes late."""
        return self.how == "slow"

    def takes(self, call: Call) -> bool:
        """Use the fault up by one if it is meant for this call."""
        if self.times and self.method.lower() in {call.method.lower(), "*"}:
            self.times -= 1
            return True
        return False


class Server:
    """A Bot API server."""

    def __init__(self, world: TelegramModel) -> None:
        from tests.wire.telegram_model.methods import METHODS

        self._world = world
        self._methods: dict[str, Callable[..., Any]] = {
            name.lower(): work for name, work in METHODS.items()
        }
        self.calls: list[Call] = []
        self.faults: list[Fault] = []
        self.app = web.Application(client_max_size=60 * 1024 * 1024)
        self.app.router.add_get("/file/bot{token}/{name:.+}", self._download)
        self.app.router.add_route("*", "/bot{token}/{method}", self._serve)

    async def _download(self, request: web.Request) -> web.Response:
        file = self._world.files.get(request.match_info["name"].rpartition("/")[2])
        if file is None or request.match_info["token"] != self._world.token:
            return web.json_response({"ok": False, "error_code": 404}, status=404)
        return web.Response(body=file.content)

    async def _serve(self, raw: web.Request) -> web.StreamResponse:
        call = await _read(raw, self._world.clock())
        self.calls.append(call)
        late = sum(each.seconds for each in self.faults if each.slow and each.takes(call))
        fault = next((each for each in self.faults if not each.slow and each.takes(call)), None)
        if fault is not None and fault.how == "cut before":
            return _cut(raw)
        if fault is not None and isinstance(fault.how, int):
            response = _spoilt(call, fault)
        else:
            await self._answer(call)
            response = web.json_response(call.answer, status=call.status)
        self._world.bell.ring()
        if fault is not None and fault.how == "cut after effect":
            return _cut(raw)
        await asyncio.sleep(late)
        return response

    async def _answer(self, call: Call) -> None:
        try:
            found = self._work(call)
            result = await found if inspect.isawaitable(found) else found
            call.status, call.answer = 200, {"ok": True, "result": result}
        except Refusal as refusal:
            call.status, call.answer = refusal.code, refusal.body()
            if refusal.blame:
                self._world.violation(refusal.description, call.method, call.params)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            words = f"Bad Request: the model cannot read the call: {error!r}"
            call.status, call.answer = 400, Refusal(400, words).body()
            self._world.violation(words, call.method, call.params)

    def _work(self, call: Call) -> Any | Awaitable[Any]:
        world = self._world
        if call.token != world.token:
            raise Refusal(401, "Unauthorized")
        work = self._methods.get(call.method.lower())
        if world.spec is not None and world.spec.knows(call.method):
            for problem in world.spec.problems(call.method, call.params, set(call.files)):
                world.violation(f"by the description: {problem}", call.method, call.params)
        if work is None:
            raise Refusal(404, "Not Found: method not found", blame=True)
        return work(world, call)


async def _read(raw: web.Request, now: datetime) -> Call:
    params: Json = dict(raw.query)
    files: dict[str, Upload] = {}
    if raw.content_type.startswith("multipart/"):
        async for part in await raw.multipart():
            assert isinstance(part, BodyPartReader)
            content = bytes(await part.read(decode=True))
            if part.filename is None:
                params[part.name or ""] = content.decode()
            else:
                files[part.name or ""] = Upload(part.filename, content)
    elif raw.content_type == "application/json" and raw.can_read_body:
        params |= await raw.json()
    elif raw.can_read_body:
        params |= dict(await raw.post())
    return Call(raw.match_info["method"], params, files, raw.match_info["token"], now)


def _spoilt(call: Call, fault: Fault) -> web.Response:
    assert isinstance(fault.how, int)
    call.status = fault.how
    if fault.how in {502, 503, 504}:
        call.answer = f"<html><head><title>{fault.how}</title></head><body>nginx</body></html>"
        return web.Response(text=call.answer, status=fault.how, content_type="text/html")
    words = fault.description or PHRASES.get(fault.how, "Error")
    refusal = Refusal(fault.how, words)
    if fault.how == 429:
        refusal = too_many(fault.retry_after or 1)
    call.answer = refusal.body()
    return web.json_response(call.answer, status=fault.how)


def _cut(raw: web.Request) -> web.Response:
    if raw.transport is not None:
        raw.transport.abort()
    return web.Response()
