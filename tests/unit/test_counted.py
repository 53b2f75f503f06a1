"""An answer is counted when verdicts change, and only read when somebody asks."""

from dataclasses import replace

import pytest

from bot.bootstrap import Base
from knowledge import pages
from knowledge.community import HOME, Actor
from knowledge.curation import Curator
from knowledge.derived import Counted, count, counted
from knowledge.store.port import Transaction
from knowledge.verdict import Reason, Stance
from tests.factories import product, verdict

ADA = Actor("ada", HOME)
CUP = product("Cup")


@pytest.fixture
async def curator(base: Base) -> Curator:
    """Open a base in which six people reported on a cup, five of whom say skip."""
    curator = Curator(base.journal)
    await curator.save_product(ADA, CUP)
    for number in range(6):
        stance = Stance.WORTH if number == 0 else Stance.SKIP
        reasons = (Reason.OVERPRICED,) if number else ()
        said = verdict(CUP, f"p_{number}", stance=stance, reasons=reasons)
        await curator.save_verdict(ADA, said)
    return curator


async def _both(base: Base) -> tuple[Counted, Counted]:
    async def unit(tx: Transaction) -> tuple[Counted, Counted]:
        return await counted(tx, CUP.key, HOME), await count(tx, CUP.key, HOME)

    return await base.store.read(unit)


async def test_what_is_kept_is_what_the_rows_say(base: Base, curator: Curator) -> None:
    """After each change, and its undo, the kept answer is the one counted anew."""
    kept, anew = await _both(base)
    assert kept == anew
    assert kept.tally.voices == 6
    assert kept.reasons == ((Reason.OVERPRICED, 5),)
    done = await curator.save_verdict(ADA, verdict(CUP, "p_9", stance=Stance.WORTH))
    after, anew = await _both(base)
    assert after == anew != kept
    assert done.key is not None
    await base.journal.undo(ADA, done.key)
    assert await _both(base) == (kept, kept)


@pytest.mark.parametrize(
    "change", ["counts = NULL", "counts = replace(counts, 'way\":', 'way\":9')"]
)
async def test_an_answer_of_another_version_is_counted_anew(
    base: Base, curator: Curator, change: str
) -> None:
    """A base from before answers were kept, or that counted otherwise, answers as a new one."""
    kept, _ = await _both(base)
    await base.store.write(lambda tx: tx.run(f"UPDATE headline SET {change}"))
    assert await _both(base) == (kept, kept)
    page = await base.store.read(lambda tx: pages.page(tx, HOME, CUP.key))
    assert page is not None
    assert page.tally == kept.tally


async def test_nobody_reported_is_an_answer(base: Base) -> None:
    """A product without verdicts has no row, and says that there is nothing."""
    tea = replace(product("Tea"), key=CUP.key)
    await Curator(base.journal).save_product(ADA, tea)
    kept, anew = await _both(base)
    assert kept == anew
    assert kept.tally.reports == 0
