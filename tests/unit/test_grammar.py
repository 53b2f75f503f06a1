"""Typed commands: paths, options, and the text that is left."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.chat.command import Call, Catalogue, CommandSpec, Parameter, ParameterKind
from bot.chat.form import Choice
from bot.chat.grammar import Parsed, parse
from bot.chat.reply import Reply


async def _serve(call: Call) -> Reply:
    return Reply()


def _spec(path: str, *parameters: Parameter) -> CommandSpec:
    return CommandSpec(path, "Serve a test.", _serve, parameters)


def _product(name: str, required: bool = True) -> Parameter:
    return Parameter(name, "A product.", ParameterKind.PRODUCT, required)


CHOICES = (Choice("hair_care", "Hair care"), Choice("home", "Home"))
CATALOGUE = Catalogue(
    (
        _spec("worth", Parameter("question", "What to ask.", required=True)),
        _spec("compare", _product("first"), _product("second")),
        _spec(
            "browse",
            Parameter("category", "Which category.", ParameterKind.CHOICE),
            Parameter("tag", "Which tag."),
            Parameter("page", "Which page.", hidden=True),
        ),
        _spec("kb add", _product("name"), Parameter("brand", "The brand.")),
        _spec("kb", Parameter("word", "Any word.")),
        _spec("help"),
        _spec("pick", Parameter("what", "Which.", ParameterKind.CHOICE, choices=CHOICES)),
        _spec("merge", _product("a"), _product("b", False), _product("c", False)),
    )
)


@pytest.mark.parametrize(
    ("line", "command", "arguments"),
    [
        ("worth stanley cup", "worth", {"question": "stanley cup"}),
        ("  WORTH   stanley  cup ", "worth", {"question": "stanley  cup"}),
        ("worth", "worth", {}),
        ("help me please", "help", {}),
        ("kb add Rambler", "kb add", {"name": "Rambler"}),
        ("KB Add Rambler", "kb add", {"name": "Rambler"}),
        ("kb_add Rambler", "kb add", {"name": "Rambler"}),
        ("kb addition", "kb", {"word": "addition"}),
        ("kb", "kb", {}),
    ],
)
def test_the_longest_path_calls_the_command(
    line: str, command: str, arguments: dict[str, str]
) -> None:
    """A path is found in any case, with a space or an underscore, the longer one first."""
    assert parse(CATALOGUE, line) == Parsed(command, arguments)


@pytest.mark.parametrize("line", ["", "   ", "nothing like it", "add kb", "/worth x", "worth: x"])
def test_a_line_that_names_no_command_is_none(line: str) -> None:
    """A line that starts with no command's path is not a command."""
    assert parse(CATALOGUE, line) is None


@pytest.mark.parametrize(
    ("line", "arguments"),
    [
        ("browse category:home tag:cheap", {"category": "home", "tag": "cheap"}),
        ("browse TAG:cheap home", {"category": "home", "tag": "cheap"}),
        ('browse tag:"two words" home', {"category": "home", "tag": "two words"}),
        ("browse tag:“two words” home", {"category": "home", "tag": "two words"}),
        ('browse home tag:"never closed', {"category": "home", "tag": "never closed"}),
        ("browse category:home the rest", {"category": "home", "tag": "the rest"}),
        ("browse tag:a tag:b", {"tag": "b"}),
        ("browse category:home tag:big one", {"category": "home", "tag": "big one"}),
        ('browse tag:12" home', {"category": "home", "tag": '12"'}),
        ("browse page:7", {"category": "page:7"}),
        ("browse tag:", {"category": "tag:"}),
        ("browse tag:a:b:c", {"tag": "a:b:c"}),
    ],
)
def test_options_name_their_parameter(line: str, arguments: dict[str, str]) -> None:
    """Options set what they name; the rest goes to the first parameter left; hidden ones stay."""
    assert parse(CATALOGUE, line) == Parsed("browse", arguments)


@pytest.mark.parametrize(
    ("line", "arguments"),
    [
        ("browse tag:cheap retailer:Target", {"tag": "cheap", "retailer": "Target"}),
        ("browse retailer:Target tag:cheap", {"tag": "cheap", "retailer": "Target"}),
        ('kb_add name:Rambler colour:"light blue"', {"name": "Rambler", "colour": '"light blue"'}),
        ('browse tag:cheap "re:zero"', {"tag": "cheap", "category": "re:zero"}),
        (
            "browse tag:cheap https://shop.example",
            {"tag": "cheap", "category": "https://shop.example"},
        ),
        ("browse tag:cheap page:7", {"tag": "cheap", "category": "page:7"}),
        ("browse re:zero", {"category": "re:zero"}),
        ("compare first:halo re:zero", {"first": "halo", "second": "re:zero"}),
    ],
)
def test_an_option_that_does_not_exist_is_kept_by_its_name(
    line: str, arguments: dict[str, str]
) -> None:
    """Beside other options it can be refused by name; quoted words, links and names are text."""
    parsed = parse(CATALOGUE, line)
    assert parsed is not None
    assert parsed.arguments == arguments


@pytest.mark.parametrize(
    "text",
    [
        "https://shop.example/p?a=1&tag:b=2",
        'a 55" tv or a 65" tv',
        "ratio 16:9 note:well",
        'say "the question:x thing" aloud',
        "C'est «ça»: oui",
        "<@123> `code` ; DROP TABLE products; --",
        "عطر 🧴 质量",
    ],
)
def test_text_survives_as_it_was_typed(text: str) -> None:
    """Links, colons, quotes inside and markup in a question reach the command unchanged."""
    assert parse(CATALOGUE, f"worth {text}") == Parsed("worth", {"question": text})


