"""Lines of JSON as a stranger writes them: what is odd and harmless, early, or wrong."""

import json
from codecs import BOM_UTF8
from collections import Counter
from typing import Any

import pytest

from bot.errors import CommandError
from bot.ops.commands.consensus import answers

_HANDS = ("ada", "ben", "cyd")
_ODD: tuple[Any, ...] = (None, "", "odd", 7, 7.5, -1, True, [], [None, 7], {"id": "odd"}, 10**400)


def _product(id_: object = "cup", **more: object) -> dict[str, object]:
    return {"type": "product", "t": 0, "id": id_, "brand": f"of {id_}", **more}


def _member(id_: object, **more: object) -> dict[str, object]:
    told = {"account_created": -900, "joined": -300, "invite": None, "role": "member"}
    return {"type": "member", "t": 0, "id": id_, **told, **more}


def _verdict(member: object, product: object = "cup", **more: object) -> dict[str, object]:
    said = {"verdict": "worth", "disclosure": "bought", "id": f"{member} on {product}"}
    return {"type": "verdict", "t": 100, "member": member, "product": product, **said, **more}


def _hand(name: object) -> list[dict[str, object]]:
    """Make a member who has been around and spoken of two other brands."""
    return [_member(name), _verdict(name, "lamp", t=10), _verdict(name, "chair", t=20)]


def _community(*more: dict[str, object]) -> list[dict[str, object]]:
    """Let three of them think the cup worth it, and more happen."""
    hands = [each for name in _HANDS for each in (*_hand(name), _verdict(name))]
    return [*map(_product, ("cup", "lamp", "chair")), *hands, *more]


def _ask(events: list[dict[str, object]], t: float = 400) -> dict[str, Any]:
    """Return the cup's line on a day."""
    lines = [json.dumps(each).encode() for each in (*events, {"type": "now", "t": t})]
    return next(each for each in answers(lines) if str(each["product"]) in ("cup", "7", "7.0"))


PLAIN = _ask(_community())


@pytest.mark.parametrize("value", _ODD, ids=lambda each: repr(each)[:14])
@pytest.mark.parametrize(
    ("kind", "key"),
    [
        ("product", "category"),
        ("product", "price"),
        ("product", "brand"),
        ("member", "account_created"),
        ("member", "joined"),
        ("member", "invite"),
        ("member", "role"),
        ("trust", "on"),
        ("verdict", "reasons"),
        ("verdict", "months"),
        ("verdict", "price"),
        ("verdict", "alternatives"),
        ("verdict", "text"),
        ("verdict", "colour"),
    ],
)
def test_what_is_only_good_to_know_may_be_odd(kind: str, key: str, value: object) -> None:
    """A value of another type, null, or a key that nobody knows changes nothing."""
    events = _community({"type": "trust", "t": 110, "member": "ada"})
    odd = [{**each, key: value} if each["type"] == kind else each for each in events]
    if key == "brand":
        odd[1:3] = events[1:3]  # a brand that may well be one, but is not the others'
    if key == "alternatives":
        odd = [{**each, key: []} if each.get("member") in ("ada", "ben") else each for each in odd]
    found = _ask(odd)
    assert (found["label"], found["counted"]) == ("worth", (3, 0, 0)) == (PLAIN["label"], (3, 0, 0))


def test_keys_that_are_good_to_know_may_be_missing() -> None:
    """The least that an event can be is its kind, its day, and who says what of what."""
    least = ("type", "t", "id", "member", "product", "verdict")
    bare = [{key: each[key] for key in least if key in each} for each in _community()]
    assert (_ask(bare)["label"], _ask(bare)["counted"]) == ("worth", (3, 0, 0))


