"""Asking the base: from a message to what it knows, in one unit of reading."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from knowledge import headlines, pages
from knowledge.errors import StoreReadOnly
from knowledge.matching.linker import Ambiguous, Found, Link, Memory, Unknown, link
from knowledge.matching.question import NotAQuestion, Question, Subject, Understanding, Why
from knowledge.store.port import Store, Transaction

CHATTER_FROM = 7  # words; a longer line that asks nothing and names nothing known is chatter
_OFFERED = 4
_NEAR = 0.2  # a candidate less likely than that is not worth offering


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what one subject came to: its link, and the page, or products it may have meant."""

    subject: Subject
    link: Link
    page: pages.Page | None = None
    choices: tuple[pages.Listed, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold a message's understanding and what each of its subjects came to.

    Chatter keeps its answers: they are unknown, but their candidates may still be of use.
    """

    question: Question | NotAQuestion
    answers: tuple[Answer, ...] = ()


class Library:
    """Answer messages from a store."""

    def __init__(
        self, store: Store, understanding: Understanding, now: Callable[[], datetime]
    ) -> None:
        """Take the store, what understands messages, and the clock."""
        self.store, self._understanding, self._now = store, understanding, now
        self._memory = Memory()

    async def ask(self, message: str, community: int, about: str | None = None) -> Asked:
        """Understand a message and look every product up that it names."""
        question = self.understand(message, about)
        if isinstance(question, NotAQuestion):
            return Asked(question)

        async def unit(tx: Transaction) -> tuple[Answer, ...]:
            return tuple(
                [
                    await self._resolve(tx, community, each, framed=framed)
                    for each in question.subjects
                ]
            )

        framed = question.framed or question.asked
        answers = await self.store.read(unit, brief=True)
        why = _why_not(question, answers)
        return Asked(NotAQuestion(why) if why else question, answers)

    def understand(self, message: str, about: str | None = None) -> Question | NotAQuestion:
        """Say what a message asks; `about` is the message that it replies to."""
        return self._understanding.read(message, about)

    async def find(self, text: str, community: int) -> Answer:
        """Look up words that are meant as one product's name."""
        subject = Subject(text, 0, len(text), text)

        async def unit(tx: Transaction) -> Answer:
            return await self._resolve(tx, community, subject, framed=True)

        return await self.store.read(unit, brief=True)

    async def page(self, key: int, community: int) -> pages.Page | None:
        """Read a product's page by its key; None when the community has no such product."""
        return await self.store.read(
            lambda tx: pages.page(tx, community, key, self._now()), brief=True
        )

    async def refresh(self, community: int) -> None:
        """Bring headlines up to date that time has overtaken, so that lists may filter by them."""
        late = await self.store.read(lambda tx: headlines.stale(tx, community, self._now()))
        if not late:
            return

        async def unit(tx: Transaction) -> None:
            for product in late:
                await headlines.settle(tx, (product, community), self._now())

        with suppress(StoreReadOnly):  # beside a running bot, which does it
            await self.store.write(unit)

    async def _resolve(
        self, tx: Transaction, community: int, subject: Subject, *, framed: bool
    ) -> Answer:
        linked = await link(
            tx, community, subject.text, wide=subject.wide, framed=framed, memory=self._memory
        )
        match linked:
            case Found(product=key):
                page = await pages.page(tx, community, key, self._now())
                return Answer(subject, linked, page=page)
            case Ambiguous(candidates=candidates):
                keys = [each.product for each in candidates[:_OFFERED]]
            case Unknown(candidates=candidates):
                near = [each for each in candidates if each.confidence >= _NEAR]
                keys = [each.product for each in near[:_OFFERED]]
        return Answer(subject, linked, choices=tuple(await pages.offered(tx, community, keys)))


def _why_not(question: Question, answers: tuple[Answer, ...]) -> Why | None:
    """Say why a message that names nothing known asks nothing either, if so."""
    if not all(isinstance(answer.link, Unknown) for answer in answers):
        return None
    if question.doubt or question.framed or question.asked:
        return question.doubt
    return Why.CHATTER if len(question.subjects[0].text.split()) >= CHATTER_FROM else None
