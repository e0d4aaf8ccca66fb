-- Custody's own tables: what is left of an `auth`, and how often a wrong one was tried.

CREATE TABLE place (
  one BIGINT PRIMARY KEY CHECK (one = 1),
  last_seq BIGINT NOT NULL
);
INSERT INTO place (one, last_seq) VALUES (1, 0);

CREATE TABLE verifier (
  id BYTEA PRIMARY KEY,
  n BIGINT NOT NULL,
  hash BYTEA NOT NULL
);

-- Keyed by a hash of the login, known or not, so that both lock alike. The end of a
-- lock is on the boot clock of the boot named `boot_id`.
CREATE TABLE attempt (
  account BYTEA PRIMARY KEY,
  failures BIGINT NOT NULL,
  locked_for_s BIGINT NOT NULL,
  boot_id TEXT NOT NULL,
  until_ms BIGINT NOT NULL,
  last_at BIGINT NOT NULL
);
