-- Monthly reports as they were told, once (RPT-01): the one edition of each. `month` is
-- year * 12 + month - 1; `size` is how many entries the journal's tree had then.
CREATE TABLE report (
  structure BYTEA NOT NULL,
  month BIGINT NOT NULL,
  made_at BIGINT NOT NULL,
  size BIGINT NOT NULL,
  body BYTEA NOT NULL,
  PRIMARY KEY (structure, month)
);

-- Acts that too few persons stand behind to be told yet.
CREATE TABLE report_waiting (
  structure BYTEA NOT NULL,
  line TEXT NOT NULL,
  person BYTEA NOT NULL,
  acts BIGINT NOT NULL,
  since BIGINT NOT NULL,
  PRIMARY KEY (structure, line, person)
);
