-- SHA-256 over what determines the state of a session: its start and its answers. An answer that was computed from a working
-- copy counts only if the copy has this digest. Null in sessions of programs that keep none. No check of its length: it is
-- written with every answer.
ALTER TABLE exam_sessions ADD COLUMN history_digest BYTEA;
