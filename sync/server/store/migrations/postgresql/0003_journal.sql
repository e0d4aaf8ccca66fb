-- The journal's tree (RFC 9162): entries in their order, and the hashes over them.
-- A body is emptied after twelve months (TRC-08); its hash stays, so that proofs hold.

CREATE TABLE journal_leaf (
  pos BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  person BYTEA NOT NULL,
  body BYTEA NOT NULL
);
CREATE INDEX journal_leaf_person ON journal_leaf (person, pos);
CREATE INDEX journal_leaf_at ON journal_leaf (at) WHERE body <> ''::bytea;

CREATE TABLE journal_node (
  level BIGINT NOT NULL,
  idx BIGINT NOT NULL,
  hash BYTEA NOT NULL,
  PRIMARY KEY (level, idx)
);

CREATE TABLE journal_size (
  one SMALLINT PRIMARY KEY CHECK (one = 1),
  size BIGINT NOT NULL
);
INSERT INTO journal_size (one, size) VALUES (1, 0);
