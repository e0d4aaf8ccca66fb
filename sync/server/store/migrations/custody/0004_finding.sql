-- Finding a safe (SHR-03, DER-11). What a safe is found by lies here as keyed hashes, of
-- which nobody makes one without custody's secret; what is told of it lies wrapped.

CREATE TABLE findable (
  person BLOB PRIMARY KEY,
  n INTEGER NOT NULL,
  sealed BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE findable_word (
  word BLOB NOT NULL,
  person BLOB NOT NULL,
  words INTEGER NOT NULL,
  PRIMARY KEY (word, person)
) STRICT, WITHOUT ROWID;
CREATE INDEX findable_word_person ON findable_word (person);

-- One line a question, by the hash of its box: asked again after a doubt, it counts once.
CREATE TABLE searched (
  box BLOB PRIMARY KEY,
  at INTEGER NOT NULL,
  device BLOB NOT NULL,
  pro BLOB NOT NULL,
  born BLOB NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX searched_device ON searched (device, at);
CREATE INDEX searched_pro ON searched (pro, at);
CREATE INDEX searched_born ON searched (born, at);
CREATE INDEX searched_at ON searched (at);
