"""The rules for messages, embeds, autocomplete choices and modals."""

from tests.wire.discord_model.components import Checker
from tests.wire.discord_model.messages import COMPONENTS_V2, Message
from tests.wire.discord_model.refusal import Problems, Refusal
from tests.wire.discord_model.world import Json

EMBED_TEXTS = (("title", 256), ("description", 4096))
OLD_FIELDS = ("content", "embeds", "poll", "sticker_ids")


def check_message(body: Json, uploads: set[str], before: Message | None = None) -> None:
    """Refuse a message, or an edit of `before`, that Discord would refuse."""
    problems = Problems()
    v2 = bool((body.get("flags") or 0) & COMPONENTS_V2)
    if before is not None:
        v2 = v2 or bool(before.flags & COMPONENTS_V2)
        uploads = uploads | {each.filename for each in before.files}
    if v2:
        _check_v2(problems, body, before)
    problems.length("content", body.get("content") or "", 0, 2000)
    _check_embeds(problems, body.get("embeds") or [])
    Checker(problems, uploads).message(body.get("components") or [], v2=v2)
    problems.refuse()
    if not _holds_something(body, uploads, before):
        raise Refusal(400, 50006, "Cannot send an empty message")


def _check_v2(problems: Problems, body: Json, before: Message | None) -> None:
    left: Json = {"content": before.content, "embeds": before.embeds} if before else {}
    for key in OLD_FIELDS:
        if (left | body).get(key):
            code = "MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2"
            message = f"The '{key}' field cannot be used when using MessageFlags.IS_COMPONENTS_V2"
            problems.add(key, code, message)


def _holds_something(body: Json, uploads: set[str], before: Message | None) -> bool:
    left: Json = {}
    if before is not None:
        left = {"content": before.content, "embeds": before.embeds, "components": before.components}
    whole = left | body
    keys = ("content", "embeds", "components", "poll", "sticker_ids")
    return bool(uploads) or any(whole.get(key) for key in keys)


def _check_embeds(problems: Problems, embeds: list[Json]) -> None:
    problems.length("embeds", embeds, 0, 10)
    total = 0
    for index, embed in enumerate(embeds):
        path = f"embeds.{index}"
        texts = [(key, embed.get(key), most) for key, most in EMBED_TEXTS]
        texts.append(("footer.text", (embed.get("footer") or {}).get("text"), 2048))
        texts.append(("author.name", (embed.get("author") or {}).get("name"), 256))
        fields = embed.get("fields") or []
        problems.length(f"{path}.fields", fields, 0, 25)
        for place, field in enumerate(fields):
            for key, most in (("name", 256), ("value", 1024)):
                problems.length(f"{path}.fields.{place}.{key}", field.get(key), 1, most)
                total += len(field.get(key) or "")
        for key, text, most in texts:
            problems.length(f"{path}.{key}", text or "", 0, most)
            total += len(text or "")
    if total > 6000:
        problems.add("embeds", "MAX_EMBED_SIZE_EXCEEDED", "Embed size exceeds maximum of 6000")


def check_modal(data: Json) -> None:
    """Refuse a form that Discord would not open."""
    problems = Problems()
    problems.length("data.custom_id", data.get("custom_id"), 1, 100)
    problems.length("data.title", data.get("title"), 1, 45)
    Checker(problems, set()).modal(data.get("components") or [])
    problems.refuse()


def check_choices(choices: object) -> None:
    """Refuse suggestions that Discord would not show."""
    problems = Problems()
    problems.length("data.choices", choices, 0, 25)
    for index, choice in enumerate(choices if isinstance(choices, list) else ()):
        path = f"data.choices.{index}"
        problems.length(f"{path}.name", choice.get("name"), 1, 100)
        for locale, name in (choice.get("name_localizations") or {}).items():
            problems.length(f"{path}.name_localizations.{locale}", name, 1, 100)
        if isinstance(choice.get("value"), str):
            problems.length(f"{path}.value", choice["value"], 1, 100)
        elif not isinstance(choice.get("value"), int | float):
            problems.add(f"{path}.value", "BASE_TYPE_REQUIRED", "This field is required")
    problems.refuse()
