"""A space's settings, as its admins see them."""

from bot.chat.form import Choice
from bot.chat.reply import Breakdown, Heading, Reply, Visibility
from bot.i18n.translator import Translator
from knowledge.community import Space


def settings(t: Translator, space: Space, names: tuple[Choice, ...]) -> Reply:
    """List what is set here and what stands at the bot's default."""
    rows = []
    for choice in names:
        value = getattr(space, choice.value)
        text = ", ".join(value) if isinstance(value, tuple) else value
        shown = t("default") if text in (None, "") else str(text)
        rows.append((f"{choice.value} – {t(choice.label)}", shown))
    title = t("Settings of this place")
    return Reply(
        (Heading(title), Breakdown(t("Change one with /settings set"), tuple(rows))),
        visibility=Visibility.PRIVATE,
    )
