UPDATE exam_sessions SET status = 'active' WHERE status = 'paused';

PRAGMA writable_schema = ON;
UPDATE sqlite_schema
SET sql = replace(sql, 'CHECK (status IN (''active'', ''paused'', ''completed''))', 'CHECK (status IN (''active'', ''completed''))')
WHERE type = 'table' AND name = 'exam_sessions';
PRAGMA writable_schema = RESET;

ALTER TABLE exam_sessions DROP COLUMN paused_at;
ALTER TABLE session_events DROP COLUMN span_to;
ALTER TABLE session_events DROP COLUMN span_from;
