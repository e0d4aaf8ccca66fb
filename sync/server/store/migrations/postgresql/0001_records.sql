-- Everything the server knows. The owner (a person or a structure) comes first in
-- every key of what belongs to one, so that the store can be cut by owner.

CREATE TABLE mark (
  key TEXT PRIMARY KEY,
  value BYTEA NOT NULL
);

CREATE TABLE counter (
  one SMALLINT PRIMARY KEY CHECK (one = 1),
  last_seq BIGINT NOT NULL
);
INSERT INTO counter (one, last_seq) VALUES (1, 0);

-- Signed statements as they came; `is_wrapped` ones are again under the server's key.
CREATE TABLE statement (
  owner BYTEA NOT NULL,
  name BYTEA NOT NULL,
  seq BIGINT NOT NULL,
  type TEXT NOT NULL,
  subject BYTEA NOT NULL,
  author BYTEA NOT NULL,
  device BYTEA NOT NULL,
  audience BIGINT NOT NULL,
  stored_at BIGINT NOT NULL,
  size BIGINT NOT NULL,
  is_wrapped BIGINT NOT NULL,
  wire BYTEA NOT NULL,
  PRIMARY KEY (owner, name)
);
CREATE INDEX statement_seq ON statement (owner, seq);
CREATE INDEX statement_subject ON statement (owner, type, subject, seq);

-- Who sees what: a viewer is a structure or a device.
CREATE TABLE visible (
  viewer BYTEA NOT NULL,
  owner BYTEA NOT NULL,
  level BIGINT NOT NULL,
  until BIGINT NOT NULL,
  PRIMARY KEY (viewer, owner)
);
CREATE INDEX visible_owner ON visible (owner, viewer, level);
CREATE INDEX visible_until ON visible (until) WHERE until > 0;

-- What each viewer is told, in order: the names of statements, and orders to forget.
CREATE TABLE feed (
  viewer BYTEA NOT NULL,
  pos BIGINT NOT NULL,
  kind BIGINT NOT NULL,
  owner BYTEA NOT NULL,
  payload BYTEA NOT NULL,
  PRIMARY KEY (viewer, pos)
);
CREATE INDEX feed_owner ON feed (viewer, owner, pos);

-- What statements add up to, kept in the transaction that stores them.
CREATE TABLE structure (
  structure BYTEA PRIMARY KEY,
  charter BYTEA NOT NULL,
  n BIGINT NOT NULL,
  state TEXT NOT NULL
);

CREATE TABLE member (
  structure BYTEA NOT NULL,
  pro BYTEA NOT NULL,
  n BIGINT NOT NULL,
  state TEXT NOT NULL,
  name BYTEA NOT NULL,
  PRIMARY KEY (structure, pro)
);
CREATE INDEX member_pro ON member (pro);

CREATE TABLE device (
  device BYTEA PRIMARY KEY,
  structure BYTEA NOT NULL,
  n BIGINT NOT NULL,
  state TEXT NOT NULL,
  ed BYTEA NOT NULL,
  name BYTEA NOT NULL
);
CREATE INDEX device_structure ON device (structure);

CREATE TABLE ticket (
  ticket BYTEA PRIMARY KEY,
  structure BYTEA NOT NULL,
  name BYTEA NOT NULL,
  expires_at BIGINT NOT NULL,
  device BYTEA NOT NULL
);

CREATE TABLE login (
  login TEXT PRIMARY KEY,
  id BYTEA NOT NULL
);

CREATE TABLE credential (
  id BYTEA PRIMARY KEY,
  ver BIGINT NOT NULL,
  salt BYTEA NOT NULL,
  m BIGINT NOT NULL,
  t BIGINT NOT NULL,
  p BIGINT NOT NULL
);

CREATE TABLE person (
  person BYTEA PRIMARY KEY,
  structure BYTEA NOT NULL,
  name BYTEA NOT NULL
);

CREATE TABLE affiliation (
  person BYTEA NOT NULL,
  structure BYTEA NOT NULL,
  n BIGINT NOT NULL,
  state TEXT NOT NULL,
  name BYTEA NOT NULL,
  PRIMARY KEY (person, structure)
);

-- Structures whose public statements one needs to check a person's.
CREATE TABLE concern (
  person BYTEA NOT NULL,
  structure BYTEA NOT NULL,
  PRIMARY KEY (person, structure)
);

CREATE TABLE item_version (
  owner BYTEA NOT NULL,
  item BYTEA NOT NULL,
  name BYTEA NOT NULL,
  space TEXT NOT NULL,
  is_superseded BIGINT NOT NULL,
  PRIMARY KEY (owner, item, name)
);

CREATE TABLE item_part (
  owner BYTEA NOT NULL,
  item BYTEA NOT NULL,
  name BYTEA NOT NULL,
  part BYTEA NOT NULL,
  PRIMARY KEY (owner, item, name, part)
);

-- `owner` is empty until an item claims the part; `device` sent it (empty: nobody yet).
CREATE TABLE part (
  part BYTEA PRIMARY KEY,
  owner BYTEA NOT NULL,
  device BYTEA NOT NULL,
  structure BYTEA NOT NULL,
  sha256 BYTEA NOT NULL,
  size BIGINT NOT NULL,
  state TEXT NOT NULL,
  changed_at BIGINT NOT NULL
);
CREATE INDEX part_unclaimed ON part (changed_at) WHERE owner = ''::bytea;

CREATE TABLE journal (
  device BYTEA NOT NULL,
  chain TEXT NOT NULL,
  seq BIGINT NOT NULL,
  h BYTEA NOT NULL,
  PRIMARY KEY (device, chain)
);

-- Doors: tokens are kept hashed, challenges only once they were used.
CREATE TABLE session (
  token BYTEA PRIMARY KEY,
  device BYTEA NOT NULL,
  expires_at BIGINT NOT NULL
);
CREATE INDEX session_device ON session (device);
CREATE INDEX session_expiry ON session (expires_at);

CREATE TABLE used_challenge (
  challenge BYTEA PRIMARY KEY,
  expires_at BIGINT NOT NULL
);
CREATE INDEX used_challenge_expiry ON used_challenge (expires_at);

-- Boxes for custody, in order; custody keeps its own place in it.
CREATE TABLE custody_inbox (
  seq BIGINT PRIMARY KEY,
  owner BYTEA NOT NULL,
  name BYTEA NOT NULL
);
