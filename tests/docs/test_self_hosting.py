"""What an admin reads and deploys agrees with the code."""

import argparse
import configparser
import json
import re
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from prometheus_client.core import Metric

from bot import errors as bot_errors
from bot.chat.reply import Outcome
from bot.metrics import Metrics
from bot.ops.arguments import parser
from bot.ops.prometheus import STATES, Exposition
from bot.settings import PREFIX, Settings
from knowledge import errors as knowledge_errors

ROOT = Path(__file__).parents[2]
GUIDE = (ROOT / "docs" / "self-hosting.md").read_text("utf-8")
DEPLOY = ROOT / "deploy"
_ROOTS = {"KnowledgeError", "HypecheckError"}  # never raised themselves


def _metrics() -> list[Metric]:
    def waiting() -> dict[str, int]:
        return {"read": 0}

    now = datetime(2026, 1, 1, tzinfo=UTC)
    return list(Exposition(Metrics(), {}, waiting, lambda: now, lambda: now, "1").collect())


def _names() -> set[str]:
    """Name every series of ours, as a query does."""
    return {
        f"{each.name}_total" if each.type == "counter" else each.name
        for each in _metrics()
        if each.name.startswith("hypecheck_")
    }


def _errors() -> Iterator[str]:
    for module in (knowledge_errors, bot_errors):
        for name, value in vars(module).items():
            if isinstance(value, type) and issubclass(value, Exception):
                yield name


def _commands() -> list[str]:
    (subparsers,) = (
        action for action in parser()._actions if isinstance(action, argparse._SubParsersAction)
    )
    return list(subparsers.choices)


def test_every_command_stands_in_the_readme_and_the_guides_are_commands() -> None:
    """Whoever hosts the bot finds each, and none that there is not."""
    readme = (ROOT / "README.md").read_text("utf-8")
    listed = set(re.findall(r"^\| `hypecheck ([\w-]+)` \|", GUIDE, re.MULTILINE))

    assert [each for each in _commands() if f"hypecheck {each}" not in readme] == []
    assert len(listed) >= 10
    assert listed <= set(_commands())


def test_every_metric_stands_in_the_guide() -> None:
    """Each with its labels; and the guide names none that there is not."""
    assert set(re.findall(r"`(hypecheck_\w+)`", GUIDE)) == _names()
    for each in _metrics():
        row = next(line for line in GUIDE.splitlines() if f"`{each.name}" in line)
        for sample in each.samples:
            for label in set(sample.labels) - {"le"}:
                assert label in row
    assert [each.value for each in Outcome if f"`{each.value}`" not in GUIDE] == []
    assert [each for each in STATES if f"`{each}`" not in GUIDE] == []


def test_every_error_stands_in_the_guide() -> None:
    """Whoever sees one finds what to do."""
    names = set(_errors()) - _ROOTS

    assert len(names) >= 10
    assert [name for name in sorted(names) if f"`{name}`" not in GUIDE] == []


def _queries() -> Iterator[tuple[str, str]]:
    dashboard = json.loads((DEPLOY / "grafana-dashboard.json").read_text("utf-8"))
    for panel in dashboard["panels"]:
        for target in panel["targets"]:
            yield panel["title"], target["expr"]
    rules = (DEPLOY / "alerts.yml").read_text("utf-8")
    yield from re.findall(r"alert: (\w+)\n\s+expr: ((?:\|\n\s+)?[^\n]+)", rules)


@pytest.mark.parametrize(("title", "query"), list(_queries()))
def test_dashboard_and_alerts_ask_for_what_there_is(title: str, query: str) -> None:
    """No panel stays empty and no alert sleeps for a wrong name."""
    asked = set(re.findall(r"\b(?:hypecheck|process)_\w+", query))
    known = _names() | {f"{name}_bucket" for name in _names()}
    known |= {"process_resident_memory_bytes", "process_cpu_seconds_total"}

    assert asked, title
    assert asked <= known


def test_every_panel_has_a_place_of_its_own() -> None:
    """Ids and places differ, and each knows its data source."""
    panels: list[dict[str, Any]] = json.loads(
        (DEPLOY / "grafana-dashboard.json").read_text("utf-8")
    )["panels"]

    assert len({each["id"] for each in panels}) == len(panels)
    assert len({(each["gridPos"]["x"], each["gridPos"]["y"]) for each in panels}) == len(panels)
    assert {each["datasource"]["type"] for each in panels} == {"prometheus"}


def test_the_compose_file_sets_settings_that_there_are() -> None:
    """A wrong name would end the bot at its start."""
    names = {f"{PREFIX}{each.name.upper()}" for each in fields(Settings)}
    for file in ("compose.yaml", "Dockerfile"):
        used = set(re.findall(r"HYPECHECK_[A-Z_]+", (DEPLOY / file).read_text("utf-8")))
        assert used
        assert {each.removesuffix("_FILE") for each in used} - {f"{PREFIX}_"} <= names


def test_the_unit_waits_as_long_as_the_bot_may_take() -> None:
    """systemd hears of readiness and the watchdog, and does not kill what is closing."""
    unit = configparser.ConfigParser(strict=False, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's names have capitals
    unit.read(DEPLOY / "hypecheck.service")
    service = unit["Service"]

    assert service["Type"] == "notify"
    assert int(service["WatchdogSec"]) >= 30
    assert int(service["TimeoutStopSec"]) > 10
    assert "hypecheck run" in service["ExecStart"]
