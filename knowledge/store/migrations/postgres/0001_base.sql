-- Entries: the columns are the models' fields; every change to them is in the journal.
-- The schema of today in one step: what became of SQLite's first is in its own folder. Text is
-- compared and ordered by its bytes, as SQLite does.

CREATE TABLE pack (
    community BIGINT NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    title TEXT COLLATE "C" NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    notice TEXT COLLATE "C",
    origin TEXT COLLATE "C",
    PRIMARY KEY (community, id)
);

CREATE TABLE category (
    community BIGINT NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    notice TEXT COLLATE "C",
    pack TEXT COLLATE "C",
    PRIMARY KEY (community, id)
);

CREATE TABLE product (
    key BIGINT NOT NULL,
    community BIGINT NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    created_at TEXT COLLATE "C" NOT NULL,
    brand TEXT COLLATE "C",
    model TEXT COLLATE "C",
    aliases TEXT COLLATE "C" NOT NULL,
    what TEXT COLLATE "C",
    category TEXT COLLATE "C",
    status TEXT COLLATE "C" NOT NULL,
    worth_if TEXT COLLATE "C",
    skip_if TEXT COLLATE "C",
    price TEXT COLLATE "C",
    retailers TEXT COLLATE "C" NOT NULL,
    tags TEXT COLLATE "C" NOT NULL,
    pack TEXT COLLATE "C",
    PRIMARY KEY (key),
    UNIQUE (community, id)
);
CREATE INDEX product_by_category ON product (category, community);
CREATE INDEX product_by_pack ON product (pack);

CREATE TABLE note (
    key BIGINT NOT NULL,
    community BIGINT NOT NULL,
    product BIGINT NOT NULL,
    lean TEXT COLLATE "C" NOT NULL,
    reasons TEXT COLLATE "C" NOT NULL,
    counterpoint TEXT COLLATE "C",
    brand_reply TEXT COLLATE "C",
    sources TEXT COLLATE "C" NOT NULL,
    pack TEXT COLLATE "C",
    PRIMARY KEY (key)
);
CREATE INDEX note_by_product ON note (product);

CREATE TABLE alternative (
    key BIGINT NOT NULL,
    community BIGINT NOT NULL,
    product BIGINT NOT NULL,
    rank TEXT COLLATE "C" NOT NULL,
    position BIGINT NOT NULL,
    text TEXT COLLATE "C",
    other BIGINT,
    price TEXT COLLATE "C",
    pack TEXT COLLATE "C",
    PRIMARY KEY (key)
);
CREATE INDEX alternative_by_product ON alternative (product);

CREATE TABLE verdict (
    key BIGINT NOT NULL,
    community BIGINT NOT NULL,
    product BIGINT NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    stance TEXT COLLATE "C" NOT NULL,
    experience TEXT COLLATE "C" NOT NULL,
    acquired TEXT COLLATE "C" NOT NULL,
    tie TEXT COLLATE "C" NOT NULL,
    created_at TEXT COLLATE "C" NOT NULL,
    reasons TEXT COLLATE "C" NOT NULL,
    months BIGINT,
    competitor BIGINT NOT NULL,
    text TEXT COLLATE "C",
    paid TEXT COLLATE "C",
    alternative TEXT COLLATE "C",
    again BIGINT,
    standing TEXT COLLATE "C" NOT NULL,
    pack TEXT COLLATE "C",
    expertise TEXT COLLATE "C",
    cleared BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (key),
    UNIQUE (product, community, person)
);
CREATE INDEX verdict_by_person ON verdict (person);

CREATE TABLE space (
    platform TEXT COLLATE "C" NOT NULL,
    id TEXT COLLATE "C" NOT NULL,
    community BIGINT NOT NULL,
    moderators TEXT COLLATE "C" NOT NULL,
    channels TEXT COLLATE "C" NOT NULL,
    locale TEXT COLLATE "C",
    person_per_minute BIGINT,
    place_per_minute BIGINT,
    fade_misses BIGINT,
    PRIMARY KEY (platform, id)
);
CREATE INDEX space_by_community ON space (community);

CREATE TABLE member (
    community BIGINT NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    first_seen_at TEXT COLLATE "C" NOT NULL,
    joined_at TEXT COLLATE "C",
    account_created_at TEXT COLLATE "C",
    invite TEXT COLLATE "C",
    trusted BIGINT NOT NULL,
    barred BIGINT NOT NULL,
    founding BIGINT NOT NULL,
    granted TEXT COLLATE "C",
    expertise TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (community, person)
);
CREATE INDEX member_by_person ON member (person);

