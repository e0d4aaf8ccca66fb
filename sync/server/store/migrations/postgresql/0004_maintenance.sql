-- Acts of maintenance are entries of the journal's tree. Those of before wait here until the
-- server starts, which alone can put them there; then this table is empty.
ALTER TABLE maintenance RENAME TO maintenance_before;
