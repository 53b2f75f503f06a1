"""The editorial starter pack: data, never evidence; loaded, updated and removed as a whole."""

from datetime import datetime
from importlib.resources import files

from knowledge.community import SHARED, Actor
from knowledge.journal import Journal
from knowledge.packs.importing import Importer, Options
from knowledge.packs.reading import read_jsonl
from knowledge.packs.removing import remove_pack
from knowledge.packs.report import Report
from knowledge.person import Pseudonyms

PACK = "starter"
_ACTOR = Actor("starter", SHARED)


async def load(journal: Journal, pseudonyms: Pseudonyms, now: datetime) -> Report:
    """Bring the base's starter pack to this version: add, change, and take away what is gone."""
    reading = read_jsonl((files("knowledge.starter") / "starter.jsonl").read_bytes())
    importer = Importer(reading, _ACTOR, pseudonyms, now)
    return await importer.run(journal, "starter load", Options(replace_pack=True))


async def remove(journal: Journal) -> Report:
    """Take the starter pack away; products that members reported on stay, without its opinions."""
    return await remove_pack(journal, _ACTOR, PACK, "starter remove")
