-- Who wants reminders and who wants none (CNS-20): when each was said last, 0 for never.
CREATE TABLE wish (
  person BLOB PRIMARY KEY,
  yes_at INTEGER NOT NULL,
  no_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
