-- What each verdict was counted as, and the running counts from which a product's tally follows.
-- Both are made when a tally is next computed.

CREATE TABLE register (
    product INTEGER NOT NULL,
    community INTEGER NOT NULL,
    kept TEXT NOT NULL,
    PRIMARY KEY (product, community)
);
CREATE TABLE voice (
    community INTEGER NOT NULL,
    product INTEGER NOT NULL,
    verdict INTEGER NOT NULL,
    said TEXT NOT NULL,
    PRIMARY KEY (community, product, verdict)
) WITHOUT ROWID;

DROP TABLE stale;
CREATE TABLE stale (
    community INTEGER NOT NULL,
    product INTEGER NOT NULL,
    verdict INTEGER NOT NULL,
    PRIMARY KEY (community, product, verdict)
) WITHOUT ROWID;
UPDATE headline SET until = 0;
CREATE INDEX headline_by_day ON headline (until);
