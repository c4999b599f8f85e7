-- What servers write to find out whether they can: one row, larger than what an answer writes, so that a full disk is noticed
-- before an answer meets it.
CREATE TABLE write_probe (
    id BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    filler BLOB NOT NULL
);
