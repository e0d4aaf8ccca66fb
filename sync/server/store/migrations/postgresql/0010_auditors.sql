-- Who is sent the journal's signed head each day, from outside the server (TRC-14). `sealed` is
-- the mailbox, wrapped; `id` says nothing about it to whoever has no key.
CREATE TABLE auditor (
  id BYTEA PRIMARY KEY,
  sealed BYTEA NOT NULL,
  since BIGINT NOT NULL,
  sent_at BIGINT NOT NULL
);
