"""The one way in: gate, limits, arguments, errors."""

import logging
from dataclasses import replace

import pytest

from bot.chat.command import (
    ANYBODY,
    Call,
    Catalogue,
    CommandSpec,
    Parameter,
    ParameterKind,
    Role,
)
from bot.chat.facts import Facts
from bot.chat.form import Choice, FieldKind
from bot.chat.reply import Breakdown, Note, Reply, Visibility
from bot.chat.request import Author, Place, Request
from bot.dispatcher import Dispatcher
from bot.errors import CommandError
from bot.gate import Gate
from bot.limits import Limiter
from knowledge.community import Space
from knowledge.errors import StoreFull
from tests.factories import GROUP, MAYA, FakeClock, ask


class _Members:
    """Be a platform that knows one thing about everybody, or fails."""

    def __init__(self, facts: Facts | None) -> None:
        self.facts_, self.asked = facts, 0

    async def facts(self, author: Author, place: Place) -> Facts:
        self.asked += 1
        if self.facts_ is None:
            raise ConnectionError("the platform is away")
        return self.facts_


async def _hello(call: Call) -> Reply:
    return Reply((Note(f"hello {call.get('name')}"),))


async def _fail(call: Call) -> Reply:
    kind = call.get("name")
    if kind == "full":
        raise StoreFull("The disk is full.")
    if kind == "refused":
        raise CommandError("because")
    raise ZeroDivisionError(f"dividing {kind}")


def _dispatcher(
    members: _Members | None = None, *, per_minute: int = 0, space: Space | None = None
) -> Dispatcher:
    name = Parameter("name", "Whom to greet", required=True)
    size = Parameter("size", "How big", ParameterKind.NUMBER)
    tone = Parameter("tone", "How", choices=(Choice("loud", "loud"),))
    pack = Parameter("pack", "The pack", ParameterKind.FILE, required=True)
    key = Parameter("p", "A key", hidden=True, stands_in=True)
    specs = (
        CommandSpec("hello", "Say hello", _hello, (name, size, tone, key), needs=ANYBODY),
        CommandSpec("whisper", "Say it quietly", _hello, (name,), visibility=Visibility.PRIVATE),
        CommandSpec("kb add", "For moderators", _hello, (name,), needs=Role.MODERATOR),
        CommandSpec("fail", "Fail", _fail, (name,)),
        CommandSpec("take", "Take a file", _hello, (name, pack)),
    )
    gate = Gate({"test": members} if members else {})
    limiter = Limiter(FakeClock(), per_minute, 0)

    async def space_of(place: Place) -> Space:
        return space or Space(place.platform, place.space)

    return Dispatcher(Catalogue(specs), gate, limiter, space_of, "en")


def _text(reply: Reply) -> str:
    return " ".join(block.text for block in reply.blocks if isinstance(block, Note))


async def test_a_command_gets_its_arguments() -> None:
    """What was asked arrives and the reply goes back."""
    assert _text(await ask(_dispatcher(), "hello", name="you")) == "hello you"


async def test_what_anybody_may_do_never_asks_the_platform() -> None:
    """Facts cost a call, so they are only asked for when a command needs a standing."""
    members = _Members(Facts(is_admin=True))
    await ask(_dispatcher(members), "hello", name="you")

    assert members.asked == 0


@pytest.mark.parametrize(
    ("facts", "allowed"),
    [
        (Facts(), False),
        (Facts(role_ids=("moderators",)), False),
        (Facts(is_admin=True), True),
        (Facts(role=Role.MODERATOR), True),
        (Facts(role=Role.BARRED, is_admin=True), False),
        (None, False),
    ],
)
async def test_the_gate_decides_from_facts_and_fails_closed(
    facts: Facts | None, allowed: bool
) -> None:
    """Only a known role opens; a platform that cannot say opens nothing."""
    reply = await ask(_dispatcher(_Members(facts)), "kb add", name="you")

    assert (_text(reply) == "hello you") is allowed
    assert allowed or (reply.visibility is Visibility.PRIVATE and "moderators" in _text(reply))


async def test_a_platform_without_facts_has_members_only() -> None:
    """An adapter that was not given to the gate opens nothing."""
    assert "moderators" in _text(await ask(_dispatcher(), "kb add", name="you"))


