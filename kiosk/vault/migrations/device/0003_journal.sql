-- Whose safe a line of the journal is about, found without reading the others.
ALTER TABLE journal ADD COLUMN person TEXT
    GENERATED ALWAYS AS (json_extract(CAST(entry AS TEXT), '$.person')) VIRTUAL;
CREATE INDEX journal_by_person ON journal (person, seq) WHERE person IS NOT NULL;
