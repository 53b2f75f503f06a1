-- Headlines keep the whole tally and the day until which it holds; moderators may clear a verdict.

ALTER TABLE verdict ADD COLUMN cleared INTEGER NOT NULL DEFAULT 0;
ALTER TABLE headline ADD COLUMN until INTEGER NOT NULL DEFAULT 0;
CREATE INDEX headline_by_until ON headline (community, until);
DROP TABLE verdict_reason;

CREATE TABLE stale (
    community INTEGER NOT NULL,
    product INTEGER NOT NULL,
    PRIMARY KEY (community, product)
) WITHOUT ROWID;
