-- What a person decided about a statement the server refused.

-- Kept here without sending: asked about no more, offered no more until somebody says so.
CREATE TABLE kept_unsent (
    name BLOB PRIMARY KEY REFERENCES outbox (name) ON DELETE CASCADE,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Taken out: no statement of this post any more; its bytes stay a day, to be put back.
CREATE TABLE taken_out (
    name BLOB PRIMARY KEY,
    owner BLOB NOT NULL,
    wire BLOB NOT NULL,
    weight INTEGER NOT NULL,
    unit BLOB,
    queued_at INTEGER NOT NULL,
    code TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