async def test_a_file_is_asked_for_and_never_carried_along() -> None:
    """A form asks for a missing file; when something else is missing the file is not kept."""
    form = (await ask(_dispatcher(), "take", name="you")).form
    assert form is not None
    assert form.fields[0].kind is FieldKind.FILE
    again = (await ask(_dispatcher(), "take", pack="text")).form
    assert again is not None
    assert (again.known, [each.name for each in again.fields]) == ({}, ["name", "pack"])
    assert "too big" in _text(await ask(_dispatcher(), "take", name="you", pack="x" * 2_000_000))
    assert "not text" in _text(await ask(_dispatcher(), "take", name="you", pack="a\x00"))
    assert _text(await ask(_dispatcher(), "take", name="you", pack="x")) == "hello you"


async def test_what_is_missing_is_asked_for_and_what_was_given_is_kept() -> None:
    """A form comes back with the known arguments in it."""
    reply = await ask(_dispatcher(), "hello", size="3")

    assert reply.form is not None
    assert [field.name for field in reply.form.fields] == ["name"]
    assert reply.form.known == {"size": "3"}
    assert reply.form.command == "hello"


async def test_a_buttons_key_stands_in_for_what_else_would_be_asked() -> None:
    """A press carries all it needs."""
    assert (await ask(_dispatcher(), "hello", p="1")).form is None


@pytest.mark.parametrize(
    "arguments",
    [
        {"name": "x", "size": "big"},
        {"name": "x", "tone": "shrill"},
        {"name": "x", "colour": "red"},
    ],
)
async def test_a_wrong_argument_is_named_privately(arguments: dict[str, str]) -> None:
    """The command never sees it, the person learns what is wrong."""
    reply = await ask(_dispatcher(), "hello", **arguments)

    assert reply.visibility is Visibility.PRIVATE
    assert _text(reply).startswith("That did not work: ")
    assert list(arguments.values())[1] in _text(reply) or list(arguments)[1] in _text(reply)


async def test_an_unknown_command_names_the_nearest() -> None:
    """A typo gets help, privately."""
    reply = await ask(_dispatcher(), "helo")

    assert _text(reply) == "There is no /helo. Did you mean /hello?"
    assert reply.visibility is Visibility.PRIVATE


async def test_a_groups_name_alone_lists_its_commands() -> None:
    """Only those that the asker may call, privately; who may call none hears who may."""
    moderator = _Members(Facts(is_admin=True))
    (listed,) = (await ask(_dispatcher(moderator), "kb")).blocks
    refused = await ask(_dispatcher(_Members(Facts())), "kb")

    assert listed == Breakdown("/kb", (("/kb add name", "For moderators"),))
    assert "moderators" in _text(refused)
    assert "kb add" not in _text(refused)
    assert refused.visibility is Visibility.PRIVATE


async def test_too_many_requests_are_answered_with_when_to_come_back() -> None:
    """The limit is said, not silent; said again, it is marked as known."""
    dispatcher = _dispatcher(per_minute=2)
    replies = [await ask(dispatcher, "hello", name="x") for _ in range(4)]

    assert [_text(reply) for reply in replies[:2]] == ["hello x"] * 2
    assert all("Ask again in 30 seconds" in _text(reply) for reply in replies[2:])
    assert [reply.repeats for reply in replies] == [False, False, False, True]


async def test_an_error_becomes_a_number_for_the_person_and_a_log_for_the_admin(
    caplog: pytest.LogCaptureFixture,
) -> None:
    """No traceback in the chat; the log has it, without names or words of the person."""
    reply = await ask(_dispatcher(), "fail", name="secret words")

    assert "number" in _text(reply)
    assert "ZeroDivisionError" not in _text(reply)
    (record,) = caplog.records
    assert record.levelno == logging.ERROR
    assert "ZeroDivisionError through" in caplog.text
    assert "test_dispatcher.py" in caplog.text
    assert record.args is not None
    assert str(record.args[0]) in _text(reply)  # type: ignore[index]  # positional arguments
    assert "secret words" not in caplog.text
    assert "maya" not in caplog.text


