"""What people choose when the bot asks which product they mean, and the alias that comes of it.

What was asked about (`asked`) is a few words of nobody's, beside the journal: it spares a button
from carrying text, and goes when it is old. What a person chose is an entry of theirs.
"""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from knowledge.account import acting
from knowledge.change import Change
from knowledge.community import BOT, SHARED, Actor
from knowledge.contribution import Choice, Proposal, ProposalKind
from knowledge.editing.reach import hanging
from knowledge.journal import Journal
from knowledge.listed import stand_ins
from knowledge.matching.words import fold, terms
from knowledge.store import tables
from knowledge.store.port import Store, Transaction

NEEDED = 3  # people who chose the same product for the same words
NEITHER = 0  # chosen in a product's place by "none of these"
MAX_PHRASE = 60  # characters; who writes more than that does not name a product
MAX_CHOICES = 50  # of one person in a community; a new one takes the oldest one's place
MAX_ASKED = 1000  # phrases of a community whose buttons still count
_KEPT = timedelta(days=30)  # for phrases that were asked about
_ADDRESS = ("://", "@")  # where they are, the words may say more than a product's name


class Choices:
    """Remember what people choose, and propose an alias once enough of them agree."""

    def __init__(self, store: Store, journal: Journal, now: Callable[[], datetime]) -> None:
        """Take the store, the journal and the clock."""
        self._store, self._journal, self._now = store, journal, now

    async def ask(self, community: int, words: str) -> int | None:
        """Return the key of words that people are asked about; None when they are no short name."""
        phrase = fold(words)
        if not phrase or len(phrase) > MAX_PHRASE or any(each in words for each in _ADDRESS):
            return None

        async def find(tx: Transaction) -> int | None:
            rows = await tx.all(
                "SELECT key FROM asked WHERE community = ? AND phrase = ?", community, phrase
            )
            return rows[0][0] if rows else None

        async def add(tx: Transaction) -> int:
            found = await find(tx)
            if found is not None:
                return found
            await self._clean(tx, community)
            key = self._journal.keys.new()
            await tx.run(
                "INSERT INTO asked (key, community, phrase, asked_at) VALUES (?, ?, ?, ?)",
                *(key, community, phrase, _text(self._now())),
            )
            return key

        return await self._store.read(find, brief=True) or await self._store.write(add)

    async def choose(self, actor: Actor, asked: int, product: int) -> None:
        """Keep which product, or NEITHER, a person means by words that were asked about.

        One choice a person and phrase; nothing when the words are forgotten or the person barred.
        """

        async def work(change: Change) -> None:
            person = await acting(change.tx, actor)
            rows = await change.tx.all(
                "SELECT phrase FROM asked WHERE key = ? AND community = ?", asked, person.community
            )
            member = await change.get(tables.MEMBERS, person.community, person.id)
            if not rows or (member is not None and member.barred):
                return
            entry = Choice(person.community, rows[0][0], person.id, product, self._now())
            before = await change.get(tables.CHOICES, *tables.CHOICES.key_of(entry))
            if before is None:
                await _make_room(change, person)
            if before is None or before.product != product:
                await change.put(tables.CHOICES, entry)
                await self._propose(change, entry)

        await self._journal.apply(actor, "choice save", work)

    async def _clean(self, tx: Transaction, community: int) -> None:
        """Forget phrases that are old or too many."""
        await tx.run("DELETE FROM asked WHERE asked_at < ?", _text(self._now() - _KEPT))
        await tx.run(
            "DELETE FROM asked WHERE community = ? AND key <= (SELECT key FROM asked"
            " WHERE community = ? ORDER BY key DESC LIMIT 1 OFFSET ?)",
            *(community, community, MAX_ASKED - 1),
        )

    async def _propose(self, change: Change, chosen: Choice) -> None:
        """Propose the words as an alias, once, when enough people mean the product by them."""
        community, phrase = chosen.community, chosen.phrase
        product = await _agreed(change.tx, chosen)
        if product is None or await _is_name(change.tx, phrase, product):
            return
        proposals = await hanging(change, tables.PROPOSALS, community, product)
        if any(each.kind is ProposalKind.ALIAS and fold(each.name) == phrase for each in proposals):
            return
        key, now = change.keys.new(), self._now()
        proposal = Proposal(key, community, ProposalKind.ALIAS, phrase, BOT, now, product=product)
        await change.put(tables.PROPOSALS, proposal)


async def _agreed(tx: Transaction, chosen: Choice) -> int | None:
    """Return what the chosen product goes by now, when enough people agree on it; else None.

    Enough are three people who are not barred, and three quarters of all who chose anything for
    these words, "none of these" as well. A merged or copied product counts as what stands for it.
    """
    rows = await tx.all(
        "SELECT c.product, count(*) FROM choice c LEFT JOIN member m"
        " ON m.community = c.community AND m.person = c.person"
        " WHERE c.community = ? AND c.phrase = ? AND coalesce(m.barred, 0) = 0 GROUP BY c.product",
        *(chosen.community, chosen.phrase),
    )
    shown = await stand_ins(tx, chosen.community, [product for product, _ in rows])
    people: Counter[int] = Counter()
    for product, count in rows:
        people[shown[product] or NEITHER] += count
    product = shown.get(chosen.product) or NEITHER
    owner = await tx.all("SELECT community FROM product WHERE key = ?", product)
    if not owner or owner[0][0] not in (SHARED, chosen.community):
        return None
    agreeing = people[product]
    return product if agreeing >= NEEDED and 4 * agreeing >= 3 * people.total() else None


async def _is_name(tx: Transaction, phrase: str, product: int) -> bool:
    """Say whether a product goes by these words already."""
    rows = await tx.all(
        "SELECT 1 FROM surface WHERE folded IN (?, ?) AND product = ?",
        *(phrase, " ".join(terms(phrase)), product),
    )
    return bool(rows)


async def _make_room(change: Change, actor: Actor) -> None:
    rows = await change.tx.all(
        "SELECT phrase FROM choice WHERE person = ? AND community = ?"
        " ORDER BY created_at DESC, phrase LIMIT ? OFFSET ?",
        *(actor.id, actor.community, MAX_CHOICES, MAX_CHOICES - 1),
    )
    for (phrase,) in rows:
        await change.delete(tables.CHOICES, actor.community, phrase, actor.id)


def _text(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
