"""Asking the base: from a message to what it knows, in one unit of reading."""

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import TypeVar

from knowledge import browsing, headlines
from knowledge.errors import StoreReadOnly
from knowledge.listed import Listed, offered
from knowledge.matching.linker import (
    Ambiguous,
    Found,
    Link,
    Memory,
    Unknown,
    known_names,
    link,
)
from knowledge.matching.question import NotAQuestion, Question, Subject, Understanding, Why
from knowledge.pages import Page, Pages, page
from knowledge.product import Category
from knowledge.store.port import Store, Transaction

CHATTER_FROM = 7  # words; a longer line that asks nothing and names nothing known is chatter
_OFFERED = 4
_UNDERSTOOD = 1000  # messages; what they ask depends on nothing else
_SETTLED_AT_MOST = 8  # products that one question may find stale
# A candidate less likely than that is not worth offering. At 0.4 the product that was meant would
# be among the offers for 19 instead of 43 of 100 chat questions that are not answered.
_NEAR = 0.2
_TITLED = 0.35  # from which a line without a question is more likely a title than chatter

T = TypeVar("T")
_Unit = Callable[[Transaction, bool], Awaitable[T]]


@dataclass(frozen=True, slots=True)
class Answer:
    """Hold what one subject came to: its link, and the page, or products it may have meant."""

    subject: Subject
    link: Link
    page: Page | None = None
    choices: tuple[Listed, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """Hold a message's understanding and what each of its subjects came to.

    Chatter keeps its answers: they are unknown, but their candidates may still be of use.
    """

    question: Question | NotAQuestion
    answers: tuple[Answer, ...] = ()
    shelf: Category | None = None  # where to look instead, when a kind of things was named


class Library:
    """Answer messages from a store."""

    def __init__(
        self, store: Store, understanding: Understanding, now: Callable[[], datetime]
    ) -> None:
        """Take the store, what understands messages, and the clock."""
        self.store, self._understanding, self._now = store, understanding, now
        self._memory, self._pages = Memory(), Pages()
        self._understood: OrderedDict[bytes, Question] = OrderedDict()

    async def ask(
        self,
        message: str,
        community: int,
        about: str | None = None,
        languages: Sequence[str] = (),
    ) -> Asked:
        """Understand a message and look every product up that it names.

        `languages` are those it is most likely in, before the ones that are always understood.
        """
        asked = b"" if about else _digest(message, languages)
        question: Question | NotAQuestion = self._understood.get(asked) or self.understand(
            message, about, languages
        )
        reading = await self._read_up(question, community)
        if asked and isinstance(reading.question, Question):
            self._remember(asked, reading.question, reading.answers)
        if _is_settled(reading):
            return reading
        return await self._overhear(message, community, languages) or reading

    async def _read_up(self, question: Question | NotAQuestion, community: int) -> Asked:
        """Look up what a question names."""
        subjects = () if isinstance(question, NotAQuestion) else question.subjects
        if not (subjects or question.shelf):
            return Asked(question)

        async def unit(
            tx: Transaction, compute: bool
        ) -> tuple[tuple[Answer, ...], Category | None]:
            answers = [
                await self._resolve(tx, community, each, framed=framed, compute=compute)
                for each in subjects
            ]
            wanted = question.shelf if not any(each.page for each in answers) else None
            return tuple(answers), await browsing.shelf(tx, community, wanted) if wanted else None

        framed = isinstance(question, Question) and (question.framed or question.asked)
        answers, shelf = await self._read(community, unit)
        why = _why_not(question, answers) if isinstance(question, Question) else None
        return Asked(NotAQuestion(why) if why else question, answers, shelf)

    async def _overhear(
        self, message: str, community: int, languages: Sequence[str]
    ) -> Asked | None:
        """Look for a known product in a message whose wording names none."""
        heard = self._understanding.speaking(*languages).overhear(message)
        if not heard.names:
            return None

        async def unit(tx: Transaction, compute: bool) -> Asked | None:
            question = heard.question(await known_names(tx, community, heard.names))
            if question is None:
                return None
            (subject,) = question.subjects
            answer = await self._resolve(tx, community, subject, framed=True, compute=compute)
            return Asked(question, (answer,))

        return await self._read(community, unit)

    def _remember(self, asked: bytes, question: Question, answers: Sequence[Answer]) -> None:
        """Remember what a message asked that named what is known, and said nothing of the asker."""
        if question.context is None and all(isinstance(each.link, Found) for each in answers):
            self._understood[asked] = question
            self._understood.move_to_end(asked)
            if len(self._understood) > _UNDERSTOOD:
                self._understood.popitem(last=False)

    def understand(
        self, message: str, about: str | None = None, languages: Sequence[str] = ()
    ) -> Question | NotAQuestion:
        """Say what a message asks; `about` is the message that it replies to."""
        return self._understanding.speaking(*languages).read(message, about)

    async def find(self, text: str, community: int) -> Answer:
        """Look up words that are meant as one product's name."""
        subject = Subject(text, 0, len(text), text)

        async def unit(tx: Transaction, compute: bool) -> Answer:
            return await self._resolve(tx, community, subject, framed=True, compute=compute)

        return await self._read(community, unit)

    async def page(self, key: int, community: int) -> Page | None:
        """Read a product's page by its key; None when the community has no such product."""
        return await self._read(
            community, lambda tx, compute: self._page(tx, community, key, compute=compute)
        )

    async def refresh(self, community: int | None = None) -> int:
        """Bring headlines up to date that time has overtaken, so that lists may filter by them.

        Of one community or of all; returns how many, at most a batch.
        """
        late = await self.store.read(lambda tx: headlines.stale(tx, self._now(), community))
        return len(late) if late and await self._settle(late) else 0

    async def doubt_earlier(self) -> None:
        """Let what an earlier program counted in another way be counted anew by `refresh`."""
        await self.store.write(headlines.make_earlier_ways_stale)

    async def _read(self, community: int, unit: _Unit[T]) -> T:
        """Read what is kept here and now; what is stale is settled first, by the writer."""
        for _ in range(_SETTLED_AT_MOST):
            try:
                return await self.store.read(lambda tx: unit(tx, False), brief=True)
            except headlines.Overdue as late:
                if not await self._settle([(late.product, community)]):
                    break
        return await self.store.read(lambda tx: unit(tx, True))

    async def _page(
        self, tx: Transaction, community: int, key: int, *, compute: bool
    ) -> Page | None:
        """Read a page, the remembered one here; on another thread, where it is computed, anew."""
        if compute:
            return await page(tx, community, key, self._now())
        return await self._pages.read(tx, community, key, self._now())

    async def _settle(self, late: list[tuple[int, int]]) -> bool:
        """Keep what follows for some products; say whether that was possible."""

        async def unit(tx: Transaction) -> None:
            for each in late:
                await headlines.settle(tx, each, self._now())

        try:
            await self.store.write(unit)
        except StoreReadOnly:  # beside a running bot, which does it
            return False
        return True

    async def _resolve(
        self,
        tx: Transaction,
        community: int,
        subject: Subject,
        *,
        framed: bool,
        compute: bool,
    ) -> Answer:
        memory = None if compute else self._memory  # computed on another thread
        linked = await link(
            tx,
            community,
            subject.text,
            wide=subject.wide,
            framed=framed,
            is_kind=subject.is_kind,
            memory=memory,
        )
        match linked:
            case Found(product=key):
                page = await self._page(tx, community, key, compute=compute)
                return Answer(subject, linked, page=page)
            case Ambiguous(candidates=candidates):
                keys = [each.product for each in candidates[:_OFFERED]]
            case Unknown(candidates=candidates):
                near = [each for each in candidates if each.confidence >= _NEAR]
                keys = [each.product for each in near[:_OFFERED]]
        return Answer(subject, linked, choices=tuple(await offered(tx, community, keys)))


def _digest(message: str, languages: Sequence[str]) -> bytes:
    """Name a message by what tells nobody its words."""
    return blake2b("\n".join((*languages, message)).encode(errors="replace")).digest()


def _is_settled(reading: Asked) -> bool:
    """Tell whether the wording of a message says all: it asks about what it names, or nothing."""
    if isinstance(reading.question, NotAQuestion):
        return reading.question.why not in (Why.CHATTER, Why.NOT_A_PRODUCT, Why.NOTHING_NAMED)
    named = not all(isinstance(each.link, Unknown) for each in reading.answers)
    return named or reading.question.framed


def _likeliest(answer: Answer) -> float:
    return max((each.confidence for each in answer.link.candidates), default=0.0)


def _why_not(question: Question, answers: tuple[Answer, ...]) -> Why | None:
    """Say why a message that names nothing known asks nothing either, if so.

    A long line that fits a product is no chatter: it is the title that a shop gives it.
    """
    if not all(isinstance(answer.link, Unknown) for answer in answers):
        return None
    is_long = len(question.subjects[0].text.split()) >= CHATTER_FROM
    if is_long and not question.framed and _likeliest(answers[0]) >= _TITLED:
        return None
    if question.doubt or question.framed or question.asked:
        return question.doubt
    return Why.CHATTER if is_long else None
