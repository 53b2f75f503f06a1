"""A community, as its admins see it."""

from bot.chat.reply import Breakdown, Heading, Note, Reply, Visibility
from bot.chat.words import n_
from bot.i18n.translator import Translator
from knowledge.community import HOME, Community, Openness

OPENNESS = {
    Openness.OPEN: n_("open: newcomers count at once"),
    Openness.GUARDED: n_("guarded: newcomers count after a while"),
    Openness.STRICT: n_("strict: only who is vouched for counts at once"),
}


def community(t: Translator, found: Community, spaces: int) -> Reply:
    """List how a community is run."""
    rows = (
        (t("name"), found.name or t("none")),
        (t("newcomers"), t(OPENNESS[found.openness])),
        (t("notices to moderators"), t("in a channel") if found.notices else t("nowhere")),
        (t("servers and groups"), t.number(spaces)),
    )
    title = t("The bot's home community") if found.key == HOME else t("This community")
    return Reply(
        (Heading(title), Breakdown(t("Change it with /community set"), rows)),
        visibility=Visibility.PRIVATE,
    )


def code(t: Translator, text: str) -> Reply:
    """Show a code with what it does."""
    shown = grouped(text)
    warning = t(
        "One server or group may join with it, within a day. Its admins are admins of this"
        " community then, so give it to nobody else. A new code makes this one void."
    )
    use = t("There, an admin says: /community join {code}", code=shown)
    return Reply((Heading(shown), Note(use), Note(warning)), visibility=Visibility.PRIVATE)


def grouped(code: str) -> str:
    """Write a code so that it can be read out."""
    return "-".join(code[at : at + 4] for at in range(0, len(code), 4))


def joined(t: Translator, left: int) -> Reply:
    """Say that a space has joined, and what it left behind."""
    blocks = [Note(t("This place belongs to that community now."))]
    if left:
        text = t.plural(
            "{count} verdict stays with the community it had before.",
            "{count} verdicts stay with the community it had before.",
            left,
        )
        blocks.append(Note(text))
    return Reply(tuple(blocks), visibility=Visibility.PRIVATE)
