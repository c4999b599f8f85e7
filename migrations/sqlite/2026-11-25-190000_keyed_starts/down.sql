DROP INDEX exam_sessions_start_key;
ALTER TABLE exam_sessions DROP COLUMN start_salt;
ALTER TABLE exam_sessions DROP COLUMN start_key_digest;
