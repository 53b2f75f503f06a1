-- Spaces (a server, a group) with settings of their own, and what adapters have to remember.

CREATE TABLE space (
    platform TEXT NOT NULL,
    id TEXT NOT NULL,
    community INTEGER NOT NULL,
    moderators TEXT NOT NULL,
    channels TEXT NOT NULL,
    locale TEXT,
    person_per_minute INTEGER,
    place_per_minute INTEGER,
    fade_misses INTEGER,
    PRIMARY KEY (platform, id)
) WITHOUT ROWID;

CREATE TABLE memory (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;
