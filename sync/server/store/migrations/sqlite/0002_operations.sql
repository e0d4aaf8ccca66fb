-- What runs a server: how long each structure may use it, and what was done to it.

-- From when to when a structure's agreement lasts; without a row, until it is told otherwise.
CREATE TABLE agreement (
  structure BLOB PRIMARY KEY,
  starts_at INTEGER NOT NULL,
  ends_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- Acts of maintenance, in order; `detail` is canonical JSON of ids and counts.
CREATE TABLE maintenance (
  n INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  act TEXT NOT NULL,
  detail BLOB NOT NULL
) STRICT;

-- Few at any time, counted at each reading of the metrics.
CREATE INDEX part_unfinished ON part (state) WHERE state IN ('awaited', 'coming');
