"""The one way in: a request passes the gate and the limits, is checked, and gets its reply."""

import difflib
import logging
import time
import traceback
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from bot import given, requests
from bot.chat.action import Action, OldAction
from bot.chat.command import Call, Catalogue, CommandSpec, Role
from bot.chat.form import BadFile, Choice
from bot.chat.reply import Reply, Visibility
from bot.chat.request import Author, Place, Request, Source
from bot.errors import CommandError
from bot.gate import Gate
from bot.i18n.translator import Translator, available, translator
from bot.limits import Limiter
from bot.views import errors as view
from bot.views import house
from bot.views.links import without_paid
from knowledge.community import Space
from knowledge.errors import BadInput, Conflict, Missing, StoreError

_log = logging.getLogger(__name__)
SpaceOf = Callable[[Place], Awaitable[Space]]
Watch = Callable[[Request, Reply, float], None]
_MAX_SUGGESTIONS = 25


class Dispatcher:
    """Answer requests from every platform alike."""

    def __init__(
        self,
        catalogue: Catalogue,
        gate: Gate,
        limiter: Limiter,
        space_of: SpaceOf,
        locale: str,
        watch: Watch | None = None,
    ) -> None:
        """Take the commands, who may do what, how often, how spaces differ, and the language.

        `watch` is told of every reply and the seconds it took.
        """
        self.catalogue, self._watch = catalogue, watch
        self._gate, self._limiter, self._space_of, self._locale = gate, limiter, space_of, locale

    def translator(self, locale: str) -> Translator:
        """Return the words for a language."""
        return translator(locale or self._locale)

    async def locale(self, place: Place) -> str:
        """Return the language of a place, for what is said there unasked; never raise."""
        try:
            return (await self._space_of(place)).locale or self._locale
        except Exception as error:
            _log.error("the language of a place could not be read: %s", _account(error))
            return self._locale

    @property
    def locales(self) -> tuple[str, ...]:
        """Name the languages that there are words in."""
        return available()

    async def handle(self, request: Request) -> Reply:
        """Answer a request; what goes wrong becomes a sentence for the person, never a raise."""
        requests.begin()
        start = time.perf_counter()
        reply = await self._answer(request)
        if self._watch is not None:
            self._watch(request, reply, time.perf_counter() - start)
        return reply

    async def _answer(self, request: Request) -> Reply:
        space = Space(request.place.platform, request.place.space)
        try:
            space = await self._space_of(request.place)
            reply = await self._handle(request, space)
        except (BadInput, Missing, Conflict) as error:
            t = self._words(request, space)
            reply = view.refused(t, view.worded(t, error))
        except (CommandError, BadFile) as error:
            reply = view.refused(self._words(request, space), str(error))
        except Exception as error:
            # The one place where an unforeseen error ends: the admin gets what and where under
            # a number, the person gets the number and what to do.
            incident = requests.current()
            _log.error("incident %s in %s: %s", incident, request.command, _account(error))
            reply = view.broken(self._words(request, space), incident)
        fades = space.fade_misses if reply.visibility is Visibility.PRIVATE else None
        return replace(reply, fades=fades, locale=space.locale or request.locale)

    def _words(self, request: Request, space: Space) -> Translator:
        return self.translator(space.locale or request.locale)

    async def press(self, text: str, author: Author, place: Place, locale: str) -> Reply:
        """Answer a pressed button by the text it carried, however old it is."""
        try:
            action = Action.decode(text)
        except OldAction:
            return view.outdated(self.translator(locale))
        return await self.handle(
            Request(action.command, author, place, action.arguments, locale, Source.BUTTON)
        )

    async def suggest(self, request: Request, parameter: str, text: str) -> list[Choice]:
        """Offer completions for what is being typed, at most 25; never raise."""
        spec = self.catalogue.get(request.command)
        if spec is None or spec.complete is None:
            return []
        try:
            space = await self._space_of(request.place)
            if await self._gate.role(request, spec.needs, space) < spec.needs:
                return []
            choices = await spec.complete(self._call(request, space), parameter, text)
        except Exception as error:
            _log.error("completing %s failed: %s", request.command, _account(error))
            return []
        return choices[:_MAX_SUGGESTIONS]

    async def commands(self, request: Request) -> list[CommandSpec]:
        """Return the commands that the author may call here, for help and command lists."""
        highest = max((spec.needs for spec in self.catalogue), default=Role.MEMBER)
        space = await self._space_of(request.place)
        role = await self._gate.role(request, highest, space)
        return [spec for spec in self.catalogue if spec.needs <= role]

    async def _handle(self, request: Request, space: Space) -> Reply:
        t = self._words(request, space)
        spec = self.catalogue.get(request.command)
        if spec is None:
            return await self._no_command(request, space, t)
        refused = await self._refused(request, space, t, spec.needs)
        if refused:
            return refused
        call = self._call(request, space)
        given.check(spec, call)
        missing = given.missing(spec, call)
        if missing:
            return given.ask(spec, call, missing)
        return without_paid(t, _seen(spec, call, await spec.handler(call)))

    async def _no_command(self, request: Request, space: Space, t: Translator) -> Reply:
        """List a group's commands as far as the author may call them, else name the nearest."""
        group = self.catalogue.group(request.command)
        if not group:
            return view.no_such_command(t, request.command, self._near(request.command))
        refused = await self._refused(request, space, t, min(spec.needs for spec in group))
        if refused:
            return refused
        allowed = [spec for spec in await self.commands(request) if spec in group]
        return house.group(t, request.command, allowed)

    async def _refused(
        self, request: Request, space: Space, t: Translator, needs: Role
    ) -> Reply | None:
        """Return what to tell whoever may not, or asks too often; None when neither holds."""
        if await self._gate.role(request, needs, space) < needs:
            return view.not_permitted(t, needs)
        wait = self._limiter.take(request, space)
        if wait > 0:
            return view.too_often(t, wait, repeats=not self._limiter.tells(request, wait))
        return None

    def _call(self, request: Request, space: Space) -> Call:
        arguments = {name: value for name, value in request.arguments.items() if value.strip()}
        t = self._words(request, space)
        role = partial(self._gate.role, request, Role.OWNER, space)
        return Call(request, arguments, t, space, partial(self.commands, request), role)

    def _near(self, command: str) -> list[str]:
        known = [spec.path for spec in self.catalogue]
        return difflib.get_close_matches(command, known, n=2, cutoff=0.5)


def _account(error: Exception) -> str:
    """Say what went wrong and where, without words that a person may have typed.

    The store's messages are our own. Of any other error the message may quote what was asked,
    which is never logged, so its kind and the places it came through have to do.
    """
    if isinstance(error, StoreError):
        return f"{type(error).__name__}: {error}"
    frames = traceback.extract_tb(error.__traceback__)
    places = (f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    return f"{type(error).__name__} through {' > '.join(places)}"


def _seen(spec: CommandSpec, call: Call, reply: Reply) -> Reply:
    """Show a reply to the asker alone where its command or the space's settings want that."""
    channels, place = set(call.space.channels), call.request.place
    is_quiet = (
        bool(channels)
        and not place.is_private
        and channels.isdisjoint((place.channel, place.thread))
    )
    if is_quiet or spec.visibility is Visibility.PRIVATE:
        return replace(reply, visibility=Visibility.PRIVATE)
    return reply
