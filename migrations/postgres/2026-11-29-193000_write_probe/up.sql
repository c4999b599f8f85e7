-- What servers write to find out whether they can: one row, larger than what an answer writes, so that a full disk is noticed
-- before an answer meets it. It is kept as it is (uncompressed), beside the row.
CREATE TABLE write_probe (
    id BIGINT PRIMARY KEY CHECK (id = 1),
    filler TEXT NOT NULL
);
ALTER TABLE write_probe ALTER COLUMN filler SET STORAGE EXTERNAL;
