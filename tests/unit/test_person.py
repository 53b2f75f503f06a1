"""The key file's two uses: people without names, and texts that only its owner reads."""

from knowledge.person import Pseudonyms

KEY, OTHER = Pseudonyms(b"k" * 32), Pseudonyms(b"o" * 32)


def test_what_is_sealed_is_read_again_with_the_key() -> None:
    """The text comes back whole; sealed twice it looks different, and nothing of it shows."""
    text = "discord:12345 Größe 杯"
    sealed = KEY.seal(text, "contact")
    assert KEY.unseal(sealed, "contact") == text
    assert sealed != KEY.seal(text, "contact")
    assert "12345" not in sealed


def test_what_is_sealed_stays_shut_to_others() -> None:
    """Another key, another purpose, a changed letter or plain words open nothing."""
    sealed = KEY.seal("discord:12345", "contact")
    assert OTHER.unseal(sealed, "contact") is None
    assert KEY.unseal(sealed, "form") is None
    assert (
        KEY.unseal(("A" if sealed[20] != "A" else "B").join((sealed[:20], sealed[21:])), "contact")
        is None
    )
    for nonsense in ("", "discord:12345", "ü", "AAAA"):
        assert KEY.unseal(nonsense, "contact") is None


def test_a_pseudonym_is_the_same_for_one_person_and_another_for_each_other() -> None:
    """Platform, id and key all tell people apart."""
    mine = KEY.of("discord", "1")
    assert mine == KEY.of("discord", "1")
    others = {KEY.of("telegram", "1"), KEY.of("discord", "11"), OTHER.of("discord", "1")}
    assert mine not in others
    assert len(others) == 3
