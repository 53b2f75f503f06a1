-- What members add beside verdicts, and what is known of them; changes are in the journal.

ALTER TABLE verdict ADD COLUMN expertise TEXT;
CREATE INDEX verdict_by_person ON verdict (person);

CREATE TABLE member (
    community INTEGER NOT NULL,
    person TEXT NOT NULL,
    first_seen_at TEXT NOT NULL,
    joined_at TEXT,
    account_created_at TEXT,
    invite TEXT,
    trusted INTEGER NOT NULL,
    barred INTEGER NOT NULL,
    founding INTEGER NOT NULL,
    granted TEXT,
    expertise TEXT NOT NULL,
    PRIMARY KEY (community, person)
) WITHOUT ROWID;
CREATE INDEX member_by_person ON member (person);

CREATE TABLE vote (
    key INTEGER PRIMARY KEY,
    community INTEGER NOT NULL,
    verdict INTEGER NOT NULL,
    person TEXT NOT NULL,
    value INTEGER NOT NULL,
    UNIQUE (verdict, person)
);
CREATE INDEX vote_by_person ON vote (person);

CREATE TABLE report (
    key INTEGER PRIMARY KEY,
    community INTEGER NOT NULL,
    verdict INTEGER NOT NULL,
    person TEXT NOT NULL,
    kind TEXT NOT NULL,
    created_at TEXT NOT NULL,
    text TEXT,
    state TEXT NOT NULL,
    decided_by TEXT,
    decided_at TEXT,
    UNIQUE (verdict, person)
);
CREATE INDEX report_by_state ON report (community, state, key);
CREATE INDEX report_by_person ON report (person);

CREATE TABLE proposal (
    key INTEGER PRIMARY KEY,
    community INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    person TEXT NOT NULL,
    created_at TEXT NOT NULL,
    product INTEGER,
    brand TEXT,
    what TEXT,
    state TEXT NOT NULL,
    decided_by TEXT,
    decided_at TEXT,
    reason TEXT,
    contact TEXT
);
CREATE INDEX proposal_by_state ON proposal (community, state, key);
CREATE INDEX proposal_by_person ON proposal (person);
CREATE INDEX proposal_by_product ON proposal (product);

CREATE TABLE wish (
    community INTEGER NOT NULL,
    phrase TEXT NOT NULL,
    person TEXT NOT NULL,
    text TEXT NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (community, phrase, person)
) WITHOUT ROWID;
CREATE INDEX wish_by_person ON wish (person);

-- Whose entry a change was about, so that everything of a person is found.

ALTER TABLE change ADD COLUMN person TEXT;
UPDATE change SET person = json_extract(coalesce(after, before), '$.person')
    WHERE entries = 'verdict';
CREATE INDEX change_by_person ON change (person);
