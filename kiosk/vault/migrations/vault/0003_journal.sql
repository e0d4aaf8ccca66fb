-- Whose safe a line of the journal is about, found without reading the others.
ALTER TABLE journal ADD COLUMN person TEXT
    GENERATED ALWAYS AS (json_extract(CAST(entry AS TEXT), '$.person')) VIRTUAL;
CREATE INDEX journal_by_person ON journal (person, seq) WHERE person IS NOT NULL;

-- What the server's journal tells of a person, each line proved when it came; `age` counts
-- the trees this post has believed: what an earlier one told is asked again.
CREATE TABLE told_about (
    person BLOB PRIMARY KEY,
    age INTEGER NOT NULL,
    next INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE told_entry (
    person BLOB NOT NULL,
    place INTEGER NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (person, place)
) STRICT, WITHOUT ROWID;
