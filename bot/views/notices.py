"""The digest that moderators get, and what people hear of what they proposed."""

from bot.chat.action import Action
from bot.chat.reply import Block, Breakdown, Button, Heading, Note, Reply, Visibility
from bot.i18n.translator import Translator
from bot.views import groups
from bot.views.queue import KINDS, REASONS, REPORTS
from knowledge.contribution import Proposal
from knowledge.digest import Digest
from knowledge.product import Product, title_of


def digest(t: Translator, found: Digest) -> Reply:
    """Say how much waits, and which products are reported and why."""
    rows = tuple((t(KINDS[kind]), t.number(count)) for kind, count in found.waiting.items())
    blocks: list[Block] = [
        Heading(t("Something waits for moderators")),
        Breakdown(t("In the queue"), rows),
    ]
    reported = tuple(
        (each.title, ", ".join(f"{t(REPORTS[kind])} ({t.number(n)})" for kind, n in each.kinds))
        for each in found.reported
    )
    held = tuple((each.title, groups.summary(t, each)) for each in found.held)
    if held:
        blocks.append(Breakdown(t("Answers that a group withholds"), held))
    if reported:
        blocks.append(Breakdown(t("Most reported"), reported))
    return Reply(tuple(blocks), (Button(t("Open the queue"), Action("queue")),))


def taken(t: Translator, proposal: Proposal, product: Product) -> Reply:
    """Tell somebody that what they proposed is in the base."""
    name = title_of(proposal.brand, proposal.name)
    if name == product.title:
        text = t("“{name}”, which you proposed, is in the base now. Thank you.", name=name)
    else:
        text = t(
            "“{name}”, which you proposed, leads to {product} now. Thank you.",
            name=name,
            product=product.title,
        )
    return Reply((Note(text),), visibility=Visibility.PRIVATE)


def rejected(t: Translator, proposal: Proposal, reason: str) -> Reply:
    """Tell somebody that what they proposed was turned down, and why."""
    why = next((t(each.label) for each in REASONS if each.value == reason), t("another reason"))
    text = t(
        "“{name}”, which you proposed, was not taken: {why}.",
        name=title_of(proposal.brand, proposal.name),
        why=why,
    )
    return Reply((Note(text),), visibility=Visibility.PRIVATE)
