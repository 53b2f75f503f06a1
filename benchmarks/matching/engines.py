"""Engines that find a product by words: ours, and five that a bot could have used instead.

Each takes the same catalogue and the same words and returns products with a score, best first.
What ours decides is its own; for the others the best cut of their score is looked for.
"""

import asyncio
import math
import multiprocessing
import shutil
import sqlite3
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
import tantivy
from rapidfuzz import fuzz, process, utils

from knowledge.matching.index import index_products
from knowledge.matching.linker import Found, Link, Memory, link
from knowledge.matching.words import fold
from knowledge.product import Product
from knowledge.store.port import Transaction
from knowledge.store.sqlite import SqliteStore
from knowledge.store.tables import PRODUCTS

Hits = list[tuple[int, float]]  # (product, score), best first
TOP = 10


class Engine(Protocol):
    """Find products among those it was made with."""

    def find(self, text: str) -> Hits:
        """Return the best products, at most TOP."""
        ...

    def close(self) -> None:
        """Let go of files."""
        ...


def names(product: Product) -> list[str]:
    """Return all that a product is called."""
    model = [f"{product.brand or ''} {product.model}"] if product.model else []
    return list(dict.fromkeys([product.title, *product.aliases, *model]))


class Ours:
    """The linker over a base on the disk; `decided` says whether its last answer was one."""

    def __init__(self, products: Sequence[Product]) -> None:
        """Index products as the journal does, in another process: that leaves its memory there."""
        self._folder = Path(tempfile.mkdtemp())
        self._path = self._folder / "base.db"
        filling = multiprocessing.get_context("fork").Process(target=self._fill, args=(products,))
        filling.start()
        filling.join()
        if filling.exitcode:
            raise RuntimeError("the base could not be filled")
        self._runner, self._memory, self.decided = asyncio.Runner(), Memory(), False
        self._store = self._runner.run(SqliteStore.open(self._path, read_only=True))

    def _fill(self, products: Sequence[Product]) -> None:
        async def fill() -> None:
            store = await SqliteStore.open(self._path)
            for start in range(0, len(products), 10_000):

                async def unit(tx: Transaction, start: int = start) -> None:
                    for product in products[start : start + 10_000]:
                        await PRODUCTS.put(tx, product)
                        await index_products(tx, [(None, product)])

                await store.write(unit)
            await store.close()

        asyncio.run(fill())

    def find(self, text: str) -> Hits:
        """Link the words on the event loop's own thread, as an answer does."""
        reading = self._store.read(lambda tx: link(tx, 0, text, memory=self._memory), brief=True)
        try:
            reading.send(None)  # it never waits, and starting a loop each time would cost more
        except StopIteration as end:
            said: Link = end.value
        self.decided = isinstance(said, Found)
        return [(each.product, each.confidence) for each in said.candidates]

    def size(self) -> int:
        """Return the bytes of the base on the disk."""
        return self._path.stat().st_size

    def close(self) -> None:
        """Close the base and remove it."""
        self._runner.run(self._store.close())
        self._runner.close()
        shutil.rmtree(self._folder)


class _Fts:
    """SQLite's full-text search, in memory: any of the terms, ranked by bm25."""

    tokenize = ""

    def __init__(self, products: Sequence[Product]) -> None:
        self._raw = sqlite3.connect(":memory:", isolation_level=None)
        self._raw.execute(f"CREATE VIRTUAL TABLE product USING fts5 (names, {self.tokenize})")
        rows = ((each.key, " . ".join(names(each))) for each in products)
        self._raw.execute("BEGIN")
        self._raw.executemany("INSERT INTO product (rowid, names) VALUES (?, ?)", rows)
        self._raw.execute("COMMIT")

    def find(self, text: str) -> Hits:
        """Return what matches best."""
        terms = self.terms(fold(text))
        if not terms:
            return []
        wanted = " OR ".join(f'"{term}"' for term in terms)
        sql = "SELECT rowid, -bm25(product) FROM product WHERE product MATCH ? ORDER BY 2 DESC"
        return self._raw.execute(f"{sql} LIMIT {TOP}", (wanted,)).fetchall()

    def terms(self, folded: str) -> list[str]:
        """Return what to look for."""
        return folded.split()

    def close(self) -> None:
        """Close the base."""
        self._raw.close()


class Porter(_Fts):
    """FTS5 over words, their endings taken off."""

    tokenize = "tokenize = 'porter unicode61 remove_diacritics 2'"


class Trigram(_Fts):
    """FTS5 over runs of three letters."""

    tokenize = "tokenize = 'trigram'"

    def terms(self, folded: str) -> list[str]:
        """Return every run of three letters."""
        return sorted({folded[at : at + 3] for at in range(len(folded) - 2)})


