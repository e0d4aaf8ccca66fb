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

-- The first accepted identity of a person stays: another key for the same id is no news.
CREATE TABLE identity (
    person BLOB PRIMARY KEY,
    login TEXT NOT NULL,
    name BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX identity_by_login ON identity (login);

CREATE TABLE item_version (
    name BLOB PRIMARY KEY,
    owner BLOB NOT NULL,
    item BLOB NOT NULL,
    ver INTEGER NOT NULL,
    at INTEGER NOT NULL,
    space TEXT NOT NULL,
    epoch BLOB NOT NULL,
    is_deleted INTEGER NOT NULL,
    author BLOB NOT NULL,
    structure BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX item_version_of ON item_version (owner, item);

CREATE TABLE item_parent (
    name BLOB NOT NULL REFERENCES item_version (name) ON DELETE CASCADE,
    parent BLOB NOT NULL,
    PRIMARY KEY (name, parent)
) STRICT, WITHOUT ROWID;

-- rank 0 shows; the others stand beside it until a session merges them.
CREATE TABLE item_head (
    owner BLOB NOT NULL,
    item BLOB NOT NULL,
    rank INTEGER NOT NULL,
    name BLOB NOT NULL REFERENCES item_version (name) ON DELETE CASCADE,
    PRIMARY KEY (owner, item, rank)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_head_by_name ON item_head (name);

CREATE TABLE current_epoch (
    person BLOB PRIMARY KEY,
    epoch BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE key_grant (
    person BLOB NOT NULL,
    epoch BLOB NOT NULL,
    recipient BLOB NOT NULL,
    skv INTEGER NOT NULL,
    name BLOB NOT NULL,
    PRIMARY KEY (person, recipient, epoch, skv, name)
) STRICT, WITHOUT ROWID;

-- local: here, not on the server; uploading: the same, begun; sent: here and there;
-- remote: there, not here; withdrawn: no longer this machine's to keep.
CREATE TABLE part (
    id BLOB PRIMARY KEY,
    owner BLOB NOT NULL,
    sha256 BLOB NOT NULL,
    size INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('local', 'uploading', 'sent', 'remote', 'withdrawn')),
    offset INTEGER NOT NULL DEFAULT 0,
    used_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX part_to_send ON part (size) WHERE state IN ('local', 'uploading');
CREATE INDEX part_withdrawn ON part (id) WHERE state = 'withdrawn';
CREATE INDEX part_kept ON part (used_at) WHERE state = 'sent';
CREATE INDEX part_by_owner ON part (owner);

CREATE TABLE item_part (
    name BLOB NOT NULL REFERENCES item_version (name) ON DELETE CASCADE,
    part BLOB NOT NULL REFERENCES part (id) ON DELETE CASCADE,
    PRIMARY KEY (name, part)
) STRICT, WITHOUT ROWID;
CREATE INDEX item_part_of ON item_part (part);

CREATE TABLE seen (
    person BLOB PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Sealed by the session for its author alone; this file sees neither names nor pages.
CREATE TABLE draft (
    id BLOB PRIMARY KEY,
    author BLOB NOT NULL,
    kind TEXT NOT NULL,
    updated_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX draft_by_author ON draft (author, updated_at);

CREATE TABLE draft_chunk (
    draft BLOB NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (draft, seq)
) STRICT;

-- The names a structure searches, sealed under its own key, in chunks.
CREATE TABLE directory_chunk (
    structure BLOB NOT NULL,
    chunk INTEGER NOT NULL,
    skv INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    PRIMARY KEY (structure, chunk)
) STRICT;
