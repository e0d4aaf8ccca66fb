-- Reminders (VLT-06, VLT-07): whom to reach, what was ordered, what was sent. What a person
-- told custody and what was ordered lie wrapped; when something is due does not.

CREATE TABLE contact (
  person BYTEA PRIMARY KEY,
  n BIGINT NOT NULL,
  sealed BYTEA NOT NULL
);

CREATE TABLE reminder (
  person BYTEA NOT NULL,
  structure BYTEA NOT NULL,
  remind BYTEA NOT NULL,
  n BIGINT NOT NULL,
  starts_at BIGINT NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (person, structure, remind)
);
CREATE INDEX reminder_past ON reminder (starts_at);

-- One line a notice, written before the words go: there twice, they do not go twice.
CREATE TABLE notice (
  notice TEXT PRIMARY KEY,
  person BYTEA NOT NULL,
  at BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  reference TEXT NOT NULL
);
CREATE INDEX notice_person ON notice (person, at);
CREATE INDEX notice_reference ON notice (reference);
CREATE INDEX notice_at ON notice (at);

-- What is to be done later, once (sync.md section 5). The key is the job's own: the same
-- thing asked for twice is one row. `lease` is the random name of who has it in hand, empty
-- when nobody has; `until` is when that ends. `payload` is canonical JSON of ids and counts.

CREATE TABLE job (
  kind TEXT NOT NULL,
  unique_key TEXT NOT NULL,
  state TEXT NOT NULL,
  due_at BIGINT NOT NULL,
  tries BIGINT NOT NULL,
  lease BYTEA NOT NULL,
  until BIGINT NOT NULL,
  changed_at BIGINT NOT NULL,
  failure TEXT NOT NULL,
  payload BYTEA NOT NULL,
  PRIMARY KEY (kind, unique_key)
);
CREATE INDEX job_due ON job (due_at) WHERE state = 'waiting';
CREATE INDEX job_until ON job (until) WHERE state = 'taken';
CREATE INDEX job_ended ON job (state, changed_at) WHERE state IN ('done', 'dead');

-- Ways to reach people were passed over until now: everything entrusted is looked at again.
UPDATE place SET last_seq = 0 WHERE one = 1;
