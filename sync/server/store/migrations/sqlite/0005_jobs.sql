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
