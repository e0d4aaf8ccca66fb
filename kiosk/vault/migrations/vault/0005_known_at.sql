-- When this post heard of a version: its own calendar counts the 30 days of a deletion, not the
-- one of whoever deleted. What is known already counts from now: longer kept, never shorter.
ALTER TABLE item_version ADD COLUMN known_at INTEGER NOT NULL DEFAULT 0;
UPDATE item_version SET known_at = CAST(strftime('%s', 'now') AS INTEGER);
