"""The HTTP side: who asks, for what, how Discord answers, and the log of it all."""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from aiohttp import BodyPartReader, web

from tests.wire.discord_model.messages import File
from tests.wire.discord_model.refusal import Refusal
from tests.wire.discord_model.world import Json

if TYPE_CHECKING:
    from tests.wire.discord_model.model import DiscordModel

PREFIX = "/api/v10"


@dataclass(eq=False)
class Request:
    """One request of the bot, and what came of it."""

    method: str
    path: str
    query: Mapping[str, str]
    body: Any
    files: list[File]
    token: str | None
    status: int = 0
    answer: Any = None


@dataclass
class Fault:
    """Trouble for the next requests that match."""

    times: int
    method: str
    path: str
    how: int | str
    json: Json | None

    def takes(self, request: Request) -> bool:
        """Use the fault up by one if it is meant for this request."""
        if self.times and self.method == request.method and re.search(self.path, request.path):
            self.times -= 1
            return True
        return False


class Route:
    """A method and a path, and what the model does there."""

    def __init__(
        self, method: str, path: str, answer: Callable[..., Any], *, bot_token: bool = True
    ) -> None:
        self.method = method
        self.pattern = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", path))
        self.answer = answer
        self.bot_token = bot_token


class Server:
    """Discord's REST interface."""

    def __init__(self, world: DiscordModel) -> None:
        from tests.wire.discord_model import routes_app, routes_chat, routes_interactions

        self._world = world
        self._routes = [*routes_interactions.ROUTES, *routes_chat.ROUTES, *routes_app.ROUTES]
        self.requests: list[Request] = []
        self.faults: list[Fault] = []
        self.forbidden: list[tuple[str, str, Any]] = []
        self.bad_tokens: set[str | None] = set()
        self._recent: deque[float] = deque()
        self.app = web.Application(client_max_size=30 * 1024 * 1024)
        self.app.router.add_get("/gateway", world.gateway.serve)
        self.app.router.add_get("/cdn/{id}/{name}", self._download)
        self.app.router.add_route("*", PREFIX + "/{tail:.*}", self._serve)

    async def _download(self, request: web.Request) -> web.Response:
        file = self._world.files.get(request.match_info["id"])
        if file is None:
            return web.Response(status=404)
        return web.Response(body=file.content, content_type=file.content_type)

    async def _serve(self, raw: web.Request) -> web.StreamResponse:
        request = await _read(raw)
        self.requests.append(request)
        fault = next((each for each in self.faults if each.takes(request)), None)
        if fault is not None and fault.how == "cut":
            return _cut(raw, request)
        if fault is not None and isinstance(fault.how, int):
            request.status, request.answer = fault.how, fault.json or {"message": "", "code": 0}
        else:
            self._answer(request)
        self._world.bell.ring()
        if fault is not None and fault.how == "cut after":
            return _cut(raw, request)
        await asyncio.sleep(0)
        return _response(request)

    def _answer(self, request: Request) -> None:
        try:
            request.answer = self._work(request)
            request.status = 204 if request.answer is None else 200
        except Refusal as refusal:
            request.status, request.answer = refusal.status, refusal.body()
            if refusal.code == 429:
                request.answer = {"message": refusal.message, "retry_after": 1.0, "global": True}
            self._blame(request, refusal)

    def _work(self, request: Request) -> Any:
        for route in self._routes:
            if route.method == request.method and (at := route.pattern.fullmatch(request.path)):
                if route.bot_token:
                    self._check_token(request)
                    self._check_pace()
                self._check_schema(request)
                return route.answer(self._world, request, **at.groupdict())
        raise Refusal(404, 0, "404: Not Found (the model has no such route)")

    def _check_token(self, request: Request) -> None:
        if request.token == f"Bot {self._world.token}":
            return
        if request.token in self.bad_tokens:
            self._world.violation("went on after 401", request.method, request.path, 401)
        self.bad_tokens.add(request.token)
        raise Refusal(401, 0, "401: Unauthorized", blame=False)

    def _check_pace(self) -> None:
        now = time.monotonic()
        while self._recent and now - self._recent[0] > 1:
            self._recent.popleft()
        if len(self._recent) >= self._world.global_limit:
            raise Refusal(429, 429, "You are being rate limited.", blame=False)
        self._recent.append(now)

    def _check_schema(self, request: Request) -> None:
        if self._world.schema is None or request.body is None:
            return
        wrong = self._world.schema.problems(request.method, request.path, request.body)
        if wrong:
            errors = {"_errors": [{"code": "SCHEMA", "message": each} for each in wrong]}
            raise Refusal(400, 50035, "Invalid Form Body (by Discord's OpenAPI)", errors)

    def _blame(self, request: Request, refusal: Refusal) -> None:
        body = request.body
        if isinstance(body, dict):
            body = {key: value for key, value in body.items() if key != "nonce"}
        same = (request.method, request.path, body)
        if refusal.status == 403 and same in self.forbidden:
            self._world.violation("asked again after 403", *same[:2], refusal.code)
        elif refusal.status == 403:
            self.forbidden.append(same)
        if refusal.blame:
            self._world.violation(refusal.message, *same[:2], refusal.code, refusal.errors)


async def _read(raw: web.Request) -> Request:
    body: Any = None
    files: list[File] = []
    if raw.content_type.startswith("multipart/"):
        async for part in await raw.multipart():
            if not isinstance(part, BodyPartReader):
                continue
            content = bytes(await part.read(decode=True))
            if part.name == "payload_json":
                body = json.loads(content)
            else:
                kind = part.headers.get("Content-Type", "application/octet-stream")
                files.append(File(part.filename or "", content, kind))
    elif raw.can_read_body:
        body = json.loads(await raw.read())
    token = raw.headers.get("Authorization")
    path = raw.path.removeprefix(PREFIX)
    return Request(raw.method, path, dict(raw.query), body, files, token)


def _cut(raw: web.Request, request: Request) -> web.Response:
    request.answer = "the connection was cut"
    if raw.transport is not None:
        raw.transport.abort()
    return web.Response()


def _response(request: Request) -> web.Response:
    headers = {
        "Via": "1.1 model", "X-RateLimit-Bucket": re.sub(r"\d{15,}.*", "", request.path) or "/",
        "X-RateLimit-Limit": "50", "X-RateLimit-Remaining": "49",
        "X-RateLimit-Reset": str(time.time() + 1), "X-RateLimit-Reset-After": "1.000",
    }  # fmt: skip
    if request.status == 429 and isinstance(request.answer, dict):
        everywhere = request.answer.get("global")
        headers["Retry-After"] = str(request.answer.get("retry_after", 1))
        headers["X-RateLimit-Scope"] = "global" if everywhere else "user"
        headers["X-RateLimit-Remaining"] = "0"
        headers |= {"X-RateLimit-Global": "true"} if everywhere else {}
    if request.status == 204:
        return web.Response(status=204, headers=headers)
    body = json.dumps(request.answer).encode()
    kind = "application/json"
    return web.Response(body=body, status=request.status, headers=headers, content_type=kind)
