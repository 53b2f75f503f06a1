-- What adapters remember may end by itself, and is sealed from now on.

DELETE FROM memory;

ALTER TABLE memory ADD COLUMN expires REAL;

CREATE INDEX memory_expires ON memory (expires);
