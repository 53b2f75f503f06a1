-- In which way names were indexed, so that a program that does it in another way indexes them anew.

ALTER TABLE index_change ADD COLUMN way INTEGER NOT NULL DEFAULT 0;
