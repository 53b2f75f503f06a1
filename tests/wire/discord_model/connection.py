"""One websocket: JSON in, JSON out, compressed as the client asked."""

from __future__ import annotations

import asyncio
import contextlib
import json
import zlib
from collections.abc import AsyncIterator, Callable
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from tests.wire.discord_model.world import Json


class Close:
    """A place in the queue at which the connection ends."""

    def __init__(self, code: int | None) -> None:
        self.code = code


class Connection:
    """A client's websocket; what is sent goes through a queue, so that sending never waits."""

    def __init__(self, compression: str | None) -> None:
        self.response = web.WebSocketResponse(autoping=True, max_msg_size=4096, timeout=0.2)
        self.muted = False
        self.heartbeats = 0
        self.closed_by_client: int | None = None
        self._encode = _encoder(compression)
        self._queue: asyncio.Queue[Json | str | Close] = asyncio.Queue()
        self._writer: asyncio.Task[None] | None = None
        self._request: web.Request | None = None
        self._closing = False

    async def open(self, request: web.Request) -> None:
        """Shake hands and begin to write."""
        self._request = request
        await self.response.prepare(request)
        self._writer = asyncio.create_task(self._write())

    def send(self, payload: Json | str) -> None:
        """Queue a payload, or a raw text."""
        if not self.muted:
            self._queue.put_nowait(payload)

    def close(self, code: int | None) -> None:
        """Queue the end: a close frame with a code, or a cut wire."""
        self._queue.put_nowait(Close(code))

    async def finish(self) -> None:
        """Stop writing and close."""
        if self._writer is not None:
            self._writer.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._writer
            self._writer = None
        if not self.response.closed:
            await self.response.close(code=WSCloseCode.GOING_AWAY)

    async def __aiter__(self) -> AsyncIterator[Json | None]:
        """Give what the client sends, None for what is no JSON object."""
        while not self.response.closed:
            message = await self.response.receive()
            if message.type is WSMsgType.CLOSE and not self._closing:
                self.closed_by_client = message.data
            if message.type is not WSMsgType.TEXT:
                return
            yield _parse(message.data)

    async def _write(self) -> None:
        while True:
            payload = await self._queue.get()
            if isinstance(payload, Close):
                await self._end(payload.code)
                return
            frame = self._encode(payload if isinstance(payload, str) else json.dumps(payload))
            with contextlib.suppress(ConnectionError):
                if isinstance(frame, str):
                    await self.response.send_str(frame)
                else:
                    await self.response.send_bytes(frame)

    async def _end(self, code: int | None) -> None:
        self._closing = True
        transport = self._request.transport if self._request else None
        if code is not None:
            await self.response.close(code=code)
        elif transport is not None:
            transport.abort()


def _parse(text: str) -> Json | None:
    try:
        found: Any = json.loads(text)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _encoder(compression: str | None) -> Callable[[str], str | bytes]:
    if compression == "zlib-stream":
        deflate = zlib.compressobj()
        return lambda text: deflate.compress(text.encode()) + deflate.flush(zlib.Z_SYNC_FLUSH)
    if compression == "zstd-stream":
        import zstandard

        stream = zstandard.ZstdCompressor(level=1).compressobj()
        block = zstandard.COMPRESSOBJ_FLUSH_BLOCK
        return lambda text: stream.compress(text.encode()) + stream.flush(block)
    return lambda text: text
