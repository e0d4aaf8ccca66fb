-- What both databases of a post hold: statements, what waits to be sent, the journal, settings.

CREATE TABLE setting (
    key TEXT PRIMARY KEY,
    value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE statement (
    seq INTEGER PRIMARY KEY,
    name BLOB NOT NULL UNIQUE,
    type TEXT NOT NULL,
    owner BLOB NOT NULL,
    subject BLOB NOT NULL,
    at INTEGER NOT NULL,
    wire BLOB NOT NULL
) STRICT;
CREATE INDEX statement_by_owner ON statement (owner, type, subject);
CREATE INDEX statement_by_type ON statement (type, subject);

-- Positions are never used twice, so that "since the line was last empty" stays true.
-- `unit` is what people count as one change; NULL counts as none.
CREATE TABLE outbox (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    name BLOB NOT NULL UNIQUE REFERENCES statement (name) ON DELETE CASCADE,
    weight INTEGER NOT NULL,
    unit BLOB,
    state TEXT NOT NULL CHECK (state IN ('queued', 'waiting', 'refused', 'stored')),
    is_ready INTEGER NOT NULL,
    queued_at INTEGER NOT NULL,
    missing TEXT,
    code TEXT,
    server_seq INTEGER,
    receipt BLOB,
    stored_at INTEGER
) STRICT;
CREATE INDEX outbox_next ON outbox (weight, position) WHERE state = 'queued' AND is_ready = 1;
CREATE INDEX outbox_by_state ON outbox (state, unit);
CREATE INDEX outbox_stored ON outbox (state, server_seq);

CREATE TABLE journal (
    seq INTEGER PRIMARY KEY,
    at INTEGER NOT NULL,
    entry BLOB NOT NULL,
    h BLOB NOT NULL
) STRICT;

-- The statement that holds for a subject: greatest (n, is_withdrawn, name) of its kind.
CREATE TABLE standing (
    kind TEXT NOT NULL,
    owner BLOB NOT NULL,
    subject BLOB NOT NULL,
    n INTEGER NOT NULL,
    is_withdrawn INTEGER NOT NULL,
    name BLOB NOT NULL,
    PRIMARY KEY (kind, owner, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX standing_by_subject ON standing (kind, subject, is_withdrawn);

-- Failures in a row of one account on this post (AUT-05).
CREATE TABLE lock_record (
    account BLOB PRIMARY KEY,
    failures INTEGER NOT NULL,
    locked_for_s INTEGER NOT NULL,
    boot_id TEXT NOT NULL,
    until_s REAL NOT NULL
) STRICT, WITHOUT ROWID;
