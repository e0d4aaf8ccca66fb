-- Copies of papers that professionals took out of safes (VLT-27): where each file is and until
-- when, so that it is deleted before anybody signs in. Which paper, whose and why is sealed
-- under the key of who took it (`cfn/1/copy`).
CREATE TABLE work_copy (
    id BLOB PRIMARY KEY,
    pro BLOB NOT NULL,
    place TEXT NOT NULL,
    file TEXT NOT NULL,
    taken_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('out', 'owed', 'deleted', 'confirmed')),
    ended_at INTEGER,
    sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX work_copy_by_pro ON work_copy (pro, taken_at);
