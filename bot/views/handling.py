"""What moderators decided about a product, as everybody sees it."""

from bot.chat.reply import Block, Quote, Status
from bot.i18n.translator import Translator
from bot.views import words
from knowledge.pages import Page
from knowledge.product import Status as Life


def warnings(t: Translator, page: Page) -> list[Block]:
    """Say before the verdict what one should know first: recalled, reformulated, under review."""
    blocks: list[Block] = []
    if page.product.status is not Life.ACTIVE:
        blocks.append(Status(t(words.STATUSES[page.product.status])))
    if page.handling.held_at is not None:
        day = t.day(page.handling.held_at.date())
        text = t(
            "Under review by the moderators since {day}; what people wrote is not shown.", day=day
        )
        blocks.append(Status(text))
    return blocks


def brand_reply(t: Translator, page: Page) -> list[Block]:
    """Give the brand's own words, labelled and dated; they count nothing."""
    text, at = page.handling.brand_reply, page.handling.brand_reply_at
    if text is None or at is None:
        return []
    label = t("The brand replies ({day}; this counts nothing)", day=t.day(at.date()))
    return [Quote(label, text)]