class TokenSet:
    """RapidFuzz's token_set_ratio against every name."""

    def __init__(self, products: Sequence[Product]) -> None:
        """Keep all names, folded as RapidFuzz does."""
        pairs = [(name, each.key) for each in products for name in names(each)]
        self._names = [utils.default_process(name) for name, _ in pairs]
        self._keys = [key for _, key in pairs]

    def find(self, text: str) -> Hits:
        """Compare with every name."""
        found = process.extract(
            utils.default_process(text), self._names, scorer=fuzz.token_set_ratio, limit=TOP * 3
        )
        best: dict[int, float] = {}
        for _, score, at in found:
            best.setdefault(self._keys[at], score)
        return list(best.items())[:TOP]

    def close(self) -> None:
        """Nothing is open."""


class Tantivy:
    """Tantivy, every word with one slip forgiven, names indexed in memory."""

    def __init__(self, products: Sequence[Product]) -> None:
        """Index the names."""
        schema = tantivy.SchemaBuilder()
        schema.add_text_field("names", tokenizer_name="en_stem")
        schema.add_unsigned_field("key", stored=True)
        self._schema = schema.build()
        self._index = tantivy.Index(self._schema)
        writer = self._index.writer(heap_size=100_000_000, num_threads=1)
        for each in products:
            document = tantivy.Document()
            document.add_text("names", " . ".join(names(each)))
            document.add_unsigned("key", each.key)
            writer.add_document(document)
        writer.commit()
        writer.wait_merging_threads()
        self._index.reload()
        self._searcher = self._index.searcher()

    def find(self, text: str) -> Hits:
        """Return what matches any word, or nearly."""
        words = fold(text).split()
        if not words:
            return []
        either = tantivy.Occur.Should
        query = tantivy.Query.boolean_query(
            [(either, self._query(word)) for word in dict.fromkeys(words)]
        )
        found = self._searcher.search(query, TOP).hits
        return [(int(self._searcher.doc(at)["key"][0]), float(score)) for score, at in found]

    def _query(self, word: str) -> tantivy.Query:
        exact = self._index.parse_query(f'"{word}"', ["names"])
        if len(word) < 4 or not word.isalpha():
            return exact
        near = tantivy.Query.fuzzy_term_query(self._schema, "names", word, distance=1)
        return tantivy.Query.disjunction_max_query([exact, near])

    def close(self) -> None:
        """Nothing is open."""


class TfIdf:
    """Cosine of character trigrams weighed by rarity, one vector a name."""

    def __init__(self, products: Sequence[Product]) -> None:
        """Count the trigrams of every name."""
        pairs = [(fold(name), each.key) for each in products for name in names(each)]
        self._keys = np.array([key for _, key in pairs], dtype=np.int64)
        total = len(pairs)
        rows: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)
        for at, (name, _) in enumerate(pairs):
            for run, count in _trigrams(name).items():
                rows[run].append((at, count))
        self._idf = {run: math.log((1 + total) / (1 + len(row))) + 1 for run, row in rows.items()}
        lengths = np.zeros(total, dtype=np.float32)
        self._rows: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        for run in list(rows):
            row = rows.pop(run)
            where = np.array([at for at, _ in row], dtype=np.int32)
            weights = np.array([count for _, count in row], dtype=np.float32) * self._idf[run]
            lengths[where] += weights**2
            self._rows[run] = (where, weights)
        self._lengths = np.sqrt(lengths) + 1e-9

    def find(self, text: str) -> Hits:
        """Add up the trigrams' rows."""
        scores = np.zeros(len(self._keys), dtype=np.float32)
        length = 0.0
        for run, count in _trigrams(fold(text)).items():
            weight = count * self._idf.get(run, 1.0)
            length += weight**2
            if run in self._rows:
                where, weights = self._rows[run]
                scores[where] += weights * weight
        if not length:
            return []
        scores /= self._lengths * math.sqrt(length)
        few = min(TOP * 3, len(scores))
        nearest = np.argpartition(scores, -few)[-few:]
        best: dict[int, float] = {}
        for at in nearest[np.argsort(-scores[nearest])]:
            best.setdefault(int(self._keys[at]), float(scores[at]))
        return list(best.items())[:TOP]

    def close(self) -> None:
        """Nothing is open."""


def _trigrams(folded: str) -> Counter[str]:
    text = f" {folded} "
    return Counter(text[at : at + 3] for at in range(len(text) - 2))


ENGINES: dict[str, Callable[[Sequence[Product]], Engine]] = {
    "hypecheck": Ours,
    "fts5 porter bm25": Porter,
    "fts5 trigram": Trigram,
    "rapidfuzz token_set": TokenSet,
    "tantivy fuzzy 1": Tantivy,
    "tf-idf trigrams": TfIdf,
}
