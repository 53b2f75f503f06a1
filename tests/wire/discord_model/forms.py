"""How a person's client fills in a form."""

from __future__ import annotations

from typing import Any

from tests.wire.discord_model.components import (
    CHECK,
    CHECKS,
    RADIO,
    STRING_SELECT,
    TEXT_INPUT,
    UPLOAD,
)
from tests.wire.discord_model.messages import CannotDo, Modal
from tests.wire.discord_model.options import Filling
from tests.wire.discord_model.world import Json


def fill(modal: Modal, given: dict[str, Any], filling: Filling) -> Json:
    """Build the data of a submitted form from values by label or custom id."""
    values = dict(given)
    components = [_outer(each, values, filling) for each in modal.components]
    if values:
        raise CannotDo(f"the form has no {list(values)}, only {list(modal.fields)}")
    data: Json = {"custom_id": modal.custom_id, "components": components}
    return data | ({"resolved": filling.resolved} if filling.resolved else {})


def choose(select: Json, values: Any, filling: Filling) -> list[str]:
    """Take values from a select by value or label, or whatever else it lists."""
    values = list(values) if isinstance(values, list | tuple) else [values]
    low, high = select.get("min_values"), select.get("max_values")
    low = int(select.get("required", True)) if low is None else low
    high = _most(select) if high is None else high
    optional = not values and not select.get("required", True)
    if not low <= len(values) <= high and not optional:
        raise CannotDo(f"between {low} and {high} can be chosen, not {values}")
    if "options" not in select:
        return [filling.refer(value) for value in values]
    return [_option(select, value) for value in values]


def _most(select: Json) -> int:
    return len(select["options"]) if select["type"] == CHECKS else 1


def _option(select: Json, value: Any) -> str:
    for each in select["options"]:
        if value in (each["value"], each["label"]):
            return str(each["value"])
    raise CannotDo(f"{value!r} is not among {[each['label'] for each in select['options']]}")


def _outer(component: Json, values: dict[str, Any], filling: Filling) -> Json:
    shape: Json = {"type": component["type"], "id": component["id"]}
    if "component" in component:
        inner = _field(component["component"], component["label"], values, filling)
        return shape | {"component": inner}
    if "components" in component:
        inner_list = [
            _field(each, each["label"], values, filling) for each in component["components"]
        ]
        return shape | {"components": inner_list}
    return shape


def _field(field: Json, label: str, values: dict[str, Any], filling: Filling) -> Json:
    given = values.pop(field["custom_id"], values.pop(label, None))
    given = _preset(field) if given is None else given
    shape: Json = {key: field[key] for key in ("type", "id", "custom_id")}
    kind = field["type"]
    if kind == CHECK:
        return shape | {"value": bool(given)}
    if kind == TEXT_INPUT:
        return shape | {"value": _text(field, label, str(given))}
    if given in ([], None) and field.get("required", True):
        raise CannotDo(f"{label!r} is required")
    if kind == RADIO:
        return shape | {"value": None if given is None else _option(field, given)}
    if kind == UPLOAD and not given:
        return shape | {"values": []}
    return shape | {"values": choose(field, given, filling)}


def _preset(field: Json) -> Any:
    if field["type"] == TEXT_INPUT:
        return field.get("value") or ""
    if field["type"] == CHECK:
        return field.get("default", False)
    chosen = [each["value"] for each in field.get("options") or () if each.get("default")]
    if field["type"] == RADIO:
        return chosen[0] if chosen else None
    if field["type"] != STRING_SELECT and "default_values" in field:
        raise CannotDo("choose what is preselected here by name")
    return chosen


def _text(field: Json, label: str, text: str) -> str:
    low, high = field.get("min_length") or 0, field.get("max_length") or 4000
    needed = field.get("required", True)
    if not text and not needed:
        return ""
    if not max(low, int(needed)) <= len(text) <= high:
        raise CannotDo(f"{label!r} takes {low} to {high} characters, not {len(text)}")
    return text
