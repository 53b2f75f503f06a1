-- Entries: the columns are the models' fields; every change to them is in the journal.

CREATE TABLE pack (
    community INTEGER NOT NULL,
    id TEXT NOT NULL,
    title TEXT NOT NULL,
    version TEXT NOT NULL,
    notice TEXT,
    PRIMARY KEY (community, id)
) WITHOUT ROWID;

CREATE TABLE category (
    community INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    notice TEXT,
    pack TEXT,
    PRIMARY KEY (community, id)
) WITHOUT ROWID;

CREATE TABLE product (
    key INTEGER PRIMARY KEY,
    community INTEGER NOT NULL,
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    created_at TEXT NOT NULL,
    brand TEXT,
    model TEXT,
    aliases TEXT NOT NULL,
    what TEXT,
    category TEXT,
    status TEXT NOT NULL,
    worth_if TEXT,
    skip_if TEXT,
    price TEXT,
    retailers TEXT NOT NULL,
    tags TEXT NOT NULL,
    pack TEXT,
    UNIQUE (community, id)
);
CREATE INDEX product_by_category ON product (category, community);
CREATE INDEX product_by_pack ON product (pack);

CREATE TABLE note (
    key INTEGER PRIMARY KEY,
    community INTEGER NOT NULL,
    product INTEGER NOT NULL,
    lean TEXT NOT NULL,
    reasons TEXT NOT NULL,
    counterpoint TEXT,
    brand_reply TEXT,
    sources TEXT NOT NULL,
    pack TEXT
);
CREATE INDEX note_by_product ON note (product);

CREATE TABLE alternative (
    key INTEGER PRIMARY KEY,
    community INTEGER NOT NULL,
    product INTEGER NOT NULL,
    rank TEXT NOT NULL,
    position INTEGER NOT NULL,
    text TEXT,
    other INTEGER,
    price TEXT,
    pack TEXT
);
CREATE INDEX alternative_by_product ON alternative (product);

CREATE TABLE verdict (
    key INTEGER PRIMARY KEY,
    community INTEGER NOT NULL,
    product INTEGER NOT NULL,
    person TEXT NOT NULL,
    stance TEXT NOT NULL,
    experience TEXT NOT NULL,
    acquired TEXT NOT NULL,
    tie TEXT NOT NULL,
    created_at TEXT NOT NULL,
    reasons TEXT NOT NULL,
    months INTEGER,
    competitor INTEGER NOT NULL,
    text TEXT,
    paid TEXT,
    alternative TEXT,
    again INTEGER,
    standing TEXT NOT NULL,
    pack TEXT,
    UNIQUE (product, community, person)
);

-- The journal: one row an operation, one row a changed entry, before and after as JSON.

CREATE TABLE journal (
    key INTEGER PRIMARY KEY,
    community INTEGER NOT NULL,
    actor TEXT NOT NULL,
    operation TEXT NOT NULL,
    at TEXT NOT NULL,
    undoes INTEGER
);
CREATE INDEX journal_by_actor ON journal (actor, key);
CREATE INDEX journal_by_undoes ON journal (undoes);

CREATE TABLE change (
    journal INTEGER NOT NULL,
    position INTEGER NOT NULL,
    entries TEXT NOT NULL,
    entry TEXT NOT NULL,
    before TEXT,
    after TEXT,
    PRIMARY KEY (journal, position)
) WITHOUT ROWID;
CREATE INDEX change_by_entry ON change (entries, entry);

-- What follows from the entries, kept in the same transaction and never journaled.

CREATE TABLE label (
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    product INTEGER NOT NULL,
    PRIMARY KEY (kind, value, product)
) WITHOUT ROWID;

CREATE TABLE verdict_reason (
    verdict INTEGER NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (verdict, reason)
) WITHOUT ROWID;

CREATE TABLE headline (
    product INTEGER NOT NULL,
    community INTEGER NOT NULL,
    label TEXT NOT NULL,
    counted INTEGER NOT NULL,
    PRIMARY KEY (product, community)
) WITHOUT ROWID;

-- Finding the product: every folded name, its words, and the words' near spellings.

CREATE TABLE surface (
    folded TEXT NOT NULL,
    product INTEGER NOT NULL,
    community INTEGER NOT NULL,
    weight INTEGER NOT NULL,
    PRIMARY KEY (folded, product)
) WITHOUT ROWID;
CREATE INDEX surface_by_product ON surface (product);

CREATE TABLE posting (
    term TEXT NOT NULL,
    product INTEGER NOT NULL,
    community INTEGER NOT NULL,
    PRIMARY KEY (term, product)
) WITHOUT ROWID;

CREATE TABLE vocabulary (
    term TEXT PRIMARY KEY,
    products INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE spelling (
    cut TEXT NOT NULL,
    term TEXT NOT NULL,
    PRIMARY KEY (cut, term)
) WITHOUT ROWID;
