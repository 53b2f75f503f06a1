"""How a community treats a product: status, hidden or shown, under review, the brand's reply."""

from collections.abc import Callable
from dataclasses import replace

from bot.chat.command import Call, CommandSpec, Handler, Parameter, ParameterKind
from bot.chat.form import Choice
from bot.chat.reply import Reply
from bot.chat.words import n_
from bot.commands.curate.desk import KEY, PRODUCT, Desk, moderators
from bot.errors import CommandError
from bot.views import curation as view
from knowledge.handling import Handling
from knowledge.packs.lines import clean
from knowledge.product import Status

_STATUSES = (
    Choice(Status.ACTIVE.value, n_("active")),
    Choice(Status.DISCONTINUED.value, n_("discontinued")),
    Choice(Status.RECALLED.value, n_("recalled")),
    Choice(Status.SHUT_DOWN.value, n_("shut down")),
    Choice(Status.CHANGED.value, n_("reformulated: reports from now on are of a new one")),
)
_MOST_REPLY = 1000
_NONE = "-"
_Edit = Callable[[Handling], Handling]


class HandlingCommands:
    """Decide how a product is treated; every decision is kept, shown and undoable."""

    def __init__(self, desk: Desk) -> None:
        """Take the desk."""
        self._desk = desk

    def specs(self) -> tuple[CommandSpec, ...]:
        """Declare the commands."""
        status = Parameter(
            "status", n_("What became of it"), ParameterKind.CHOICE, True, choices=_STATUSES
        )
        reply = Parameter("text", n_("What the brand says; - takes it away"), required=True)

        def about(path: str, help_: str, handler: Handler, *more: Parameter) -> CommandSpec:
            return moderators(
                path, help_, handler, (PRODUCT, *more, KEY), complete=self._desk.complete
            )

        return (
            about(
                "kb status",
                n_("Say that a product was recalled, discontinued, shut down, reformulated"),
                self.status,
                status,
            ),
            about("kb hide", n_("Take a product out of every answer; nothing is lost"), self.hide),
            about("kb restore", n_("Show a hidden product again"), self.restore),
            about(
                "kb hold",
                n_("Put a product under review: what people wrote is hidden at once"),
                self.hold,
            ),
            about("kb release", n_("End the review of a product"), self.release),
            about(
                "kb reply",
                n_("Show the brand's reply, labelled and dated; it counts nothing"),
                self.reply,
                reply,
            ),
        )

    async def status(self, call: Call) -> Reply:
        """Set what became of a product; a reformulated one begins a new epoch."""
        status, now = Status(call.get("status")), self._desk.clock()

        def edit(before: Handling) -> Handling:
            epoch = now if status is Status.CHANGED else before.epoch_at
            return replace(before, status=status, epoch_at=epoch)

        label = next(each.label for each in _STATUSES if each.value == status.value)
        return await self._handle(call, "product status", edit, call.t(label))

    async def hide(self, call: Call) -> Reply:
        """Hide a product."""
        return await self._handle(
            call, "product hide", lambda now: replace(now, hidden=True), call.t("hidden")
        )

    async def restore(self, call: Call) -> Reply:
        """Show a hidden product."""
        return await self._handle(
            call, "product restore", lambda now: replace(now, hidden=False), call.t("shown again")
        )

    async def hold(self, call: Call) -> Reply:
        """Put a product under review."""
        now = self._desk.clock()
        return await self._handle(
            call,
            "product hold",
            lambda before: replace(before, held_at=before.held_at or now),
            call.t("under review; nothing of the record is lost"),
        )

    async def release(self, call: Call) -> Reply:
        """End a review."""
        return await self._handle(
            call,
            "product release",
            lambda now: replace(now, held_at=None),
            call.t("no longer under review"),
        )

    async def reply(self, call: Call) -> Reply:
        """Show, change or take away the brand's reply."""
        text, now = clean(call.get("text")) or _NONE, self._desk.clock()
        if len(text) > _MOST_REPLY:
            raise CommandError(
                call.t("a reply has at most {most} characters.", most=call.t.number(_MOST_REPLY))
            )
        given = None if text == _NONE else text
        return await self._handle(
            call,
            "brand reply",
            lambda before: replace(
                before, brand_reply=given, brand_reply_at=now if given else None
            ),
            call.t("the brand's reply is shown") if given else call.t("no reply is shown"),
        )

    async def _handle(self, call: Call, operation: str, edit: _Edit, what: str) -> Reply:
        found = await self._desk.product(call)
        product, done = await self._desk.editor.handle(
            self._desk.actor(call), found.key, operation, edit
        )
        return view.done(call.t, f"{product.title}: {what}.", done, product)
