ALTER TABLE exam_sessions DROP COLUMN history_digest;
