"""Index anew what an earlier program indexed in another way.

Questions are read as names are: when that changes (`words.fold`, `words.terms`, what `index`
keeps), the rows of earlier names would neither be found nor be taken out with their product.
"""

from knowledge.matching.index import index_products
from knowledge.store.port import Store, Transaction
from knowledge.store.tables import PRODUCTS

WAY = 1  # raise it with every change of how names are indexed
_BATCH = 1000  # products
_TABLES = ("surface", "naming", "posting", "vocabulary", "spelling")


async def renew(store: Store) -> int:
    """Index all products in today's way; return how many, none when they are already."""
    if await store.read(_way) == WAY:
        return 0
    return await store.write(_renew)


async def _way(tx: Transaction) -> int:
    ((way,),) = await tx.all("SELECT way FROM index_change")
    return int(way)


async def _renew(tx: Transaction) -> int:
    for table in _TABLES:
        await tx.run(f"DELETE FROM {table}")
    count, last = 0, -1
    page = f"SELECT {PRODUCTS.columns} FROM product WHERE key > ? ORDER BY key LIMIT ?"
    while rows := await tx.all(page, last, _BATCH):
        products = [PRODUCTS.entry(row) for row in rows]
        await index_products(tx, [(None, each) for each in products])
        count, last = count + len(products), products[-1].key
    await tx.run("UPDATE index_change SET way = ?, number = number + 1", WAY)
    return count
