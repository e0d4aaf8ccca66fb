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
