-- Reminders (VLT-06, VLT-07): whom to reach, what was ordered, what was sent. What a person
-- told custody and what was ordered lie wrapped; when something is due does not.

CREATE TABLE contact (
  person BLOB PRIMARY KEY,
  n INTEGER NOT NULL,
  sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE reminder (
  person BLOB NOT NULL,
  structure BLOB NOT NULL,
  remind BLOB NOT NULL,
  n INTEGER NOT NULL,
  starts_at INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (person, structure, remind)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_past ON reminder (starts_at);

-- One line a notice, written before the words go: there twice, they do not go twice.
CREATE TABLE notice (
  notice TEXT PRIMARY KEY,
  person BLOB NOT NULL,
  at INTEGER NOT NULL,
  outcome TEXT NOT NULL,
  reference TEXT NOT NULL
) STRICT, WITHOUT ROWID;
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
  due_at INTEGER NOT NULL,
  tries INTEGER NOT NULL,
  lease BLOB NOT NULL,
  until INTEGER NOT NULL,
  changed_at INTEGER NOT NULL,
  failure TEXT NOT NULL,
  payload BLOB NOT NULL,
  PRIMARY KEY (kind, unique_key)
) STRICT, WITHOUT ROWID;
CREATE INDEX job_due ON job (due_at) WHERE state = 'waiting';
CREATE INDEX job_until ON job (until) WHERE state = 'taken';
CREATE INDEX job_ended ON job (state, changed_at) WHERE state IN ('done', 'dead');

-- Ways to reach people were passed over until now: everything entrusted is looked at again.
UPDATE place SET last_seq = 0 WHERE one = 1;
