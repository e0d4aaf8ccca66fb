-- How long what is kept (LIF-*): who was deleted, what was used last, who was told of an end.

-- Persons whose safe is destroyed. Nothing of them is taken in again; what was acknowledged
-- keeps its name and number. `account` names the login's tries until custody forgot them.
CREATE TABLE gone (
  person BLOB PRIMARY KEY,
  at INTEGER NOT NULL,
  why TEXT NOT NULL,
  account BLOB NOT NULL,
  is_done INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX gone_open ON gone (at) WHERE is_done = 0;

-- When a structure's professionals last did something in a safe; `structure` is empty for
-- the person's own acts. Read from the journal before it is trimmed.
CREATE TABLE activity (
  person BLOB NOT NULL,
  structure BLOB NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (person, structure)
) STRICT, WITHOUT ROWID;

-- What somebody was told will end, and when they were; of no worth once there was activity.
CREATE TABLE told_of_end (
  person BLOB NOT NULL,
  structure BLOB NOT NULL,
  at INTEGER NOT NULL,
  PRIMARY KEY (person, structure)
) STRICT, WITHOUT ROWID;

-- When a version that deletes its paper came; below zero once the paper is destroyed.
ALTER TABLE item_version ADD COLUMN deleted_at INTEGER NOT NULL DEFAULT 0;
CREATE INDEX item_version_deleted ON item_version (deleted_at) WHERE deleted_at > 0;
