-- Whose team an entry of the journal is of: the structure of the post that did it, empty for the
-- server's own acts and for what persons do in their own safes. Its managers are told these.
ALTER TABLE journal_leaf ADD COLUMN structure BLOB NOT NULL DEFAULT x'';
UPDATE journal_leaf SET structure = coalesce(
  (SELECT d.structure FROM device d
   WHERE lower(hex(d.device)) = json_extract(CAST(journal_leaf.body AS TEXT), '$.device')), x'')
WHERE length(body) > 0
  AND json_extract(CAST(body AS TEXT), '$.entry.actor')
      IS NOT json_extract(CAST(body AS TEXT), '$.entry.person');
CREATE INDEX journal_leaf_structure ON journal_leaf (structure, pos) WHERE structure <> x'';
