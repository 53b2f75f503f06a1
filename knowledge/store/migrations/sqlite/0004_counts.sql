-- The whole answer beside its headline, so that a question need not count verdicts again.
-- Where it is missing, it is counted when it is read.

ALTER TABLE headline ADD COLUMN counts TEXT;
