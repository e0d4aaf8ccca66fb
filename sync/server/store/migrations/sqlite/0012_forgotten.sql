-- Who was told to forget whom: a safe destroyed later is told to these posts too, because one
-- that may keep who is out of its sight for a while still holds it.
CREATE INDEX feed_forgotten ON feed (owner, viewer) WHERE kind = 1;
