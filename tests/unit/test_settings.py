"""Settings from a file and the environment."""

from pathlib import Path

import pytest

from bot.errors import SettingsError
from bot.settings import Settings, load


def test_defaults_stand_when_nothing_is_set() -> None:
    """An empty environment is enough to start; others' variables are not ours."""
    assert load({"PATH": "/bin"}) == Settings()


def test_the_environment_wins_over_the_file_and_the_call_over_both(tmp_path: Path) -> None:
    """The nearer the hand, the stronger the setting."""
    file = tmp_path / "hypecheck.toml"
    file.write_text('database = "a"\nlocale = "de"\nearns_from_links = false\n')
    environ = {"HYPECHECK_CONFIG": str(file), "HYPECHECK_DATABASE": "b"}

    assert load(environ) == Settings(database="b", locale="de", earns_from_links=False)
    assert load(environ, database="c").database == "c"


def test_a_secret_may_lie_in_a_file_of_its_own(tmp_path: Path) -> None:
    """NAME_FILE is read and its line end dropped."""
    file = tmp_path / "contact"
    file.write_text("mods@example.org\n")

    assert load({"HYPECHECK_CONTACT_FILE": str(file)}).contact == "mods@example.org"


def test_an_unknown_setting_names_the_nearest() -> None:
    """A typo is an error that helps, not a setting that is silently ignored."""
    with pytest.raises(SettingsError, match="Did you mean database"):
        load({"HYPECHECK_DATABSE": "x"})


@pytest.mark.parametrize(
    "environ",
    [
        {"HYPECHECK_PERSON_PER_MINUTE": "many"},
        {"HYPECHECK_EARNS_FROM_LINKS": "perhaps"},
        {"HYPECHECK_CONFIG": "/nowhere/hypecheck.toml"},
        {"HYPECHECK_CONTACT_FILE": "/nowhere/contact"},
    ],
)
def test_a_wrong_setting_is_named(environ: dict[str, str]) -> None:
    """What cannot be read as meant stops the start with a sentence."""
    with pytest.raises(SettingsError, match=r"wrong|[Cc]annot read"):
        load(environ)


@pytest.mark.parametrize(
    ("name", "value"),
    [("health_port", "99999"), ("backup_keep", "0"), ("backup_hours", "-1")],
)
def test_a_number_out_of_its_range_names_its_setting(name: str, value: str) -> None:
    """A port that cannot be, or a negative limit, stops the start and not a later moment."""
    with pytest.raises(SettingsError, match=f"{name}: Expected"):
        load({f"HYPECHECK_{name.upper()}": value})
