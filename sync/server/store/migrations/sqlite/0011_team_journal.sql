-- Whose team an entry of the journal is of: the structure of the post that did it, empty for the
-- server's own acts and for what persons do in their own safes. Its managers are told these.
ALTER TABLE journal_leaf ADD COLUMN structure BLOB NOT NULL DEFAULT x'';
WITH post AS MATERIALIZED (SELECT lower(hex(device)) AS device, structure FROM device)
UPDATE journal_leaf SET structure = post.structure FROM post
WHERE length(body) > 0
  AND post.device = json_extract(CAST(body AS TEXT), '$.device')
  AND json_extract(CAST(body AS TEXT), '$.entry.actor')
      IS NOT json_extract(CAST(body AS TEXT), '$.entry.person');
CREATE INDEX journal_leaf_structure ON journal_leaf (structure, pos) WHERE structure <> x'';
