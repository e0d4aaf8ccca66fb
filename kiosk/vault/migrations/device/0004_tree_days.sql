-- The last head of the server's journal that was believed on each day, as it was signed:
-- who later asks what the journal was then has the server's own word.
CREATE TABLE tree_day (
    day INTEGER PRIMARY KEY,
    head BLOB NOT NULL
) STRICT;
