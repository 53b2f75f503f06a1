-- What waits for moderators, kept beside the entries; things alike have one mark.

CREATE TABLE waiting (
    community INTEGER NOT NULL,
    kind TEXT NOT NULL,
    key INTEGER NOT NULL,
    mark TEXT NOT NULL,
    PRIMARY KEY (community, kind, key)
) WITHOUT ROWID;
CREATE INDEX waiting_by_key ON waiting (community, key);
CREATE INDEX waiting_by_mark ON waiting (community, mark, key);
INSERT INTO waiting (community, kind, key, mark)
    SELECT community, 'verdict', key, 'verdict ' || key FROM verdict WHERE standing = 'pending';
