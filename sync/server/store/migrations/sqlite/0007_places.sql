-- Where in the journal's tree the last entry of each post's chain stands: the proof that it
-- is there proves the chain up to it. Unknown until the post hands in its next entry.
ALTER TABLE journal ADD COLUMN place INTEGER;
