-- By what a safe is found is kept for each who told it (the person: sixteen zeros; a structure),
-- so that no word of one structure hides a safe by what another, or the person, told.

CREATE TABLE findable_told (
  person BLOB NOT NULL,
  teller BLOB NOT NULL,
  n INTEGER NOT NULL,
  sealed BLOB NOT NULL,
  PRIMARY KEY (person, teller)
) STRICT, WITHOUT ROWID;
INSERT INTO findable_told (person, teller, n, sealed)
  SELECT person, zeroblob(16), n, sealed FROM findable;
DROP TABLE findable;
ALTER TABLE findable_told RENAME TO findable;

CREATE TABLE findable_word_told (
  word BLOB NOT NULL,
  person BLOB NOT NULL,
  teller BLOB NOT NULL,
  words INTEGER NOT NULL,
  PRIMARY KEY (word, person, teller)
) STRICT, WITHOUT ROWID;
INSERT INTO findable_word_told (word, person, teller, words)
  SELECT word, person, zeroblob(16), words FROM findable_word;
DROP TABLE findable_word;
ALTER TABLE findable_word_told RENAME TO findable_word;
CREATE INDEX findable_word_person ON findable_word (person);
