-- Whose team an entry of the journal is of: the structure of the post that did it, empty for the
-- server's own acts and for what persons do in their own safes. Its managers are told these.
ALTER TABLE journal_leaf ADD COLUMN structure BYTEA NOT NULL DEFAULT ''::bytea;
UPDATE journal_leaf l SET structure = d.structure FROM device d
WHERE length(l.body) > 0
  AND encode(d.device, 'hex') = convert_from(l.body, 'UTF8')::jsonb ->> 'device'
  AND convert_from(l.body, 'UTF8')::jsonb -> 'entry' ->> 'actor'
      IS DISTINCT FROM convert_from(l.body, 'UTF8')::jsonb -> 'entry' ->> 'person';
CREATE INDEX journal_leaf_structure ON journal_leaf (structure, pos) WHERE structure <> ''::bytea;
