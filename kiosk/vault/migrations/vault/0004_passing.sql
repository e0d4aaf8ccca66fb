-- Sealed parts of papers that hold data of RGPD article 9: fetched when somebody asks, never
-- ahead, and gone with the session (DER-14). Which papers these are, sessions alone can read.
CREATE TABLE part_passing (
    part BLOB PRIMARY KEY REFERENCES part (id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
