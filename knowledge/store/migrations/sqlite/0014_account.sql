-- Accounts that are one person, and the codes by which one is joined to another.

CREATE TABLE joining (
    account TEXT PRIMARY KEY,
    person TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX joining_by_person ON joining (person);

CREATE TABLE account_code (
    person TEXT PRIMARY KEY,
    digest TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    contact TEXT NOT NULL
) WITHOUT ROWID;
CREATE UNIQUE INDEX account_code_by_digest ON account_code (digest);

-- A join code is for spaces alone.

ALTER TABLE join_code DROP COLUMN kind;
