-- Reminders (VLT-06, VLT-07): when the server is to be asked what became of them, and what it
-- told, in boxes that only a session of whoever ordered opens. Of an appointment stands here no
-- more than that somebody is asked about then.
CREATE TABLE reminder_ask (
    person BLOB NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (person, at)
) STRICT, WITHOUT ROWID;
CREATE INDEX reminder_ask_at ON reminder_ask (at);

CREATE TABLE reminder_fate (
    person BLOB NOT NULL,
    structure BLOB NOT NULL,
    remind BLOB NOT NULL,
    n INTEGER NOT NULL,
    box BLOB NOT NULL,
    PRIMARY KEY (person, structure, remind)
) STRICT, WITHOUT ROWID;