@pytest.mark.parametrize(
    ("alternatives", "counted"),
    [("pot", 2), (7, 2), (["pot", None], 2), ({"name": "pot"}, 3), ([{"name": "pot"}], 3)],
)
def test_alternatives_are_told_by_names_alone(alternatives: object, counted: int) -> None:
    """A skip that pushes something else by links weighs nothing; what is no name pushes nothing."""
    pushing = _verdict("ada", verdict="skip", disclosure="affiliate", id="anew")
    found = _ask(_community({**pushing, "alternatives": alternatives}))
    assert sum(found["counted"]) == counted


@pytest.mark.parametrize("disclosure", [None, "", "loaned", 3, [], "undisclosed"])
def test_an_unknown_disclosure_discloses_nothing(disclosure: object) -> None:
    """It weighs as a blank does, beside others who do disclose."""
    found = _ask(_community(_verdict("ada", disclosure=disclosure, id="anew")))
    blank = _ask(_community(_verdict("ada", disclosure="undisclosed", id="anew")))
    assert found["weight_for"] == blank["weight_for"] < PLAIN["weight_for"]


def test_numbers_and_their_strings_name_the_same() -> None:
    """7, 7.0 and "7" are one product, one member, one verdict; the product is named as it was."""
    for id_ in (7, 7.0, "7"):
        named = json.loads(json.dumps(_community()).replace('"cup"', json.dumps(id_)))
        found = _ask([*named, _verdict("ada", "7", verdict="skip", id="anew")])
        assert found["product"] == id_
        assert found["counted"] == (2, 0, 1)
    numbered = [_product(), *_hand(1), _verdict("1", id=5), _verdict(1.0, verdict="skip", id="5")]
    assert _ask([*numbered, *_community()[1:]])["counted"] == (3, 0, 1)


def test_what_came_before_its_product_was_named_counts_when_it_is() -> None:
    """Naming a product of which somebody spoke is no new epoch; its brand counts from then on."""
    events = _community()
    turned = [*events[3:], *events[:3]]
    assert _ask(turned) == PLAIN

    one_brand = [each | {"brand": "one"} if each["type"] == "product" else each for each in turned]
    assert _ask(one_brand)["newcomers"] == (3, 0, 0)


def test_what_came_before_its_member_was_told_of_counts_when_it_is() -> None:
    """Whoever speaks, is trusted or barred before anything is known of them keeps that."""
    events = _community()
    late = sorted(events, key=lambda each: each["type"] == "member")
    assert _ask(late) == PLAIN
    new = [_verdict("dot"), _member("dot", joined=395)]
    assert _ask([*events, {"type": "trust", "t": 1, "member": "dot"}, *new])["counted"] == (4, 0, 0)
    assert _ask([{"type": "ban", "t": 0, "member": "ada"}, *events])["counted"] == (2, 0, 0)


@pytest.mark.parametrize("key", ["joined", "account_created"])
@pytest.mark.parametrize(
    "odd", [None, "380", True, [380], 10**400], ids=lambda each: repr(each)[:9]
)
def test_an_odd_day_is_as_none_told(key: str, odd: object) -> None:
    """Who tells no day of joining came with the event; no day of birth makes no account young."""
    new = {"account_created": -900, "joined": 380, "t": 390}
    told = [_member("dot", **{**new, key: odd}), *_hand("dot")[1:], _verdict("dot")]
    came = 390 if key == "joined" else 380
    for day, counted in ((came + 13.9, 3), (came + 14.1, 4)):
        assert _ask(_community(*told), day)["counted"] == (counted, 0, 0)


@pytest.mark.parametrize("on", [None, True, 1, "yes", "", [], {}, -1])
@pytest.mark.parametrize("off", [False, 0, 0.0])
def test_a_word_of_trust_holds_unless_it_says_otherwise(on: object, off: object) -> None:
    """Null and what is odd are as good as nothing, and 0 as good as false."""
    new = [_member("dot", joined=395), _verdict("dot")]
    trust = {"type": "trust", "t": 396, "member": "dot", "on": on}
    assert _ask(_community(*new, trust))["counted"] == (4, 0, 0)
    assert _ask(_community(*new, trust, {**trust, "on": off}))["counted"] == (3, 0, 0)


