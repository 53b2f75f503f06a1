"""Hold what one language file says, compiled once."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Self

from knowledge.matching._frames import Frames
from knowledge.matching._phrases import PRICE, Phrases

_AMOUNT = r"[0-9](?:[0-9.,'’]|[ \u00a0\u202f](?=[0-9]{3}(?![0-9]))){0,14}k?"
_AFTER = r"[0-9][0-9.,'’\u00a0\u202f]{0,14}k?"  # before a currency: "iphone 12 500 euros"


class Lexicon:
    """The words of one language, by the part that they play."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        """Compile the tables of a language file; raise ValueError when it cannot be read."""
        words, price, chatter = data["words"], data["price"], data["chatter"]
        self.frames = Frames(data, words["adverbs"])
        self.aspects: dict[str, Phrases] = {k: Phrases(v) for k, v in data["aspects"].items()}
        self.words = {k: frozenset(v) for k, v in words.items() if k != "variants"}
        self.variants: dict[str, list[str]] = {k: v.split() for k, v in words["variants"].items()}
        cues = _by_word(data["cues"])
        self.goods, self.places = (frozenset(data["cues"][kind]) for kind in ("goods", "place"))
        self.cues = {place: _at(place, cues) for place in ("in", "head", "before", "out")}
        self.cue_endings = {k: tuple(v) for k, v in data["cue_endings"].items()}
        self.options = {k: frozenset(v) for k, v in data["options"].items()}
        self.context = {k: frozenset(v) for k, v in data["context"].items()}
        self.context_endings = tuple(data["context"]["endings"])

        self.price_words = frozenset(price["words"])
        self.priced = frozenset(price["openers"])
        self.currencies: dict[str, str] = price["currencies"]
        marks = "|".join(map(re.escape, sorted(self.currencies, key=len, reverse=True)))
        self.price = re.compile(
            rf"(?<!\w)(?:({marks})\s?({_AMOUNT})|({_AFTER})\s?({marks}))(?!\w)", re.IGNORECASE
        )

        conjunctions = self.words["conjunctions"]
        self.asides = {k: frozenset(v) for k, v in data["asides"].items()}
        self.closers = conjunctions | self.context["openers"] | self.priced | self.asides["openers"]
        self.thoughts = conjunctions | self.words["clause_words"]
        clauses = self.words["clause_words"]
        self.auxiliaries = clauses & self.words["interrogatives"] - self.words["pronouns"]
        self.subjects = clauses & (self.words["persons"] | self.words["pronouns"])
        self.after_fillers = self.words["articles"] | self.subjects
        self.empty = self.closers | self.price_words | self.words["determiners"] | {PRICE}

        self.fillers = Phrases(words["fillers"])
        self.leads = Phrases(words["leads"])
        self.tails = Phrases(words["tails"], backwards=True)
        self.joiners = Phrases(words["joiners"])
        self.list_joiners = Phrases(words["joiners"] + words["list_joiners"])
        self.mentions = Phrases(chatter["mentions"])
        self.chatter = Phrases(chatter["mentions"] + chatter["statements"])
        self.greetings = Phrases(chatter["greetings"])
        self.trends = frozenset(data["hashtags"]["trends"])
        self.distress = {k: Phrases(v) for k, v in data["distress"].items()}
        self.topics = {k: Phrases(v, backwards=k == "ends") for k, v in data["topics"].items()}

        joining = ("adverbs", "determiners", "pronouns", "persons", "clause_words", "conjunctions")
        self.spoken = frozenset().union(
            self.closers, *(self.words[k] for k in (*joining, "interrogatives", "copulas"))
        )
        self.plain = self.spoken | self.frames.vocabulary | frozenset(cues)

        self.indefinite, self.definite = (
            frozenset(data["cues"][kind]) for kind in ("indefinite", "definite")
        )
        self._shelve(data["shelves"])
        self.shops = frozenset(data["links"]["shops"])
        self.no_names = self.shops | frozenset(data["links"]["generic"])

    def _shelve(self, shelves: Mapping[str, list[str]]) -> None:
        """Note the kinds of things that have a category, with and without endings."""
        kinds = _kinds(shelves)
        self.shelves: dict[str, str] = {
            kind + ending: shelf
            for ending in (*reversed(shelves["endings"]), "")
            for kind, shelf in kinds.items()
        }
        self.kinds = frozenset(kinds)  # as they are listed, without an ending
        self.kind_words = frozenset(word for kind in self.shelves for word in kind.split())

    @classmethod
    @cache  # 60 ms to compile, and never changed: one for all who read that language
    def load(cls, language: str) -> Self:
        """Read `frames/<language>.toml`; raise ValueError when there is none."""
        source = files("knowledge.matching") / "frames" / f"{language}.toml"
        if not language.isidentifier() or not source.is_file():
            raise ValueError(f"there are no question frames for the language {language!r}")
        return cls(tomllib.loads(source.read_text(encoding="utf-8")))


def _by_word(lists: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    """Turn lists of words by name into the names by word."""
    names: dict[str, list[str]] = {}
    for name, words in lists.items():
        for word in dict.fromkeys(words):
            names.setdefault(word, []).append(name)
    return {word: tuple(each) for word, each in names.items()}


def _kinds(shelves: Mapping[str, list[str]]) -> dict[str, str]:
    """Map each kind of things to the id of its category."""
    return {
        kind: shelf
        for shelf, kinds in shelves.items()
        if shelf != "endings"
        for kind in (shelf.replace("-", " "), *kinds)
    }


def _at(place: str, names: Mapping[str, tuple[str, ...]]) -> dict[str, tuple[str, ...]]:
    labels = {each: tuple(f"{place} {name}" for name in each) for each in set(names.values())}
    return {word: labels[each] for word, each in names.items()}
