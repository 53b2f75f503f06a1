"""How calls reach Telegram: python-telegram-bot's request interface, on aiohttp.

Its own, on httpx, falls behind at a hundred answers a second. Errors say what a caller must
know before it tries again: `NotSent` never reached Telegram, `Flooded` was not taken by it, `Cut`
and `TimedOut` may have taken effect.
"""

import asyncio
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import msgspec
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData

_CONNECTIONS = 64
_UPLOAD_SECONDS = 20.0
_TOO_MANY = 429
_JSON = {"Content-Type": "application/json"}


class NotSent(TimedOut):
    """Say that a call did not reach Telegram, so that it may be made again."""


class Cut(NetworkError):
    """Say that the connection broke when the call may have taken effect."""


class Flooded(TelegramError):
    """Say in how many seconds Telegram takes calls again; the library's own warns when made."""

    def __init__(self, seconds: float) -> None:
        """Take how long to wait."""
        super().__init__(f"Too many calls; again in {seconds:g} s")
        self.seconds = seconds


class AiohttpRequest(BaseRequest):
    """Make calls through one pooled aiohttp session."""

    def __init__(
        self,
        *,
        connections: int = _CONNECTIONS,
        proxy: str | None = None,
        read_timeout: float = 10.0,
        connect_timeout: float = 5.0,
        pool_timeout: float = 5.0,
    ) -> None:
        """Take the pool's size, a proxy's address, and time-outs in seconds."""
        self._connections, self._proxy = connections, proxy
        self._read, self._connect, self._pool = read_timeout, connect_timeout, pool_timeout
        self._session: aiohttp.ClientSession | None = None
        self._proxies: dict[tuple[str, str], str | None] = {}

    @property
    def read_timeout(self) -> float | None:
        """Return how long an answer may take."""
        return self._read

    async def initialize(self) -> None:
        """Open the session, unless it is open."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close the session; a call made later says so."""
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Read an answer; the library's own would write the words of members into the log."""
        try:
            return _answers.decode(payload)
        except (msgspec.DecodeError, UnicodeDecodeError):
            raise Cut("What came back is not Telegram's.") from None

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make a call; return the status and the body, raise TimedOut or NetworkError."""
        if self._session is None:
            raise NetworkError("The connection to Telegram is closed.")
        timeout = _timeout(
            _or(read_timeout, self._read),
            _or(write_timeout, _upload_time(request_data)),
            _or(connect_timeout, self._connect),
            _or(pool_timeout, self._pool),
        )
        data, headers = _body(request_data)
        proxy = self._proxy or self._proxy_for(url)
        try:
            async with self._session.request(
                method, url, data=data, headers=headers, timeout=timeout, proxy=proxy
            ) as response:
                status, body = response.status, await response.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent(f"No connection to Telegram: {type(error).__name__}") from error
        except asyncio.TimeoutError as error:  # noqa: UP041  # aiohttp's own is a subclass of both
            raise TimedOut(f"Telegram took too long: {type(error).__name__}") from error
        except (aiohttp.ClientError, OSError) as error:
            raise Cut(f"The connection broke: {type(error).__name__}") from error
        if status == _TOO_MANY:
            raise Flooded(_retry_after(body))
        return status, body

    def _proxy_for(self, url: str) -> str | None:
        """Return what HTTPS_PROXY and its kin name; aiohttp would ask in a thread each time."""
        scheme, host, *_ = urlsplit(url)
        if (scheme, host) not in self._proxies:
            is_direct = bool(proxy_bypass(host))
            self._proxies[scheme, host] = None if is_direct else getproxies().get(scheme)
        return self._proxies[scheme, host]


_answers = msgspec.json.Decoder(dict[str, Any])


@lru_cache(maxsize=32)
def _timeout(
    read: float | None, write: float, connect: float | None, pool: float | None
) -> aiohttp.ClientTimeout:
    """Put the time-outs into aiohttp's words, where waiting for a connection makes one too."""
    waits = None if connect is None or pool is None else connect + pool
    total = None if read is None or waits is None else waits + write + read
    return aiohttp.ClientTimeout(total=total, connect=waits, sock_connect=connect, sock_read=read)


def _or(given: Any, default: float) -> Any:
    return default if given is BaseRequest.DEFAULT_NONE else given


def _retry_after(body: bytes) -> float:
    try:
        return float(msgspec.json.decode(body)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError):
        return 1.0  # a proxy's words, not Telegram's


def _upload_time(data: RequestData | None) -> float:
    return _UPLOAD_SECONDS if data is not None and data.contains_files else 5.0


def _body(data: RequestData | None) -> tuple[bytes | aiohttp.FormData | None, dict[str, str]]:
    """Write the parameters as JSON, or as a form with files as parts; return the headers too."""
    if data is None:
        return None, {}
    if not data.contains_files:
        return msgspec.json.encode(data.parameters), _JSON
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, mime) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=mime)
    return form, {}
