-- Everything the server knows. The owner (a person or a structure) comes first in
-- every key of what belongs to one, so that the store can be cut by owner.

CREATE TABLE mark (
  key TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE counter (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  last_seq INTEGER NOT NULL
) STRICT;
INSERT INTO counter (one, last_seq) VALUES (1, 0);

-- Signed statements as they came; `is_wrapped` ones are again under the server's key.
CREATE TABLE statement (
  owner BLOB NOT NULL,
  name BLOB NOT NULL,
  seq INTEGER NOT NULL,
  type TEXT NOT NULL,
  subject BLOB NOT NULL,
  author BLOB NOT NULL,
  device BLOB NOT NULL,
  audience INTEGER NOT NULL,
  stored_at INTEGER NOT NULL,
  size INTEGER NOT NULL,
  is_wrapped INTEGER NOT NULL,
  wire BLOB NOT NULL,
  PRIMARY KEY (owner, name)
) STRICT;
CREATE INDEX statement_seq ON statement (owner, seq);
CREATE INDEX statement_subject ON statement (owner, type, subject, seq);

-- Who sees what: a viewer is a structure or a device.
CREATE TABLE visible (
  viewer BLOB NOT NULL,
  owner BLOB NOT NULL,
  level INTEGER NOT NULL,
  until INTEGER NOT NULL,
  PRIMARY KEY (viewer, owner)
) STRICT, WITHOUT ROWID;
CREATE INDEX visible_owner ON visible (owner, viewer, level);
CREATE INDEX visible_until ON visible (until) WHERE until > 0;

-- What each viewer is told, in order: the names of statements, and orders to forget.
CREATE TABLE feed (
  viewer BLOB NOT NULL,
  pos INTEGER NOT NULL,
  kind INTEGER NOT NULL,
  owner BLOB NOT NULL,
  payload BLOB NOT NULL,
  PRIMARY KEY (viewer, pos)
) STRICT, WITHOUT ROWID;
CREATE INDEX feed_owner ON feed (viewer, owner, pos);

-- What statements add up to, kept in the transaction that stores them.
CREATE TABLE structure (
  structure BLOB PRIMARY KEY,
  charter BLOB NOT NULL,
  n INTEGER NOT NULL,
  state TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE member (
  structure BLOB NOT NULL,
  pro BLOB NOT NULL,
  n INTEGER NOT NULL,
  state TEXT NOT NULL,
  name BLOB NOT NULL,
  PRIMARY KEY (structure, pro)
) STRICT, WITHOUT ROWID;
CREATE INDEX member_pro ON member (pro);

CREATE TABLE device (
  device BLOB PRIMARY KEY,
  structure BLOB NOT NULL,
  n INTEGER NOT NULL,
  state TEXT NOT NULL,
  ed BLOB NOT NULL,
  name BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX device_structure ON device (structure);

CREATE TABLE ticket (
  ticket BLOB PRIMARY KEY,
  structure BLOB NOT NULL,
  name BLOB NOT NULL,
  expires_at INTEGER NOT NULL,
  device BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE login (
  login TEXT PRIMARY KEY,
  id BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE credential (
  id BLOB PRIMARY KEY,
  ver INTEGER NOT NULL,
  salt BLOB NOT NULL,
  m INTEGER NOT NULL,
  t INTEGER NOT NULL,
  p INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
  person BLOB PRIMARY KEY,
  structure BLOB NOT NULL,
  name BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE affiliation (
  person BLOB NOT NULL,
  structure BLOB NOT NULL,
  n INTEGER NOT NULL,
  state TEXT NOT NULL,
  name BLOB NOT NULL,
  PRIMARY KEY (person, structure)
) STRICT, WITHOUT ROWID;

-- Structures whose public statements one needs to check a person's.
CREATE TABLE concern (
  person BLOB NOT NULL,
  structure BLOB NOT NULL,
  PRIMARY KEY (person, structure)
) STRICT, WITHOUT ROWID;

CREATE TABLE item_version (
  owner BLOB NOT NULL,
  item BLOB NOT NULL,
  name BLOB NOT NULL,
  space TEXT NOT NULL,
  is_superseded INTEGER NOT NULL,
  PRIMARY KEY (owner, item, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE item_part (
  owner BLOB NOT NULL,
  item BLOB NOT NULL,
  name BLOB NOT NULL,
  part BLOB NOT NULL,
  PRIMARY KEY (owner, item, name, part)
) STRICT, WITHOUT ROWID;

-- `owner` is empty until an item claims the part; `device` sent it (empty: nobody yet).
CREATE TABLE part (
  part BLOB PRIMARY KEY,
  owner BLOB NOT NULL,
  device BLOB NOT NULL,
  structure BLOB NOT NULL,
  sha256 BLOB NOT NULL,
  size INTEGER NOT NULL,
  state TEXT NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX part_unclaimed ON part (changed_at) WHERE owner = x'';

CREATE TABLE journal (
  device BLOB NOT NULL,
  chain TEXT NOT NULL,
  seq INTEGER NOT NULL,
  h BLOB NOT NULL,
  PRIMARY KEY (device, chain)
) STRICT, WITHOUT ROWID;

-- Doors: tokens are kept hashed, challenges only once they were used.
CREATE TABLE session (
  token BLOB PRIMARY KEY,
  device BLOB NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX session_device ON session (device);
CREATE INDEX session_expiry ON session (expires_at);

CREATE TABLE used_challenge (
  challenge BLOB PRIMARY KEY,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX used_challenge_expiry ON used_challenge (expires_at);

-- Boxes for custody, in order; custody keeps its own place in it.
CREATE TABLE custody_inbox (
  seq INTEGER PRIMARY KEY,
  owner BLOB NOT NULL,
  name BLOB NOT NULL
) STRICT;
