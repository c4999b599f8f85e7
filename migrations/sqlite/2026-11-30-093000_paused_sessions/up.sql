-- The span of time that the event is about.
ALTER TABLE session_events ADD COLUMN span_from INTEGER;
ALTER TABLE session_events ADD COLUMN span_to INTEGER;

-- Since when a session is paused; null while it is not.
ALTER TABLE exam_sessions ADD COLUMN paused_at INTEGER;

-- The status has one more value. SQLite cannot change a check. Every row that holds by the old one holds by the longer one, so the text of
-- the table is all that changes: a copy of the table would lock a large database for minutes. The statement above has told the
-- other connections to read the schema again.
PRAGMA writable_schema = ON;
UPDATE sqlite_schema
SET sql = replace(sql, 'CHECK (status IN (''active'', ''completed''))', 'CHECK (status IN (''active'', ''paused'', ''completed''))')
WHERE type = 'table' AND name = 'exam_sessions';
PRAGMA writable_schema = RESET;
