-- What other communities counted, as the packs say that a community subscribed to.

ALTER TABLE pack ADD COLUMN origin TEXT;

CREATE TABLE pack_tally (
    key INTEGER PRIMARY KEY,
    community INTEGER NOT NULL,
    product INTEGER NOT NULL,
    pack TEXT NOT NULL,
    worth INTEGER NOT NULL,
    depends INTEGER NOT NULL,
    skip INTEGER NOT NULL,
    as_of TEXT NOT NULL,
    reasons TEXT NOT NULL
);
CREATE INDEX pack_tally_by_product ON pack_tally (product, community);
CREATE INDEX pack_tally_by_pack ON pack_tally (pack, community);
