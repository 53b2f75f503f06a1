"""The local port joined to what it tells of."""

from collections.abc import Mapping
from datetime import datetime

from aiohttp import web

from bot.bootstrap import Base
from bot.chat.adapter import Adapter
from bot.commands.house import release
from bot.metrics import Metrics
from bot.ops import backups
from bot.ops.health import report
from bot.ops.prometheus import Exposition
from bot.ops.web import serve
from bot.settings import Settings
from knowledge.store.timed import TimedStore


async def monitor(
    settings: Settings, base: Base, adapters: Mapping[str, Adapter], metrics: Metrics
) -> web.AppRunner:
    """Serve health and metrics on the port of the settings; raise OSError when it is taken."""

    def waiting() -> Mapping[str, int]:
        return base.store.waiting if isinstance(base.store, TimedStore) else {}

    def newest() -> datetime | None:
        return next((made for made, _ in backups.listed(settings)), None)

    exposition = Exposition(metrics, adapters, waiting, newest, base.clock, release())
    return await serve(
        settings.health_host,
        settings.health_port,
        lambda: report(base.store, adapters),
        exposition.text,
    )
