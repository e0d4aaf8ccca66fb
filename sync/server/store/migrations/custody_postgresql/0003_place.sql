-- A number alone does not say where custody stands: a server restored from a backup gives
-- numbers anew. The name of the last statement taken in does.
ALTER TABLE place ADD COLUMN name BYTEA NOT NULL DEFAULT ''::bytea;
