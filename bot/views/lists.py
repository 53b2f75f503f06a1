"""Lists: categories, products to look through, alternatives, two products side by side."""

from bot.chat.action import Action, TooLong
from bot.chat.reply import (
    MAX_ITEMS,
    Block,
    Button,
    Heading,
    Item,
    Listing,
    Mode,
    Note,
    Reply,
    Tone,
    Visibility,
)
from bot.i18n.translator import Translator
from bot.views import words
from bot.views.answer import facts, heading, instead
from bot.views.choices import fitting
from knowledge import browsing
from knowledge.consensus.answer import Label
from knowledge.keys import short
from knowledge.listed import Listed, Shown
from knowledge.note import Lean, Rank
from knowledge.pages import Option, Page
from knowledge.product import Category


def shelves(t: Translator, found: list[tuple[Category, int]]) -> Reply:
    """List the fullest categories, each opened by a press."""
    if not found:
        return _empty(t("There is nothing in the base yet."))
    items = tuple(
        Item(
            category.name,
            t.plural("{count} product", "{count} products", count),
            action=Action("browse", {"category": category.id}),
        )
        for category, count in found[:MAX_ITEMS]
    )
    blocks: list[Block] = [Heading(t("Browse by category")), Listing(items)]
    rest = [category.name for category, _ in found[MAX_ITEMS:]]
    if rest:
        blocks.append(Note(t("Also: {names}", names=", ".join(rest))))
    return Reply(tuple(blocks))


def products(
    t: Translator, listing: browsing.Listing, title: str, arguments: dict[str, str]
) -> Reply:
    """List products with their leans; the buttons turn the page in place."""
    if not listing.total:
        return _empty(t("Nothing in the base fits that. Leave one condition out."))
    items = tuple(
        Item(row.title, lean(t, row), _tone(row), Action("worth", {"p": short(row.key)}))
        for row in listing.rows
    )
    page = f"{listing.page}/{listing.pages}" if listing.pages > 1 else ""
    turns = ((t("Previous"), listing.page - 1), (t("Next"), listing.page + 1))
    buttons = [_turn(label, number, arguments) for label, number in turns]
    shown = [
        button
        for button, (_, number) in zip(buttons, turns, strict=True)
        if button is not None and 1 <= number <= listing.pages
    ]
    count = t.plural("{count} product", "{count} products", listing.total)
    return Reply((Heading(title, count), Listing(items, page)), tuple(shown))


def _turn(label: str, number: int, arguments: dict[str, str]) -> Button | None:
    """Make a button that turns the page; none when the conditions are too long for one."""
    try:
        return Button(label, Action("browse", {**arguments, "page": str(number)}))
    except TooLong:
        return None


def turned(reply: Reply) -> Reply:
    """Put a list in the place of the one whose page was turned."""
    return Reply(reply.blocks, reply.actions, reply.visibility, Mode.EDIT, reply.form)


def alternatives(t: Translator, page: Page) -> Reply:
    """List everything that would do instead of a product."""
    key = {"p": short(page.product.key)}
    button = Button(t("Back to the answer"), Action("worth", key))
    if not page.options:
        text = t("Nobody has named an alternative to {product} yet.", product=page.product.title)
        return Reply((Note(text),), (button,), Visibility.PRIVATE)
    items = tuple(_option(t, option) for option in page.options[:MAX_ITEMS])
    title = t("Instead of {product}", product=page.product.title)
    return Reply((Heading(title), Listing(items)), (button,))


def _option(t: Translator, option: Option) -> Item:
    alternative, row = option.alternative, option.listed
    details = [t(words.RANKS[alternative.rank])]
    if alternative.price is not None:
        details.append(words.price(t, alternative.price))
    if row is None:
        return Item(alternative.text or "", " · ".join(details))
    action = Action("worth", {"p": short(row.key)})
    return Item(row.title, " · ".join([*details, lean(t, row)]), _tone(row), action)


def compare(t: Translator, found: list[Page]) -> Reply:
    """Set products side by side: for each the same facts in the same order."""
    blocks: list[Block] = []
    buttons = []
    for page in found:
        blocks += [heading(page), *facts(t, page)]
        button = Button(
            fitting(page.product.title), Action("worth", {"p": short(page.product.key)})
        )
        buttons.append(button)
    for page in found:
        own = [each for each in page.options if each.alternative.rank is Rank.OWN][:1]
        blocks += instead(t, tuple(own), page.product.title)
    return Reply(tuple(blocks), tuple(buttons))


def lean(t: Translator, row: Listed) -> str:
    """Say a product's lean in a list, and on whose word."""
    match row.lean:
        case Label() as label if label in words.HEADLINES:
            people = t.plural("{count} counted", "{count} counted", row.counted)
            return f"{t(words.HEADLINES[label])} ({people})"
        case Lean() as leaning:
            return t("editorial: {lean}", lean=t(words.LEANS[leaning]))
    return t("no reports yet")


def _tone(row: Listed) -> Tone:
    if row.basis is Shown.VERDICTS and isinstance(row.lean, Label):
        return words.TONES.get(row.lean, Tone.NEUTRAL)
    return Tone.NEUTRAL


def _empty(text: str) -> Reply:
    return Reply((Note(text),), visibility=Visibility.PRIVATE)
