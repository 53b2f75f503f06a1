"""An account, as moderators see it: a code and what was decided, never a name."""

from bot.chat.reply import Breakdown, Heading, Reply, Visibility
from bot.chat.words import n_
from bot.i18n.translator import Translator
from bot.views.journal import who
from knowledge.member import Expertise, Grant, Member

GRANTS = {
    Grant.MODERATOR: n_("moderator"),
    Grant.ADMIN: n_("admin"),
    Grant.OWNER: n_("owner"),
}


def member(t: Translator, found: Member, verdicts: int) -> Reply:
    """List what is known of an account."""
    yes, no = t("yes"), t("no")
    rows = (
        (t("role given here"), t(GRANTS[found.granted]) if found.granted else t("none")),
        (t("trusted"), yes if found.trusted else no),
        (t("barred from contributing"), yes if found.barred else no),
        (t("founding member"), yes if found.founding else no),
        (t("verified expertise"), ", ".join(map(_expertise, found.expertise)) or t("none")),
        (t("verdicts"), t.number(verdicts)),
    )
    blocks = (Heading(who(found.person)), Breakdown(t("What is known of this account"), rows))
    return Reply(blocks, visibility=Visibility.PRIVATE)


def _expertise(verified: Expertise) -> str:
    return f"{verified.category} ({verified.trade})" if verified.trade else verified.category
