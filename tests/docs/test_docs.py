"""The docs say what the code does."""

import re
import subprocess
from dataclasses import fields
from importlib.metadata import distributions
from pathlib import Path

import pytest

from bot.ops.reference import PAGE, page
from bot.settings import PREFIX, Settings
from knowledge.packs.lines import KEYS
from knowledge.verdict import Acquired, Experience, Reason, Stance, Standing, Tie

ROOT = Path(__file__).parents[2]
PACKS = (ROOT / "docs" / "packs.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")


def test_the_table_of_commands_is_that_of_the_catalogue() -> None:
    """After a change of a command `make docs` was run."""
    assert PAGE.read_text("utf-8") == page()


def test_every_decision_that_is_named_exists() -> None:
    """Whoever follows "decision 0021" finds a page of that number."""
    pages = {path.name[:4] for path in (ROOT / "docs" / "decisions").glob("[0-9]*.md")}
    texts = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    for folder in ("adapters", "bot", "knowledge", "tests"):
        texts += (ROOT / folder).rglob("*.py")
    named = {
        (path.name, number.zfill(4))
        for path in texts
        for number in re.findall(r"\bdecision (\d{1,4})\b", path.read_text("utf-8"))
    }

    assert len(named) > 5
    assert [(name, number) for name, number in named if number not in pages] == []


@pytest.mark.parametrize("kind", KEYS)
def test_every_key_of_a_pack_stands_in_the_docs(kind: str) -> None:
    """Whoever writes a pack finds each key of each kind."""
    section = (
        PACKS if kind == "pack" else PACKS.partition(f"### {kind}\n")[2].partition("\n### ")[0]
    )

    assert [key for key in KEYS[kind] if not re.search(rf"[`\"]{key}[`\"]", section + PACKS)] == []
    assert f'"kind":"{kind}"' in PACKS


@pytest.mark.parametrize("codes", [Reason, Stance, Tie, Experience, Acquired, Standing])
def test_every_code_of_a_verdict_stands_in_the_docs(codes: type[Reason]) -> None:
    """The closed lists are listed."""
    assert [code.value for code in codes if f"`{code.value}`" not in PACKS] == []


def test_every_setting_stands_in_the_readme() -> None:
    """Whoever hosts the bot finds each setting by its variable."""
    names = [f"{PREFIX}{field.name.upper()}" for field in fields(Settings)]

    assert [name for name in names if name not in README] == []


def test_every_link_between_the_docs_leads_somewhere() -> None:
    """No page names a file that is not there."""
    missing = [
        f"{file.name}: {target}"
        for file in [*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")]
        for target in re.findall(r"\]\(([^)#:]+)\)", file.read_text("utf-8"))
        if not (file.parent / target).exists()
    ]
    assert missing == []


def test_the_readmes_make_targets_exist() -> None:
    """The commands of the README are the Makefile's."""
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    named = re.findall(r"(?:^|`)make ([a-z-]+)", README, re.MULTILINE)

    assert named
    assert set(named) <= targets


def test_the_locks_name_no_host_and_hash_everything() -> None:
    """A lock works with any index and takes nothing unpinned."""
    names = sorted(path.name for path in ROOT.glob("requirements*.lock"))
    assert len(names) == 4
    for name in names:
        text = (ROOT / name).read_text("utf-8")
        pinned = re.findall(r"^([a-z0-9-]+)==", text, re.MULTILINE)
        assert "://" not in text
        assert pinned
        assert len(re.findall(r"^[a-z0-9-]+==.*\\\n    --hash=sha256:", text, re.MULTILINE)) == len(
            pinned
        )


def test_nobody_else_owns_the_top_level_names() -> None:
    """Another distribution's `adapters` would overwrite ours without a word."""
    owners = {
        distribution.metadata["Name"]
        for distribution in distributions()
        for file in distribution.files or []
        if file.parts[0] in ("bot", "adapters", "knowledge")
    }
    assert owners <= {"hypecheck"}


def test_the_repository_holds_no_addresses_of_a_machine() -> None:
    """No tracked file names a home, a work folder or a package index."""
    found = subprocess.run(
        ["git", "grep", "-nIE", r"/(home|root|work)/|/simple/|files\.pythonhosted"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    own = [line for line in found.stdout.splitlines() if "tests/docs/" not in line]
    assert own == []
