DROP INDEX exam_sessions_expiring;
ALTER TABLE exam_sessions DROP COLUMN voided;
ALTER TABLE exam_sessions DROP COLUMN expires_at;
ALTER TABLE exam_types DROP COLUMN on_expiry;
ALTER TABLE exam_types DROP COLUMN time_limit_seconds;
