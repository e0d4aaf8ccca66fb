-- Finding a safe (SHR-03, DER-11). What a safe is found by lies here as keyed hashes, of
-- which nobody makes one without custody's secret; what is told of it lies wrapped.

CREATE TABLE findable (
  person BYTEA PRIMARY KEY,
  n BIGINT NOT NULL,
  sealed BYTEA NOT NULL
);

CREATE TABLE findable_word (
  word BYTEA NOT NULL,
  person BYTEA NOT NULL,
  words BIGINT NOT NULL,
  PRIMARY KEY (word, person)
);
CREATE INDEX findable_word_person ON findable_word (person);

-- One line a question, by the hash of its box: asked again after a doubt, it counts once.
CREATE TABLE searched (
  box BYTEA PRIMARY KEY,
  at BIGINT NOT NULL,
  device BYTEA NOT NULL,
  pro BYTEA NOT NULL,
  born BYTEA NOT NULL
);
CREATE INDEX searched_device ON searched (device, at);
CREATE INDEX searched_pro ON searched (pro, at);
CREATE INDEX searched_born ON searched (born, at);
CREATE INDEX searched_at ON searched (at);
