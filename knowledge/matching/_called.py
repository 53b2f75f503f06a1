"""Find a product by a short name beside its brand, or with what tells it from another of its line.

"Bissell little green" where "little green" is a name and Bissell the brand; "ps5 slim" where "ps5"
is another name of the "PlayStation 5" and there is a "PlayStation 5 Slim".
"""

from collections.abc import Iterable, Sequence

from knowledge.matching._known import listed
from knowledge.matching.words import spoken, terms, variants
from knowledge.store.port import Transaction

_MOST_WORDS = 7  # of a question; nobody says a short name and six more
_MOST = 200  # products with a half as a name, and names of theirs: so many tell none of them
_NAMED_SO = """
    SELECT s.folded, s.community, s.product, n.names, n.brand
    FROM {} CROSS JOIN surface s CROSS JOIN naming n
    WHERE s.folded = asked.column1 AND n.product = s.product AND s.community IN (0, ?) LIMIT ?"""


async def called(tx: Transaction, community: int, folded: str) -> tuple[set[int], str]:
    """Return the products that folded words call so, and the colour or size that was said."""
    said = spoken(folded)
    options = variants(said)
    words = [word for at, word in enumerate(said) if at not in options]
    if not 1 < len(words) <= _MOST_WORDS:
        return set(), ""
    halves = [(" ".join(words[:at]), " ".join(words[at:])) for at in range(1, len(words))]
    rows = await _read(tx, community, [half for each in halves for half in each])
    found: set[tuple[int, int]] = set()
    longer: list[str] = []
    for name, owner, product, names, brand in rows:
        for first, last in halves:
            if name == last and _is_brand(first, brand, names):
                found.add((-owner, product))
            if name == first:
                longer += [f"{each} {last}" for each in names.split("\n") if each != name]
    if longer and not found:
        found = {(-owner, key) for _, owner, key, _, _ in await _read(tx, community, longer)}
    own = min((owner for owner, _ in found), default=0)
    variant = " ".join([said[at] for at in sorted(options)])
    return {product for owner, product in found if owner == own}, variant


async def _read(
    tx: Transaction, community: int, names: Iterable[str]
) -> Sequence[tuple[str, int, int, str, str]]:
    """Return the products with one of some names; none when so many have that none is meant."""
    table, values = listed(list(dict.fromkeys(names)))
    if len(values) > _MOST:
        return []
    rows = await tx.all(_NAMED_SO.format(table), *values, community, _MOST)
    return rows if len(rows) < _MOST else []


def _is_brand(said: str, brand: str, names: str) -> bool:
    """Tell whether words are a product's brand, or what its longest name begins with."""
    its = {*terms(said)}
    if brand:
        return its == {*brand.split()}
    return names.startswith(f"{said} ")
