-- By what a safe is found is kept for each who told it (the person: sixteen zeros; a structure),
-- so that no word of one structure hides a safe by what another, or the person, told.

CREATE TABLE findable_told (
  person BYTEA NOT NULL,
  teller BYTEA NOT NULL,
  n BIGINT NOT NULL,
  sealed BYTEA NOT NULL,
  PRIMARY KEY (person, teller)
);
INSERT INTO findable_told (person, teller, n, sealed)
  SELECT person, decode(repeat('00', 16), 'hex'), n, sealed FROM findable;
DROP TABLE findable;
ALTER TABLE findable_told RENAME TO findable;

CREATE TABLE findable_word_told (
  word BYTEA NOT NULL,
  person BYTEA NOT NULL,
  teller BYTEA NOT NULL,
  words BIGINT NOT NULL,
  PRIMARY KEY (word, person, teller)
);
INSERT INTO findable_word_told (word, person, teller, words)
  SELECT word, person, decode(repeat('00', 16), 'hex'), words FROM findable_word;
DROP TABLE findable_word;
ALTER TABLE findable_word_told RENAME TO findable_word;
CREATE INDEX findable_word_person ON findable_word (person);