async def test_a_refusal_gives_its_reason_and_a_full_disk_is_ours() -> None:
    """People can mend their own input; a disk is the admin's."""
    assert "because" in _text(await ask(_dispatcher(), "fail", name="refused"))
    assert "on my side" in _text(await ask(_dispatcher(), "fail", name="full"))


async def test_a_reply_says_whether_what_was_asked_was_done() -> None:
    """An adapter keeps a form's words by it: refusals and errors are marked, answers are not."""
    for name in ("refused", "full", "other"):
        assert (await ask(_dispatcher(), "fail", name=name)).refused
    assert not (await ask(_dispatcher(), "hello", name="you")).refused
    limited = _dispatcher(per_minute=1)
    await ask(limited, "hello", name="you")
    assert (await ask(limited, "hello", name="you")).refused


async def test_the_languages_are_named() -> None:
    """An adapter that lists commands asks which languages there are words in."""
    assert {"en", "de"} <= set(_dispatcher().locales)


async def test_private_commands_stay_private() -> None:
    """The spec's visibility holds whatever the handler returns."""
    reply = await ask(_dispatcher(), "whisper", name="x")

    assert reply.visibility is Visibility.PRIVATE


async def test_a_press_works_by_its_text_and_an_old_one_is_renewed_politely() -> None:
    """Buttons outlive restarts; what cannot be read says so."""
    dispatcher = _dispatcher()

    assert _text(await dispatcher.press("1|hello|name=you", MAYA, GROUP, "en")) == "hello you"
    old = await dispatcher.press("0:hello:you", MAYA, GROUP, "en")
    assert "older message" in _text(old)
    assert old.visibility is Visibility.PRIVATE


async def test_help_lists_what_the_asker_may_do() -> None:
    """A member is not shown what only moderators may."""
    request = Request("help", MAYA, GROUP)
    member = await _dispatcher(_Members(Facts())).commands(request)
    moderator = await _dispatcher(_Members(Facts(role=Role.MODERATOR))).commands(request)

    assert [spec.path for spec in moderator] == ["hello", "whisper", "kb add", "fail", "take"]
    assert [spec.path for spec in member] == ["hello", "whisper", "fail", "take"]


async def test_suggesting_never_fails() -> None:
    """A broken completer or an unknown command offers nothing."""
    dispatcher = _dispatcher()
    request = Request("hello", MAYA, GROUP)

    assert await dispatcher.suggest(request, "name", "x") == []
    assert await dispatcher.suggest(replace(request, command="nope"), "name", "x") == []


@pytest.mark.parametrize(("roles", "allowed"), [(("9", "7"), True), (("9",), False)])
async def test_a_space_names_the_roles_that_moderate(roles: tuple[str, ...], allowed: bool) -> None:
    """A role of the platform opens what its space says it opens."""
    space = Space("test", "shop talk", moderators=("7",))
    dispatcher = _dispatcher(_Members(Facts(role_ids=roles)), space=space)

    assert (_text(await ask(dispatcher, "kb add", name="you")) == "hello you") is allowed


async def test_outside_the_channels_of_a_space_answers_are_private() -> None:
    """Where the bot is not to speak for all to see, the asker still gets the answer."""
    space = Space("test", "shop talk", channels=("bots",), fade_misses=60)
    dispatcher = _dispatcher(space=space)
    elsewhere = await ask(dispatcher, "hello", name="you")
    request = Request("hello", MAYA, Place("test", "shop talk", "bots"), {"name": "you"})
    there = await dispatcher.handle(request)

    assert (elsewhere.visibility, elsewhere.fades) == (Visibility.PRIVATE, 60)
    assert (there.visibility, there.fades) == (Visibility.PUBLIC, None)


async def test_a_space_has_limits_and_a_language_of_its_own() -> None:
    """Stricter than the bot's, and spoken to all alike."""
    space = Space("test", "shop talk", person_per_minute=1, locale="de")
    dispatcher = _dispatcher(space=space)

    assert _text(await ask(dispatcher, "hello", name="you")) == "hello you"
    refused = await ask(dispatcher, "hello", name="you")
    assert refused.locale == "de"
    assert "60 Sekunden" in _text(refused)
