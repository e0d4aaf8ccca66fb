-- The journal's tree (RFC 9162): entries in their order, and the hashes over them.
-- A body is emptied after twelve months (TRC-08); its hash stays, so that proofs hold.

CREATE TABLE journal_leaf (
  pos INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  person BLOB NOT NULL,
  body BLOB NOT NULL
) STRICT;
CREATE INDEX journal_leaf_person ON journal_leaf (person, pos);
CREATE INDEX journal_leaf_at ON journal_leaf (at) WHERE body <> x'';

CREATE TABLE journal_node (
  level INTEGER NOT NULL,
  idx INTEGER NOT NULL,
  hash BLOB NOT NULL,
  PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE journal_size (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  size INTEGER NOT NULL
) STRICT;
INSERT INTO journal_size (one, size) VALUES (1, 0);
