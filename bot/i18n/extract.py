"""Collecting the texts of the code into the catalogue that translators start from.

Run `python -m bot.i18n.extract` after a text has changed; a test says so when it was forgotten.
"""

import sys
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from bot.i18n.translator import LOCALES

TEMPLATE = LOCALES / "hypecheck.pot"
_ROOT = LOCALES.parents[2]
_KEYWORDS: dict[str, tuple[int, ...] | None] = {"t": None, "n_": None, "plural": (1, 2)}
_ERRORS: dict[str, tuple[int, ...] | None] = {
    **dict.fromkeys(("BadInput", "NoSuchCode", "Missing", "Conflict", "Wording")),
    "BadLine": (2,),
}


def collect() -> Catalog:
    """Return every text marked with t(...), t.plural(...) or n_(...), and knowledge's errors."""
    catalogue = Catalog(project="hypecheck", header_comment="", fuzzy=False)
    for folder, keywords in (("adapters", _KEYWORDS), ("bot", _KEYWORDS), ("knowledge", _ERRORS)):
        found = extract_from_dir(
            str(_ROOT / folder),
            method_map=[("**.py", "python")],
            keywords=keywords,
        )
        for file, _line, message, _comments, _context in sorted(found, key=lambda each: each[:2]):
            catalogue.add(message, locations=[(f"{folder}/{Path(file).as_posix()}", 0)])
    return catalogue


def template() -> str:
    """Write the catalogue as a template without dates, so that it changes only with the texts."""
    target = BytesIO()
    write_po(target, collect(), omit_header=True, sort_output=True, include_lineno=False)
    return target.getvalue().decode()


if __name__ == "__main__":
    TEMPLATE.write_text(template(), "utf-8")
    sys.stdout.write(f"{TEMPLATE.name}: {len(collect())} texts\n")