CREATE TABLE vote (
    key BIGINT NOT NULL,
    community BIGINT NOT NULL,
    verdict BIGINT NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (key),
    UNIQUE (verdict, person)
);
CREATE INDEX vote_by_person ON vote (person);

CREATE TABLE report (
    key BIGINT NOT NULL,
    community BIGINT NOT NULL,
    verdict BIGINT NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    created_at TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C",
    state TEXT COLLATE "C" NOT NULL,
    decided_by TEXT COLLATE "C",
    decided_at TEXT COLLATE "C",
    PRIMARY KEY (key),
    UNIQUE (verdict, person)
);
CREATE INDEX report_by_person ON report (person);
CREATE INDEX report_by_state ON report (community, state, key);

CREATE TABLE proposal (
    key BIGINT NOT NULL,
    community BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    created_at TEXT COLLATE "C" NOT NULL,
    product BIGINT,
    brand TEXT COLLATE "C",
    what TEXT COLLATE "C",
    state TEXT COLLATE "C" NOT NULL,
    decided_by TEXT COLLATE "C",
    decided_at TEXT COLLATE "C",
    reason TEXT COLLATE "C",
    contact TEXT COLLATE "C",
    PRIMARY KEY (key)
);
CREATE INDEX proposal_by_person ON proposal (person);
CREATE INDEX proposal_by_product ON proposal (product);
CREATE INDEX proposal_by_state ON proposal (community, state, key);

CREATE TABLE wish (
    community BIGINT NOT NULL,
    phrase TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    text TEXT COLLATE "C" NOT NULL,
    created_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (community, phrase, person)
);
CREATE INDEX wish_by_person ON wish (person);

CREATE TABLE choice (
    community BIGINT NOT NULL,
    phrase TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    product BIGINT NOT NULL,
    created_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (community, phrase, person)
);
CREATE INDEX choice_by_person ON choice (person);

CREATE TABLE community (
    key BIGINT NOT NULL,
    name TEXT COLLATE "C",
    openness TEXT COLLATE "C" NOT NULL,
    notices TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (key)
);

CREATE TABLE join_code (
    digest TEXT COLLATE "C" NOT NULL,
    target TEXT COLLATE "C" NOT NULL,
    expires_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (digest)
);

CREATE TABLE handling (
    community BIGINT NOT NULL,
    product BIGINT NOT NULL,
    hidden BIGINT NOT NULL,
    instead BIGINT,
    status TEXT COLLATE "C",
    held_at TEXT COLLATE "C",
    epoch_at TEXT COLLATE "C",
    brand_reply TEXT COLLATE "C",
    brand_reply_at TEXT COLLATE "C",
    PRIMARY KEY (community, product)
);
CREATE INDEX handling_by_instead ON handling (instead);
CREATE INDEX handling_by_product ON handling (product);

CREATE TABLE joining (
    account TEXT COLLATE "C" NOT NULL,
    person TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (account)
);
CREATE INDEX joining_by_person ON joining (person);

CREATE TABLE pack_tally (
    key BIGINT NOT NULL,
    community BIGINT NOT NULL,
    product BIGINT NOT NULL,
    pack TEXT COLLATE "C" NOT NULL,
    worth BIGINT NOT NULL,
    depends BIGINT NOT NULL,
    skip BIGINT NOT NULL,
    as_of TEXT COLLATE "C" NOT NULL,
    reasons TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (key)
);
CREATE INDEX pack_tally_by_pack ON pack_tally (pack, community);
CREATE INDEX pack_tally_by_product ON pack_tally (product, community);

-- The journal: one row an operation, one row a changed entry, before and after as JSON.

CREATE TABLE journal (
    key BIGINT NOT NULL,
    community BIGINT NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    operation TEXT COLLATE "C" NOT NULL,
    at TEXT COLLATE "C" NOT NULL,
    undoes BIGINT,
    PRIMARY KEY (key)
);
CREATE INDEX journal_by_actor ON journal (actor, key);
CREATE INDEX journal_by_undoes ON journal (undoes);

