-- What runs a server: how long each structure may use it, and what was done to it.

-- From when to when a structure's agreement lasts; without a row, until it is told otherwise.
CREATE TABLE agreement (
  structure BYTEA PRIMARY KEY,
  starts_at BIGINT NOT NULL,
  ends_at BIGINT NOT NULL
);

-- Acts of maintenance, in order; `detail` is canonical JSON of ids and counts.
CREATE TABLE maintenance (
  n BIGINT PRIMARY KEY,
  at BIGINT NOT NULL,
  act TEXT NOT NULL,
  detail BYTEA NOT NULL
);

-- Few at any time, counted at each reading of the metrics.
CREATE INDEX part_unfinished ON part (state) WHERE state IN ('awaited', 'coming');
