-- Who wants reminders and who wants none (CNS-20): when each was said last, 0 for never.
CREATE TABLE wish (
  person BYTEA PRIMARY KEY,
  yes_at BIGINT NOT NULL,
  no_at BIGINT NOT NULL
);
