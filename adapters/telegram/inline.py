"""Answers where the bot is not: inline mode from any chat, and guest mode when summoned there."""

from collections.abc import Sequence

from telegram import (
    Bot,
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
)
from telegram.constants import ParseMode
from telegram.error import BadRequest

from adapters.telegram.calls import Calls
from adapters.telegram.inbound import PLATFORM, WORTH, locale, of_user
from adapters.telegram.outbound import render
from adapters.telegram.pacing import Clock
from adapters.telegram.recent import Recent
from bot.chat.reply import Heading, Reply, VerdictLine, Visibility
from bot.chat.request import Place, Request, Source
from bot.chat.text import clip
from bot.chat.words import Words
from bot.dispatcher import Dispatcher

MOST = 50
_SUGGESTED = 4  # answered beside what was typed; each costs an answer
_CACHE_SECONDS = 15
_FRESH = 30.0
_MAX_TITLE = 100


class Inline:
    """Answer inline queries with whole answers, each ready to be sent."""

    def __init__(self, dispatcher: Dispatcher, calls: Calls, clock: Clock) -> None:
        """Take the core, how calls are made, and a clock in seconds."""
        self._dispatcher, self._calls, self._clock = dispatcher, calls, clock
        self._recent: Recent[tuple[str, str, str], tuple[float, Reply]] = Recent(500)

    async def answer(self, bot: Bot, query: InlineQuery) -> None:
        """Answer a query; what is for the asker alone is left to the bot's own chat."""
        who, language = of_user(query.from_user), locale(query.from_user)
        t = self._dispatcher.translator(language)
        place = Place(PLATFORM, who.id, is_private=True)
        text = query.query.strip()
        results: list[InlineQueryResultArticle] = []
        if text:
            base = Request(WORTH, who, place, {"question": text}, language, Source.INLINE)
            results = await self._results(base, t)
        button = InlineQueryResultsButton(t("Ask me in private"), start_parameter="inline")
        try:
            await self._calls.make(
                lambda: bot.answer_inline_query(
                    query.id,
                    results[:MOST],
                    cache_time=_CACHE_SECONDS,
                    is_personal=True,  # the language is the person's
                    button=None if results else button,
                ),
                is_repeatable=True,
            )
        except BadRequest:
            return  # the person typed on, and the query is too old

    async def _results(self, base: Request, t: Words) -> list[InlineQueryResultArticle]:
        text = base.arguments["question"]
        choices = await self._dispatcher.suggest(base, "question", text)
        wanted = dict.fromkeys([text, *(choice.value for choice in choices[:_SUGGESTED])])
        found: dict[str, InlineQueryResultArticle] = {}
        for question in wanted:
            reply = await self._reply(base, question)
            if reply.visibility is Visibility.PUBLIC and reply.form is None:
                made = article(str(len(found)), reply, t)
                content = made.input_message_content
                found.setdefault(getattr(content, "message_text", ""), made)
        return list(found.values())

    async def _reply(self, base: Request, question: str) -> Reply:
        """Answer a question, or say again what was said a moment ago: people type by letters."""
        key, now = (base.author.id, base.locale, question), self._clock()
        found = self._recent.get(key)
        if found is not None and found[0] > now:
            return found[1]
        asked = {"question": question}
        reply = await self._dispatcher.handle(
            Request(WORTH, base.author, base.place, asked, base.locale, Source.INLINE)
        )
        self._recent.put(key, (now + _FRESH, reply))
        return reply


def article(number: str, reply: Reply, t: Words) -> InlineQueryResultArticle:
    """Make a result whose text is the answer."""
    rendered = render(reply, t)
    title, words = _title(reply.blocks)
    content = InputTextMessageContent(
        rendered.html,
        parse_mode=ParseMode.HTML,
        link_preview_options=LinkPreviewOptions(is_disabled=True),
    )
    return InlineQueryResultArticle(
        number,
        clip(title, _MAX_TITLE) or t("Answer"),
        content,
        description=clip(words, _MAX_TITLE) or None,
        reply_markup=rendered.keyboard,
    )


def _title(blocks: Sequence[object]) -> tuple[str, str]:
    """Take the product's name and its verdict in words."""
    names = [block.text for block in blocks if isinstance(block, Heading)]
    verdicts = [
        f"{block.word} – {block.detail}" if block.detail else block.word
        for block in blocks
        if isinstance(block, VerdictLine)
    ]
    return " · ".join(names), " · ".join(verdicts)
