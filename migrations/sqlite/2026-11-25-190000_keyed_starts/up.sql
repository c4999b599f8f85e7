-- SHA-256 of the key that a client gave its start, and the salt by which the session's token follows from that key.
ALTER TABLE exam_sessions ADD COLUMN start_key_digest BLOB CHECK (length(start_key_digest) = 32);
ALTER TABLE exam_sessions ADD COLUMN start_salt BLOB
    CHECK (length(start_salt) = 32)
    CHECK ((start_salt IS NULL) = (start_key_digest IS NULL));

-- A key starts one session.
CREATE UNIQUE INDEX exam_sessions_start_key ON exam_sessions (start_key_digest) WHERE start_key_digest IS NOT NULL;
