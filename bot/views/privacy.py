"""What is kept of a person, and how it is handed out and forgotten."""

from dataclasses import replace

from bot.chat.action import Action
from bot.chat.reply import Attachment, Breakdown, Button, Heading, Note, Reply, Visibility
from bot.i18n.translator import Translator
from bot.settings import Settings
from bot.views.errors import private
from bot.views.house import who


def privacy(t: Translator, settings: Settings) -> Reply:
    """Say what is kept of a person, and what is not."""
    rows = (
        (
            t("your questions"),
            t(
                "answered and forgotten, never logged; only the few words for which I ask what you"
                " mean are kept for a while, and in memory which product words meant, both without"
                " you"
            ),
        ),
        (
            t("how often you ask"),
            t("counted in memory for a minute, against floods; gone at a restart"),
        ),
        (
            t("your verdicts, votes, reports, suggestions, wishes and choices"),
            t("kept under a code made with a secret key that is not in the database"),
        ),
        (
            t("your account"),
            t(
                "no name and no id; the day of your first contribution, and the days you joined"
                " and made the account where the platform tells"
            ),
        ),
        (
            t("accounts that you joined: /account link"),
            t("their two codes, side by side; until you part them"),
        ),
        (t("whom to tell of a suggestion"), t("encrypted with that key")),
        (
            t("a form left half-way, and of which chat an answer's buttons speak"),
            t("on Telegram, encrypted with that key, for a day and for a month"),
        ),
        (t("every change"), t("in a journal with before and after, so that it can be undone")),
        (
            t("sharing"),
            t("nothing of yours; other communities may get how many said what, from three on"),
        ),
        (t("to see it all"), "/mydata"),
        (t("to be forgotten"), "/forgetme"),
        (t("who answers for it"), who(t, settings)),
    )
    blocks = (Heading(t("Privacy")), Breakdown(t("What is kept of you"), rows))
    return Reply(blocks, visibility=Visibility.PRIVATE)


def nothing(t: Translator) -> Reply:
    """Say that nothing is kept of the asker."""
    return private(t("Nothing is kept of you."))


def mydata(t: Translator, content: bytes, rows: int) -> Reply:
    """Hand out everything that is kept of the asker."""
    count = t.plural("{count} row is kept of you.", "{count} rows are kept of you.", rows)
    text = t("It is all in this file, as JSON; `journal` lists each change, before and after.")
    file = Attachment("mydata.json", content, t("Everything kept of you"))
    return Reply((Note(f"{count} {text}"), file), visibility=Visibility.PRIVATE)


def ask_forget(t: Translator) -> Reply:
    """Say what forgetting does, and ask once."""
    rows = (
        (
            t("goes"),
            t("your code, words, prices, votes, wishes, choices; from the journal as well"),
        ),
        (t("stays, with nobody's name"), t("the count: your stances, reasons and disclosures")),
        (t("cannot be undone"), t("nobody can find out later which were yours, not even you")),
    )
    note = Note(t("To take verdicts out of the count, withdraw them first: /verdict mine."))
    sure = Button(t("Forget me"), Action("forgetme", {"sure": "yes"}))
    blocks = (Heading(t("Forget me?")), Breakdown(t("What happens"), rows), note)
    return Reply(blocks, (sure,), Visibility.PRIVATE)


def forgotten(t: Translator, count: int) -> Reply:
    """Say that it is done."""
    said = private(t("Done: nothing here leads to you any more.")) if count else nothing(t)
    return replace(said, forgets=True)
