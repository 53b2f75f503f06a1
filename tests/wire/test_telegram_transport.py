"""The request class against a server on a socket: forms, uploads, and every kind of trouble."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest
from aiohttp import web
from telegram import Bot, InputFile
from telegram.error import BadRequest, InvalidToken, NetworkError, TimedOut

from adapters.telegram.transport import AiohttpRequest, Cut, Flooded, NotSent

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@asynccontextmanager
async def _served(handler: Handler) -> AsyncIterator[str]:
    server = web.Server(handler)  # type: ignore[arg-type]  # it wants a wider request type
    runner = web.ServerRunner(server, shutdown_timeout=0)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0][:2]
    try:
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def _bot(base: str, request: AiohttpRequest | None = None) -> AsyncIterator[Bot]:
    used = request or AiohttpRequest(read_timeout=0.3, connect_timeout=0.3)
    bot = Bot("1:a", base_url=f"{base}/bot", request=used, get_updates_request=used)
    await used.initialize()
    try:
        yield bot
    finally:
        await used.shutdown()


async def test_parameters_and_uploads_arrive() -> None:
    """Fields arrive as a form, a file as a part with its name and bytes."""
    seen: dict[str, object] = {}

    async def handle(request: web.Request) -> web.Response:
        for name, value in (await request.post()).items():
            is_file = isinstance(value, web.FileField)
            seen[name] = (value.filename, value.file.read()) if is_file else value  # type: ignore[union-attr]  # narrowed by the flag
        message = {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}}
        return web.json_response({"ok": True, "result": message})

    async with _served(handle) as base, _bot(base) as bot:
        await bot.send_photo(5, InputFile(b"png", "a.png"), caption="grüße 🧴")
        assert seen == {"chat_id": "5", "caption": "grüße 🧴", "photo": ("a.png", b"png")}


@pytest.mark.parametrize(
    ("status", "parameters", "error"),
    [
        (400, {}, BadRequest),
        (401, {}, InvalidToken),
        (429, {"retry_after": 3}, Flooded),
        (502, {}, NetworkError),
    ],
)
async def test_refusals_become_the_errors_of_the_library(
    status: int, parameters: dict[str, int], error: type[Exception]
) -> None:
    """What Telegram refuses is raised as python-telegram-bot names it."""

    async def handle(request: web.Request) -> web.Response:
        body = {"ok": False, "error_code": status, "description": "x", "parameters": parameters}
        return web.json_response(body, status=status)

    async with _served(handle) as base, _bot(base) as bot:
        with pytest.raises(error):
            await bot.send_message(5, "hi")


async def test_a_slow_answer_times_out() -> None:
    """A read that takes too long is a TimedOut, and may have taken effect."""

    ended = asyncio.Event()

    async def handle(request: web.Request) -> web.Response:
        await ended.wait()
        return web.Response()

    request = AiohttpRequest(read_timeout=0.05, connect_timeout=0.3)
    async with _served(handle) as base, _bot(base, request) as bot:
        with pytest.raises(TimedOut) as caught:
            await bot.send_message(5, "hi")
        ended.set()
        assert not isinstance(caught.value, NotSent)


async def test_a_cut_connection_is_told_from_one_never_made() -> None:
    """Only what never reached Telegram may be sent again."""

    async def handle(request: web.Request) -> web.Response:
        await request.read()
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    async with _served(handle) as base, _bot(base) as bot:
        with pytest.raises(Cut):
            await bot.send_message(5, "hi")
    async with _bot(base) as bot:
        with pytest.raises(NotSent):
            await bot.send_message(5, "hi")


async def test_a_proxy_is_used() -> None:
    """With a proxy set, the call goes to it whole."""
    paths: list[str] = []

    async def handle(request: web.Request) -> web.Response:
        paths.append(str(request.url))
        return web.json_response({"ok": True, "result": True})

    async with _served(handle) as proxy:
        request = AiohttpRequest(proxy=proxy)
        async with _bot("http://telegram.invalid", request) as bot:
            await bot.delete_message(5, 6)
    assert paths == ["http://telegram.invalid/bot1:a/deleteMessage"]


async def test_a_closed_transport_says_so() -> None:
    """A call after the end is an error of the network, not a crash; closing twice is fine."""
    request = AiohttpRequest()
    await request.initialize()
    await request.initialize()
    await request.shutdown()
    await request.shutdown()
    with pytest.raises(NetworkError):
        await request.do_request("http://127.0.0.1:1/", "GET")
