"""The model as a whole: one bot, the people around it, and the server that it talks to."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from aiohttp import web

from bot.clock import system
from tests.wire.telegram_model.happenings import World
from tests.wire.telegram_model.members import Member
from tests.wire.telegram_model.messages import File
from tests.wire.telegram_model.people import User
from tests.wire.telegram_model.places import Chat
from tests.wire.telegram_model.queries import Tap
from tests.wire.telegram_model.server import Call, Fault, Server
from tests.wire.telegram_model.spec import load_spec
from tests.wire.telegram_model.updates import Update
from tests.wire.telegram_model.world import Clock, Json, slug

TOKEN = "5100000001:model-of-telegram-opens-nothing-else"  # noqa: S105


class TelegramModel(World):
    """A small and strict Telegram on 127.0.0.1."""

    def __init__(
        self, spec: Path | None = None, *, clock: Clock = system, token: str = TOKEN
    ) -> None:
        super().__init__(clock)
        self.spec = load_spec(spec) if spec is not None and spec.exists() else None
        self.token = token
        self.server = Server(self)
        self.port = 0
        self._runner = web.AppRunner(
            self.server.app, access_log=None, shutdown_timeout=0.5, handler_cancellation=True
        )

    async def __aenter__(self) -> Self:
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        self.port = self._runner.addresses[0][1]
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.updates.closed = True
        self.bell.ring()
        await self.webhook.stop()
        await self._runner.cleanup()

    def tell(self, kind: str, body: Json, queue: object, user: User | None = None) -> None:
        """Give the bot an update, as Telegram describes it."""
        update = {"update_id": 1, kind: body}
        for problem in self.spec.wrong("Update", update) if self.spec is not None else ():
            self.violation(f"the model tells what Telegram would not: {problem}")
        super().tell(kind, body, queue, user)

    @property
    def api_base(self) -> str:
        """Give the server's address; python-telegram-bot wants "/bot" after it."""
        return f"http://127.0.0.1:{self.port}"

    # Who and where

    def user(
        self, name: str, language_code: str | None = "en", *, started: bool = True,
        username: str | None = None, bot: bool = False,
    ) -> User:  # fmt: skip
        """Bring in a person, who has started the bot or not."""
        username = username or f"{slug(name)}_{'bot' if bot else 'here'}"
        user = User(self, self.ids.next("user"), name, username, language_code, bot=bot)
        self.users.append(user)
        user.started = user.known = started
        return user

    def group(self, title: str, *people: User, bot: bool = True, admin: bool = False) -> Chat:
        """Found a small group; the first person is its creator."""
        return self._found(self.place("group", title), people, bot, admin)

    def supergroup(
        self, title: str, *people: User, bot: bool = True, admin: bool = False,
        forum: bool = False, username: str | None = None,
    ) -> Chat:  # fmt: skip
        """Found a supergroup, or a forum with topics; the first person is its creator."""
        chat = self.place("supergroup", title, forum=forum)
        chat.username = username
        return self._found(chat, people, bot, admin)

    def forum(self, title: str, *people: User, bot: bool = True, admin: bool = False) -> Chat:
        """Found a supergroup with topics."""
        return self.supergroup(title, *people, bot=bot, admin=admin, forum=True)

    def channel(
        self, title: str, *people: User, bot: bool = True, linked: Chat | None = None
    ) -> Chat:
        """Found a channel, perhaps with a group for comments; the bot is an administrator."""
        chat = self._found(self.place("channel", title), people, bot, bot)
        if linked is not None:
            chat.linked, linked.linked = linked, chat
        return chat

    def _found(self, chat: Chat, people: tuple[User, ...], bot: bool, admin: bool) -> Chat:
        everyone = people or (self.user(f"Owner of {chat.title}", started=False),)
        chat.members = {each: Member(each, "member") for each in everyone}
        chat.members[everyone[0]] = Member(everyone[0], "creator")
        if bot:
            chat.members[self.bot] = Member(self.bot, "administrator" if admin else "member")
        return chat

    def file(self, name: str, content: bytes, kind: str = "document") -> File:
        """Make a file that a person can send."""
        file = File(f"F{self.ids.next('query')}", kind, name, content)
        self.files[file.file_id] = file
        return file

    # What can be seen

    @property
    def requests(self) -> list[Call]:
        """Give all calls of the bot so far, getUpdates left out."""
        return [each for each in self.server.calls if each.method.lower() != "getupdates"]

    def called(self, method: str) -> list[Call]:
        """Give the calls of one method."""
        return [each for each in self.server.calls if each.method.lower() == method.lower()]

    @property
    def unanswered(self) -> list[Tap]:
        """Give the taps that still spin."""
        return [each for each in self.taps.values() if not each.answers]

    async def until(self, look: Callable[[], Any], within: float = 5.0) -> Any:
        """Wait until something is so, in the model or in the bot."""
        words = "what the test waits for never came"
        return await self.bell.until(
            lambda: look() or None, within, lambda: f"{words}; {self.trouble()}", 0.02
        )

    async def connected(self, within: float = 5.0) -> None:
        """Wait until a bot polls or has set its webhook."""
        await self.until(lambda: self.called("getUpdates") or self.webhook.url, within)

    async def calls(self, method: str, count: int = 1, within: float = 5.0) -> Call:
        """Wait for the nth answered call of a method."""

        def look() -> Call | None:
            done = [each for each in self.called(method) if each.status]
            return done[count - 1] if len(done) >= count else None

        words = f"{method} was not called {count} times"
        return await self.bell.until(look, within, lambda: f"{words}; {self.trouble()}")

    async def quiet(self, within: float = 5.0) -> None:
        """Wait until the bot has taken in every update."""
        await self.until(lambda: not self.updates.pending, within)

    # Trouble

    def fail(
        self, times: int, method: str, how: int | str = 500, *, description: str | None = None,
        retry_after: int | None = None,
    ) -> None:  # fmt: skip
        """Spoil the next calls: a status, "cut before" or "cut after effect"; "*" is any method."""
        self.server.faults.append(Fault(times, method, how, description, retry_after))

    def slow(self, method: str, seconds: float, times: int = 1) -> None:
        """Answer the next calls late; what they ask for is done at once."""
        self.server.faults.append(Fault(times, method, "slow", seconds=seconds))

    def heal(self) -> None:
        """Stop all trouble asked for."""
        self.server.faults.clear()

    def duplicate(self, times: int = 1) -> None:
        """Deliver each of the next updates twice."""
        self.updates.doubled += times

    def redeliver(self, update: Update | None = None) -> None:
        """Deliver an old update again, the newest if none is named."""
        self.updates.repeat(update or self.updates.log[-1])

    def garbage(self, body: Json | None = None) -> Update:
        """Send an update that no client can make sense of, or the one given."""
        return self.updates.add_raw({"message": {"text": 7}} if body is None else body)
