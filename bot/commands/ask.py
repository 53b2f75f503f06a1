"""Asking: worth, why, alternatives, compare."""

from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import lru_cache

from bot.chat.command import ANYBODY, Call, CommandSpec, Parameter, ParameterKind
from bot.chat.reply import MAX_BUTTONS, Reply, Visibility
from bot.chat.request import Source
from bot.chat.words import n_
from bot.choosing import ASKED, SEAL, Choosing
from bot.commands.naming import ID, KEY, PRODUCT, Naming
from bot.views import answer, bought, choices, links, lists, why
from knowledge import choosing, quotes
from knowledge.keys import from_short
from knowledge.library import Answer, Asked, Library
from knowledge.links import masked
from knowledge.matching.linker import Ambiguous, Found
from knowledge.matching.question import Intent, NotAQuestion, Question
from knowledge.matching.words import fold, terms
from knowledge.pages import Page
from knowledge.product import Category
from knowledge.quotes import Said
from knowledge.verdict import Experience, Stance

_COMPARED = 3
_WORDED = 1000  # answers, of every language together
_READ, _USERS = 20, 2  # words read, and shown, of those who get something out of it
_Show = Callable[[Call, Page], Awaitable[Reply]]


class Ask:
    """Answer questions about products from the library."""

    def __init__(self, library: Library, choosing: Choosing) -> None:
        """Take the library, and what remembers which product is chosen."""
        self._library, self._naming, self._choosing = library, Naming(library), choosing
        # A page that has not changed is the same page: what is said of it need not be worded anew.
        self._plain = lru_cache(_WORDED)(answer.answer)

    def specs(self) -> tuple[CommandSpec, ...]:
        """Declare the commands."""
        question = Parameter(
            "question",
            n_("A product, or a whole question: is the airwrap worth $400?"),
            ParameterKind.PRODUCT,
            required=True,
            completes=True,
        )
        about = Parameter("about", n_("The message that is replied to"), hidden=True)
        first = Parameter("first", n_("One product"), ParameterKind.PRODUCT, True, completes=True)
        second = Parameter(
            "second", n_("The other product"), ParameterKind.PRODUCT, True, completes=True
        )
        return (
            CommandSpec(
                "worth",
                n_("Is it worth it? What people here say who used it"),
                self.worth,
                (question, about, KEY, ID, ASKED, SEAL),
                needs=ANYBODY,
                complete=self._naming.complete,
            ),
            CommandSpec(
                "alternatives",
                n_("What else would do, beginning with what you own"),
                self.alternatives,
                (PRODUCT, KEY, ASKED, SEAL),
                needs=ANYBODY,
                complete=self._naming.complete,
            ),
            CommandSpec(
                "compare",
                n_("Two products side by side"),
                self.compare,
                (first, second),
                needs=ANYBODY,
                complete=self._naming.complete,
            ),
            CommandSpec(
                "bought",
                n_("You have it already: what it is good for, and the ways out"),
                self.bought,
                (PRODUCT, KEY, ASKED, SEAL),
                visibility=Visibility.PRIVATE,
                needs=ANYBODY,
                complete=self._naming.complete,
            ),
            CommandSpec(
                "why",
                n_("Where an answer comes from: every number of it"),
                self.why,
                (PRODUCT, KEY, ASKED, SEAL),
                visibility=Visibility.PRIVATE,
                needs=ANYBODY,
                complete=self._naming.complete,
            ),
        )

    async def worth(self, call: Call) -> Reply:
        """Answer a question in plain words, or a product by its key or id."""
        if call.get("p"):
            return await self._by_key(call, self._show_answer)
        if call.get("id") and (page := await self._naming.by_id(call)) is not None:
            return await self._show_answer(call, page)
        text, about = call.get("question"), call.get("about")
        words, replied = masked(text, ""), masked(about, "")
        asked = await self._library.ask(words, call.community, replied, call.languages)
        reply = await self._answer(call, asked)
        if replied and not self._asks(call, words, asked.question):
            reply = replace(reply, unasked=True)
        return links.told(call.t, f"{text}\n{about}", reply)

    async def _answer(self, call: Call, asked: Asked) -> Reply:
        if isinstance(asked.question, NotAQuestion):
            return choices.not_a_question(call.t, asked.question.why, asked.shelf)
        if asked.question.intent is Intent.COMPARE:
            return await self._side_by_side(call, asked.answers)
        found = asked.answers[0]
        if found.page is None:
            command = "alternatives" if asked.question.intent is Intent.ALTERNATIVES else "worth"
            return await self._unresolved(call, found, command, asked.shelf)
        if asked.question.intent is Intent.ALTERNATIVES:
            return lists.alternatives(call.t, found.page)
        variant = found.link.variant if isinstance(found.link, Found) else ""
        if _is_plain(asked.question) and not variant:
            return self._plain(call.t, found.page)
        said = await self._said(call, asked.question, found.page)
        return answer.answer(call.t, found.page, asked.question, said, variant)

    def _asks(self, call: Call, text: str, question: Question | NotAQuestion) -> bool:
        """Say whether a reply asks by itself; thanks refer to what is replied to just as well.

        It asks by a question mark, a name of its own, or the wording of a question about the name.
        """
        if "?" in text or isinstance(question, NotAQuestion) or question.subjects[0].end:
            return True
        whole = f"{question.subjects[0].text} {text}"
        own = self._library.understand(whole, languages=call.languages)
        return isinstance(own, Question) and own.framed

    async def alternatives(self, call: Call) -> Reply:
        """List what would do instead of a product."""

        async def show(call: Call, page: Page) -> Reply:
            return lists.alternatives(call.t, page)

        return await self._one(call, "alternatives", show)

    async def compare(self, call: Call) -> Reply:
        """Set two products side by side."""
        names = (call.get("first"), call.get("second"))
        answers = [await self._library.find(name, call.community) for name in names]
        return await self._side_by_side(call, tuple(answers))

    async def why(self, call: Call) -> Reply:
        """Show every number of an answer."""
        return await self._one(call, "why", self._show_why)

    async def bought(self, call: Call) -> Reply:
        """Help somebody who has the product already."""
        return await self._one(call, "bought", self._show_bought)

    async def _one(self, call: Call, command: str, show: _Show) -> Reply:
        """Show the one product that a command names, or ask which is meant."""
        if call.get("p"):
            return await self._by_key(call, show)
        found = await self._library.find(call.get("product"), call.community)
        if found.page is None:
            return await self._unresolved(call, found, command)
        return await show(call, found.page)

    async def _by_key(self, call: Call, show: _Show) -> Reply:
        key = from_short(call.get("p"))
        if key == choosing.NEITHER:
            await self._choosing.pressed(call, key)
            return choices.neither(call.t)
        page = None
        if key is not None:
            page = await self._library.page(key, call.community)
        if key is None or page is None:
            return choices.gone(call.t)
        await self._choosing.pressed(call, key)
        return await show(call, page)

    async def _show_answer(self, call: Call, page: Page) -> Reply:
        return self._plain(call.t, page)

    async def _show_why(self, call: Call, page: Page) -> Reply:
        found = await self._library.store.read(
            lambda tx: quotes.best(tx, call.community, page.product.key), brief=True
        )
        return why.why(call.t, page, found)

    async def _show_bought(self, call: Call, page: Page) -> Reply:
        said = await self._library.store.read(
            lambda tx: quotes.best(tx, call.community, page.product.key, _READ), brief=True
        )
        using = [each for each in said if _gets_value(each)]
        using.sort(key=lambda each: -(each.verdict.months or 0))
        return bought.bought(call.t, page, using[:_USERS])

    async def _said(self, call: Call, question: Question, page: Page) -> list[Said]:
        """Read what was said of the question's context."""
        if question.context is None:
            return []
        words = terms(fold(question.context))
        return await self._library.store.read(
            lambda tx: quotes.mentioning(tx, call.community, page.product.key, words), brief=True
        )

    async def _side_by_side(self, call: Call, answers: tuple[Answer, ...]) -> Reply:
        """Compare what was found; what was not is said, or asked, under it."""
        by_key = {each.page.product.key: each.page for each in answers if each.page}
        found = list(by_key.values())[:_COMPARED]
        missed = [each for each in answers if each.page is None]
        if not found:
            return await self._unresolved(call, missed[0], "worth")
        reply = lists.compare(call.t, found) if len(found) > 1 else answer.answer(call.t, found[0])
        for each in missed:
            reply = _and(reply, await self._unresolved(call, each, "worth"))
        return reply

    async def _unresolved(
        self, call: Call, found: Answer, command: str, shelf: Category | None = None
    ) -> Reply:
        """Ask which product is meant, or say that none is known and offer its category."""
        words = found.subject.text
        press: choices.Press = choices.by_key
        if found.choices and call.request.source is not Source.INLINE:  # half a phrase is no ask
            press = await self._choosing.ask(call, words)
        if isinstance(found.link, Ambiguous):
            return choices.which(call.t, found.choices, command, press)
        return choices.unknown(call.t, words, found.choices, command, press, shelf)


def _gets_value(said: Said) -> bool:
    """Say whether somebody owns it and does not advise against it."""
    verdict = said.verdict
    return verdict.experience is Experience.OWNED and verdict.stance is not Stance.SKIP


def _is_plain(question: Question) -> bool:
    """Say whether a product's answer is all that is asked for."""
    return question.price is None and question.context is None and question.aspect is None


def _and(reply: Reply, rest: Reply) -> Reply:
    """Put a second reply under a first; its buttons, which answer it, come first."""
    buttons = (*rest.actions, *reply.actions)[:MAX_BUTTONS]
    return Reply(reply.blocks + rest.blocks, buttons, reply.visibility)
