-- Monthly reports as they were told, once (RPT-01): the one edition of each. `month` is
-- year * 12 + month - 1; `size` is how many entries the journal's tree had then.
CREATE TABLE report (
  structure BLOB NOT NULL,
  month INTEGER NOT NULL,
  made_at INTEGER NOT NULL,
  size INTEGER NOT NULL,
  body BLOB NOT NULL,
  PRIMARY KEY (structure, month)
) STRICT, WITHOUT ROWID;

-- Acts that too few persons stand behind to be told yet.
CREATE TABLE report_waiting (
  structure BLOB NOT NULL,
  line TEXT NOT NULL,
  person BLOB NOT NULL,
  acts INTEGER NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (structure, line, person)
) STRICT, WITHOUT ROWID;
