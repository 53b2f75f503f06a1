-- The products that have a word, up to 100 a row: a question that has a word of a thousand products
-- reads ten rows. A row has those from its `first` up to the next row's; the first row is of 0.
-- `packed_list` and `folded_terms` are functions of this program (knowledge/store/sqlite_file.py).
ALTER TABLE posting RENAME TO posting_by_product;
CREATE TABLE posting (
    term TEXT NOT NULL,
    community INTEGER NOT NULL,
    first INTEGER NOT NULL,
    products BLOB NOT NULL,
    PRIMARY KEY (term, community, first)
) WITHOUT ROWID;
INSERT INTO posting (term, community, first, products)
SELECT term, community, CASE part WHEN 0 THEN 0 ELSE min(product) END, packed_list(product, words)
FROM (
    SELECT term, community, product, words,
        (row_number() OVER (PARTITION BY term, community ORDER BY product) - 1) / 100 AS part
    FROM posting_by_product
) GROUP BY term, community, part;
DROP TABLE posting_by_product;

-- What a product is called, in one row: its folded names, the fullest first, one a line, and the
-- words of its brand and of what it is.
CREATE TABLE naming (
    product INTEGER PRIMARY KEY,
    community INTEGER NOT NULL,
    names TEXT NOT NULL,
    brand TEXT NOT NULL,
    about TEXT NOT NULL
);
INSERT INTO naming (product, community, names, brand, about)
SELECT s.product, s.community, group_concat(s.folded, char(10)),
    folded_terms(p.brand), folded_terms(coalesce(p.category, '') || ' ' || coalesce(p.what, ''))
FROM (SELECT * FROM surface ORDER BY product, weight DESC, folded) s
JOIN product p ON p.key = s.product
GROUP BY s.product;
DROP INDEX surface_by_product;
