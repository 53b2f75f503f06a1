-- What people mean by words that the bot was not sure of.

CREATE TABLE choice (
    community INTEGER NOT NULL,
    phrase TEXT NOT NULL,
    person TEXT NOT NULL,
    product INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    PRIMARY KEY (community, phrase, person)
) WITHOUT ROWID;
CREATE INDEX choice_by_person ON choice (person);

-- Words that the bot asked about, of nobody, so that a button need not carry them.

CREATE TABLE asked (
    key INTEGER PRIMARY KEY,
    community INTEGER NOT NULL,
    phrase TEXT NOT NULL,
    asked_at TEXT NOT NULL,
    UNIQUE (community, phrase)
);
CREATE INDEX asked_by_community ON asked (community, key);
CREATE INDEX asked_by_time ON asked (asked_at);
