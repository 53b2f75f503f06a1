-- Finding remembers what it read until this number, which every change of the index raises, moves.

CREATE TABLE index_change (
    only INTEGER PRIMARY KEY,
    number INTEGER NOT NULL
);
INSERT INTO index_change (only, number) VALUES (1, 0);

-- A product's names are read from this index alone.
DROP INDEX surface_by_product;
CREATE INDEX surface_by_product ON surface (product, folded, community);

-- How many words the shortest name with a word has. Here the title's words stand in for that; the
-- exact number comes with a product's next change of name.
ALTER TABLE posting ADD COLUMN words INTEGER NOT NULL DEFAULT 1;
UPDATE posting SET words = coalesce((
    SELECT length(s.folded) - length(replace(s.folded, ' ', '')) + 1 FROM surface s
    WHERE s.product = posting.product ORDER BY s.weight DESC LIMIT 1
), 1);