CREATE TABLE change (
    journal BIGINT NOT NULL,
    position BIGINT NOT NULL,
    entries TEXT COLLATE "C" NOT NULL,
    entry TEXT COLLATE "C" NOT NULL,
    before TEXT COLLATE "C",
    after TEXT COLLATE "C",
    person TEXT COLLATE "C",
    PRIMARY KEY (journal, position)
);
CREATE INDEX change_by_entry ON change (entries, entry);
CREATE INDEX change_by_person ON change (person);

-- What follows from the entries, kept in the same transaction and never journaled.

CREATE TABLE label (
    kind TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    product BIGINT NOT NULL,
    PRIMARY KEY (kind, value, product)
);

CREATE TABLE headline (
    product BIGINT NOT NULL,
    community BIGINT NOT NULL,
    label TEXT COLLATE "C" NOT NULL,
    counted BIGINT NOT NULL,
    counts TEXT COLLATE "C",
    until BIGINT NOT NULL DEFAULT 0,
    PRIMARY KEY (product, community)
);
CREATE INDEX headline_by_day ON headline (until);
CREATE INDEX headline_by_until ON headline (community, until);

CREATE TABLE register (
    product BIGINT NOT NULL,
    community BIGINT NOT NULL,
    kept TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (product, community)
);

CREATE TABLE voice (
    community BIGINT NOT NULL,
    product BIGINT NOT NULL,
    verdict BIGINT NOT NULL,
    said TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (community, product, verdict)
);

CREATE TABLE stale (
    community BIGINT NOT NULL,
    product BIGINT NOT NULL,
    verdict BIGINT NOT NULL,
    PRIMARY KEY (community, product, verdict)
);

CREATE TABLE waiting (
    community BIGINT NOT NULL,
    kind TEXT COLLATE "C" NOT NULL,
    key BIGINT NOT NULL,
    mark TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (community, kind, key)
);
CREATE INDEX waiting_by_key ON waiting (community, key);
CREATE INDEX waiting_by_mark ON waiting (community, mark, key);

-- Finding the product: names, the words' products (packed, a hundred a row), near spellings.

CREATE TABLE surface (
    folded TEXT COLLATE "C" NOT NULL,
    product BIGINT NOT NULL,
    community BIGINT NOT NULL,
    weight BIGINT NOT NULL,
    PRIMARY KEY (folded, product)
);

CREATE TABLE naming (
    product BIGINT NOT NULL,
    community BIGINT NOT NULL,
    names TEXT COLLATE "C" NOT NULL,
    brand TEXT COLLATE "C" NOT NULL,
    about TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (product)
);

CREATE TABLE posting (
    term TEXT COLLATE "C" NOT NULL,
    community BIGINT NOT NULL,
    first BIGINT NOT NULL,
    products BYTEA NOT NULL,
    PRIMARY KEY (term, community, first)
);

CREATE TABLE vocabulary (
    term TEXT COLLATE "C" NOT NULL,
    products BIGINT NOT NULL,
    PRIMARY KEY (term)
);

CREATE TABLE spelling (
    cut TEXT COLLATE "C" NOT NULL,
    term TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (cut, term)
);

CREATE TABLE index_change (
    "only" BIGINT NOT NULL,
    number BIGINT NOT NULL,
    PRIMARY KEY ("only")
);
INSERT INTO index_change ("only", number) VALUES (1, 0);

-- What adapters have to remember; sealed, and may end by itself.

CREATE TABLE memory (
    name TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL,
    expires DOUBLE PRECISION,
    PRIMARY KEY (name)
);
CREATE INDEX memory_expires ON memory (expires);

-- Words that the bot asked about, of nobody, so that a button need not carry them.

CREATE TABLE asked (
    key BIGINT NOT NULL,
    community BIGINT NOT NULL,
    phrase TEXT COLLATE "C" NOT NULL,
    asked_at TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (key),
    UNIQUE (community, phrase)
);
CREATE INDEX asked_by_community ON asked (community, key);
CREATE INDEX asked_by_time ON asked (asked_at);

-- Codes by which accounts become one person.

CREATE TABLE account_code (
    person TEXT COLLATE "C" NOT NULL,
    digest TEXT COLLATE "C" NOT NULL,
    expires_at TEXT COLLATE "C" NOT NULL,
    contact TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (person)
);
CREATE UNIQUE INDEX account_code_by_digest ON account_code (digest);
