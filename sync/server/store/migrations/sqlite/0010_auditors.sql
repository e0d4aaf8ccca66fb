-- Who is sent the journal's signed head each day, from outside the server (TRC-14). `sealed` is
-- the mailbox, wrapped; `id` says nothing about it to whoever has no key.
CREATE TABLE auditor (
  id BLOB PRIMARY KEY,
  sealed BLOB NOT NULL,
  since INTEGER NOT NULL,
  sent_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