@pytest.mark.parametrize(
    ("typed", "value"),
    [("hair_care", "hair_care"), ("Hair Care", "hair_care"), ("hair", "hair"), ("HOME", "home")],
)
def test_a_choice_is_taken_by_code_or_label_in_any_case(typed: str, value: str) -> None:
    """What names a choice becomes its code; anything else stays for the core to judge."""
    expected = Parsed("pick", {"what": value})
    assert parse(CATALOGUE, f"pick {typed}") == expected
    assert parse(CATALOGUE, f'pick what:"{typed}"') == expected


def test_words_around_an_option_are_joined() -> None:
    """Text before and after an option is one text."""
    parsed = parse(CATALOGUE, "kb add big brand:YETI mug")
    assert parsed == Parsed("kb add", {"brand": "YETI", "name": "big mug"})


def test_quotes_around_the_whole_text_are_not_part_of_it() -> None:
    """A quoted question loses its quotes."""
    assert parse(CATALOGUE, 'worth "stanley cup"') == Parsed("worth", {"question": "stanley cup"})


@pytest.mark.parametrize(
    "text",
    [
        "dyson airwrap or shark flexstyle",
        "dyson airwrap OR shark flexstyle",
        "dyson airwrap vs shark flexstyle",
        "dyson airwrap vs. shark flexstyle",
        "dyson airwrap versus shark flexstyle",
        "dyson airwrap, shark flexstyle",
        "dyson airwrap|shark flexstyle",
        '"dyson airwrap" "shark flexstyle"',
        '"dyson airwrap" or "shark flexstyle"',
        '"dyson airwrap", shark flexstyle',
        'dyson airwrap "shark flexstyle"',
        "second:“shark flexstyle” dyson airwrap",
        'first:"dyson airwrap" shark flexstyle',
    ],
)
def test_a_comparison_takes_its_two_products(text: str) -> None:
    """Each usual way to name two products fills both parameters."""
    expected = {"first": "dyson airwrap", "second": "shark flexstyle"}
    parsed = parse(CATALOGUE, f"compare {text}")
    assert parsed is not None
    assert parsed.arguments == expected


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("airpods earpods", {"first": "airpods", "second": "earpods"}),
        ("dyson airwrap", {"first": "dyson", "second": "airwrap"}),
        ("the dyson airwrap", {"first": "the dyson airwrap"}),
        ("oreo cookies or orb", {"first": "oreo cookies", "second": "orb"}),
        ("a or b or c", {"first": "a", "second": "b or c"}),
        ("a 1,000 piece set or b", {"first": "a 1,000 piece set", "second": "b"}),
        (", or |", {}),
        ("airpods or", {"first": "airpods"}),
        ("", {}),
    ],
)
def test_a_comparison_splits_at_separators_only(text: str, arguments: dict[str, str]) -> None:
    """Separators inside words and numbers do not split, and nothing typed is dropped."""
    assert parse(CATALOGUE, f"compare {text}") == Parsed("compare", arguments)


def test_optional_products_take_further_parts() -> None:
    """A command with three products takes up to three parts."""
    assert parse(CATALOGUE, "merge x, y | z") == Parsed("merge", {"a": "x", "b": "y", "c": "z"})


_NASTY = st.text(st.sampled_from(list(' \t\n"“”„:,|/\\\x00\x1b\ud800 orvsüİſ👍')), max_size=60)
_LINES = st.tuples(
    st.sampled_from(["", "worth ", "compare ", "browse ", "kb add ", "kb ", "browse tag:"]),
    st.one_of(_NASTY, st.text(max_size=40)),
).map("".join)


@settings(max_examples=150, deadline=None)
@given(_LINES)
def test_no_text_raises_or_sets_what_is_not_declared(line: str) -> None:
    """Whatever is typed, only typed parameters of an existing command come out."""
    parsed = parse(CATALOGUE, line)
    if parsed is not None:
        spec = CATALOGUE.get(parsed.command)
        assert spec is not None
        assert set(parsed.arguments) <= {p.name for p in spec.parameters if not p.hidden}


@settings(max_examples=80, deadline=None)
@given(st.text(st.characters(exclude_characters='"“”„', exclude_categories=["Z", "C"])))
def test_a_quoted_value_comes_back_whole(value: str) -> None:
    """Any words in quotes are the option's value, whatever they hold."""
    parsed = parse(CATALOGUE, f'browse tag:"{value} category:x" category:y')
    assert parsed is not None
    assert parsed.arguments == {"tag": f"{value} category:x".strip(), "category": "y"}


@pytest.mark.parametrize("piece", ["tag:„a ", 'tag:"a ', '"a ', ", ", "or ", '“" ', "a:", "tag:"])
@pytest.mark.parametrize("command", ["browse", "compare"])
def test_long_lines_are_read_in_linear_time(command: str, piece: str) -> None:
    """A line of several hundred kilobytes takes no noticeable time, however it is made."""
    line = f"{command} " + piece * (300_000 // len(piece)) + 'end"'
    start = time.process_time()
    assert parse(CATALOGUE, line) is not None
    assert time.process_time() - start < 3
