"""The local port: /healthz, /readyz, /metrics. Nothing else, nothing that changes anything."""

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.ops.health import Report, Standing
from bot.ops.prometheus import CONTENT_TYPE

_log = logging.getLogger(__name__)


async def serve(
    host: str,
    port: int,
    look: Callable[[], Awaitable[Report]],
    metrics: Callable[[], bytes],
) -> web.AppRunner:
    """Listen until the returned runner is cleaned up; raise OSError when the port is taken."""

    async def healthz(_request: web.Request) -> web.Response:
        return web.json_response({"status": "alive"})

    async def readyz(_request: web.Request) -> web.Response:
        report = await look()
        is_ready = report.standing is Standing.READY
        return web.json_response(report.values(), status=200 if is_ready else 503)

    async def numbers(_request: web.Request) -> web.Response:
        return web.Response(body=metrics(), headers={"Content-Type": CONTENT_TYPE})

    app = web.Application()
    app.add_routes(
        [web.get("/healthz", healthz), web.get("/readyz", readyz), web.get("/metrics", numbers)]
    )
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, host, port).start()
    except BaseException:
        await runner.cleanup()
        raise
    _log.info("health and metrics on http://%s:%s", host, port)
    return runner