def test_a_decision_that_comes_before_its_verdict_waits_for_it() -> None:
    """Events of one moment come in any order."""
    reject = {"type": "moderate", "t": 100, "verdict": "ada on cup", "action": "reject"}
    events = _community()
    assert _ask([reject, *events])["counted"] == _ask([*events, reject])["counted"] == (2, 0, 0)


def test_votes_and_what_names_nothing_change_nothing() -> None:
    """A vote before its verdict, a decision or a ban about nobody, and an unknown kind."""
    odd = [
        {"type": "vote", "t": 1, "member": "ada", "verdict": "ada on cup", "value": 1},
        {"type": "vote", "t": 1, "value": None},
        {"type": "moderate", "t": 1, "verdict": "none", "action": "reject"},
        {"type": "ban", "t": 1, "member": "nobody"},
        {"type": "party", "t": 1},
    ]
    assert _ask([*odd, *_community()]) == PLAIN


def test_each_now_is_answered_and_a_later_verdict_takes_the_place_of_the_first() -> None:
    """Asked twice, a member who thought again counts once each time."""
    events = [
        *_community(),
        {"type": "now", "t": 300},
        _verdict("ada", verdict="skip", t=310, id=9),
    ]
    lines = [json.dumps(each).encode() for each in (*events, {"type": "now", "t": 400})]
    cups = [each["counted"] for each in answers(lines) if each["product"] == "cup"]
    assert cups == [(3, 0, 0), (2, 0, 1)]


def test_kinds_that_are_unknown_are_counted() -> None:
    """So that whoever misspelt one is told."""
    unknown: Counter[str] = Counter()
    list(answers([b'{"type": "party", "t": 1}'] * 2 + [b'{"type": "now", "t": 2}'], unknown))
    assert unknown == {"party": 2}


def test_a_byte_order_mark_and_carriage_returns_are_read_over() -> None:
    """As some editors leave them in a file."""
    lines = [b'\xef\xbb\xbf{"type": "product", "t": 0, "id": "cup"}\r\n', b"\r\n"]
    assert [each["product"] for each in answers(lines)] == ["cup"]


def test_a_byte_order_mark_may_stand_alone_or_before_an_unknown_kind() -> None:
    """The mark belongs to no line, whatever the first one holds."""
    unknown: Counter[str] = Counter()
    assert list(answers([BOM_UTF8 + b'{"type": "party", "t": 1}\n'], unknown)) == []
    assert unknown == {"party": 1}
    product = b'{"type": "product", "t": 0, "id": "cup"}'
    for first in (BOM_UTF8, BOM_UTF8 + b"\r\n"):
        assert [each["product"] for each in answers([first, product])] == ["cup"]


@pytest.mark.parametrize(
    "line",
    [
        b'{"type": "now"}',
        b'{"type": "now", "t": "3"}',
        b'{"type": "verdict", "t": 1, "id": 1, "member": "a", "product": "p"}',
        b'{"type": "verdict", "t": 1, "id": 1, "member": "a", "product": "p", "verdict": "meh"}',
        b'{"type": "verdict", "t": 1, "id": 1, "member": null, "product": "p", "verdict": "skip"}',
        b'{"type": "moderate", "t": 1, "verdict": 1, "action": "hold"}',
        b'{"type": "product", "t": 1, "id": true}',
        b'{"type": 3, "t": 1}',
        b'{"t": 1}',
        b"[1]",
        b"not json",
    ],
)
def test_what_an_answer_rests_on_must_be_right(line: bytes) -> None:
    """Where a day, a name or a stance is missing or wrong, the line is named and nothing said."""
    with pytest.raises(CommandError, match="line 2"):
        list(answers([b'{"type": "product", "t": 0, "id": "cup"}', line]))
