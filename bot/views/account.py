"""A person's accounts on several platforms, as they see them."""

from bot.chat.action import Action
from bot.chat.reply import Breakdown, Button, Heading, Note, Reply, Visibility
from bot.i18n.translator import Translator
from bot.views.communities import grouped
from bot.views.errors import private
from knowledge.accounts import Parted


def code(t: Translator, text: str, others: int) -> Reply:
    """Show a code with what it does; `others` are the accounts that are joined already."""
    shown = grouped(text)
    blocks = [
        Note(t("On your other account, in a direct message: /account link {code}", code=shown)),
        Note(
            t(
                "It works once, within 15 minutes. Give it to nobody else: whoever uses it speaks"
                " as you. A new code makes this one void."
            )
        ),
    ]
    if others:
        count = t.plural("{count} account", "{count} accounts", others)
        blocks.append(Note(t("Joined to this one already: {accounts}.", accounts=count)))
    part = (_part(t),) if others else ()
    return Reply((Heading(shown), *blocks), part, Visibility.PRIVATE)


def ask(t: Translator, text: str, platform: str) -> Reply:
    """Say what joining does, and ask once."""
    rows = (
        (t("one vote"), t("of two verdicts on a product the newer stays; votes and reports too")),
        (t("everywhere"), t("in every community that this bot serves")),
        (t("does not come along"), t("roles and trust that moderators gave to this account")),
        (t("holds for both"), t("a bar; /mydata and /forgetme")),
        (t("moderators see"), t("that both accounts are one person")),
        (t("can be undone"), "/account part"),
    )
    title = t("Make this account and the one on {platform} one person?", platform=name(platform))
    sure = Button(t("Join them"), Action("account link", {"code": text, "sure": "yes"}))
    blocks = (Heading(title), Breakdown(t("What happens"), rows))
    return Reply(blocks, (sure,), Visibility.PRIVATE)


def joined(t: Translator) -> Reply:
    """Say that two accounts are one person now."""
    note = Note(t("Done: both accounts are one person now, with one vote."))
    return Reply((note,), (_part(t),), Visibility.PRIVATE)


def told(t: Translator, platform: str) -> Reply:
    """Tell whoever made a code that it was used, with the way back."""
    text = t(
        "Your code was used: an account on {platform} and this one are one person now. If that"
        " was not you, part them.",
        platform=name(platform),
    )
    return Reply((Note(text),), (_part(t),), Visibility.PRIVATE)


def parted(t: Translator, found: Parted) -> Reply:
    """Say that accounts are on their own again, and who has what was said."""
    if found.given_back:
        return private(t("Parted: each account has again what it had said before."))
    return private(
        t(
            "Parted. Something was changed since they were joined, so everything said stays with"
            " the account that made the code; the other begins anew."
        )
    )


def name(platform: str) -> str:
    """Write a platform's name as it writes itself."""
    return platform.capitalize()


def _part(t: Translator) -> Button:
    return Button(t("Part them"), Action("account part"))
