-- What the sweep looks for every ten minutes, with the writer's turn, by indexes that hold
-- these rows alone: signed batches of journals by age, bodies of entries that are still
-- there, parts that no item names. The conditions hold no value: SQLite takes an index over
-- some rows only for a query whose words are the index's own.
CREATE INDEX statement_log ON statement (stored_at) WHERE type = 'log';
DROP INDEX journal_leaf_at;
CREATE INDEX journal_leaf_at ON journal_leaf (at) WHERE length(body) > 0;
DROP INDEX part_unclaimed;
CREATE INDEX part_unclaimed ON part (changed_at) WHERE length(owner) = 0;

-- The codes of one structure, for whoever looks after its posts.
CREATE INDEX ticket_structure ON ticket (structure, expires_at);
