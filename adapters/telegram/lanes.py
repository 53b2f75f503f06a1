"""Updates of one chat in order, chats in parallel: a queue a chat, and none that blocks another."""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Hashable

_log = logging.getLogger(__name__)
_MOST = 200  # updates of one chat that wait; it is far behind then

Work = Callable[[], Awaitable[None]]


class Lanes:
    """Run what is put in, one at a time for each key."""

    def __init__(self, most: int = _MOST) -> None:
        """Take how many may wait for one key."""
        self._most = most
        self._waiting: dict[Hashable, deque[tuple[Work, asyncio.Future[None]]]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def put(self, key: Hashable, work: Work) -> "asyncio.Future[None] | None":
        """Queue work; return what tells of its end, or None when too much waits already.

        It is cancelled when the work was broken off, so that nobody takes it for done.
        """
        lane = self._waiting.get(key)
        done = asyncio.get_running_loop().create_future()
        if lane is None:
            self._waiting[key] = deque([(work, done)])
            task = asyncio.create_task(self._run(key))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
            return done
        if len(lane) >= self._most:
            return None
        lane.append((work, done))
        return done

    @property
    def waiting(self) -> int:
        """Count what is under way or waits."""
        return sum(map(len, self._waiting.values()))

    async def settle(self, seconds: float) -> None:
        """Give what is under way some time, then drop it."""
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _run(self, key: Hashable) -> None:
        lane = self._waiting[key]
        try:
            while lane:
                work, done = lane[0]
                try:
                    await work()
                except Exception as error:
                    # Whatever an update brings, the next one is answered.
                    _log.error("an update could not be answered: %s", type(error).__name__)
                lane.popleft()
                if not done.done():
                    done.set_result(None)
        finally:
            del self._waiting[key]
            for _, done in lane:
                if not done.done():
                    done.cancel()
