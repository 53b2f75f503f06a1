-- Communities with settings of their own, and the codes by which spaces and accounts join.

CREATE TABLE community (
    key INTEGER PRIMARY KEY,
    name TEXT,
    openness TEXT NOT NULL,
    notices TEXT NOT NULL
);

CREATE TABLE join_code (
    digest TEXT PRIMARY KEY,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    expires_at TEXT NOT NULL
) WITHOUT ROWID;

CREATE INDEX space_by_community ON space (community);

-- How a community treats a product, its own or a shared one.

CREATE TABLE handling (
    community INTEGER NOT NULL,
    product INTEGER NOT NULL,
    hidden INTEGER NOT NULL,
    instead INTEGER,
    status TEXT,
    held_at TEXT,
    epoch_at TEXT,
    brand_reply TEXT,
    brand_reply_at TEXT,
    PRIMARY KEY (community, product)
) WITHOUT ROWID;
CREATE INDEX handling_by_product ON handling (product);
CREATE INDEX handling_by_instead ON handling (instead);
