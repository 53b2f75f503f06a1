"""What a script needs in the base before it begins, the same on every platform."""

from bot.bootstrap import Base
from knowledge.change import Change
from knowledge.community import HOME, Actor
from knowledge.contribution import Choice, Proposal, ProposalKind
from knowledge.member import Grant, Member
from knowledge.packs.importing import Importer, Options
from knowledge.packs.reading import read_jsonl
from knowledge.store import tables
from tests.factories import pack
from tests.journeys.scripts import Script


async def seed(base: Base, script: Script, platform: str, person: str) -> None:
    """Put the script's verdicts, proposals and choices into home, and its moderator's grant."""
    reading = read_jsonl(pack(*script.verdicts))
    importer = Importer(reading, Actor("cli", HOME), base.pseudonyms(), base.clock())
    await importer.run(base.journal, "import", Options())
    moderator = base.pseudonyms().of(platform, person)

    async def work(change: Change) -> None:
        for name in script.proposals:
            key = base.journal.keys.new()
            entry = Proposal(key, HOME, ProposalKind.PRODUCT, name, "p_1", base.clock())
            await change.put(tables.PROPOSALS, entry)
        for number, (phrase, product) in enumerate(script.choices):
            rows = await change.tx.all("SELECT key FROM product WHERE id = ?", product)
            chosen = Choice(HOME, phrase, f"p_{number}", rows[0][0], base.clock())
            await change.put(tables.CHOICES, chosen)
        if script.moderates:
            granted = Member(HOME, moderator, base.clock(), granted=Grant.MODERATOR)
            await change.put(tables.MEMBERS, granted)

    await base.journal.apply(Actor("cli", HOME), "member role", work)
