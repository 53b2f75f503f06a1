"""How the bot is: alive, ready, or degraded, from the base and from what the adapters say."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from bot.chat.adapter import Adapter, Health, State
from knowledge.store.port import Store, Transaction

_PATIENCE = 2.0  # seconds that the base may take for one small read


class Standing(Enum):
    """Say how far the bot can do its work."""

    READY = "ready"  # every platform answers
    DEGRADED = "degraded"  # some do
    DOWN = "down"  # none does, or the base does not


@dataclass(frozen=True, slots=True)
class Report:
    """Hold how everything is at one moment."""

    standing: Standing
    base: str
    platforms: Mapping[str, Health]

    def values(self) -> dict[str, Any]:
        """Return it as plain values, for JSON."""
        return {
            "status": self.standing.value,
            "base": self.base,
            "platforms": {
                name: {
                    "state": state(health),
                    "silent_seconds": None if health.age is None else round(health.age, 1),
                    "waiting": health.waiting,
                    "detail": health.detail,
                }
                for name, health in self.platforms.items()
            },
        }


def state(health: Health) -> str:
    """Name an adapter's state; `deaf` is connected with nothing heard when something was due."""
    age, due = health.age, health.due
    is_deaf = health.connected and age is not None and due is not None and age > due
    return "deaf" if is_deaf else health.state.value


async def report(store: Store, adapters: Mapping[str, Adapter]) -> Report:
    """Ask the base and every adapter how they are."""
    platforms = {name: adapter.health() for name, adapter in adapters.items()}
    answering = [state(health) == State.CONNECTED.value for health in platforms.values()]
    base = await _base(store)
    if base != "ok" or not any(answering):
        standing = Standing.DOWN
    else:
        standing = Standing.READY if all(answering) else Standing.DEGRADED
    return Report(standing, base, platforms)


async def _base(store: Store) -> str:
    async def unit(tx: Transaction) -> None:
        await tx.all("SELECT number FROM schema_step LIMIT 1")

    try:
        async with asyncio.timeout(_PATIENCE):
            await store.read(unit)
    except TimeoutError:
        return f"does not answer within {_PATIENCE:.0f} s"
    except Exception as error:  # whatever it is, the report has to be given
        return f"failed: {type(error).__name__}"
    return "ok"
