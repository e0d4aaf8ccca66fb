-- Custody's own tables: what is left of an `auth`, and how often a wrong one was tried.

CREATE TABLE place (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  last_seq INTEGER NOT NULL
) STRICT;
INSERT INTO place (one, last_seq) VALUES (1, 0);

CREATE TABLE verifier (
  id BLOB PRIMARY KEY,
  n INTEGER NOT NULL,
  hash BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Keyed by a hash of the login, known or not, so that both lock alike. The end of a
-- lock is on the boot clock of the boot named `boot_id`.
CREATE TABLE attempt (
  account BLOB PRIMARY KEY,
  failures INTEGER NOT NULL,
  locked_for_s INTEGER NOT NULL,
  boot_id TEXT NOT NULL,
  until_ms INTEGER NOT NULL,
  last_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
