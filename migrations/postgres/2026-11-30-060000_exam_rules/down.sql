ALTER TABLE session_events DROP COLUMN seconds;
DROP TRIGGER check_session_time ON exam_sessions;
DROP FUNCTION check_session_time();
ALTER TABLE exam_sessions DROP COLUMN time_multiplier;
ALTER TABLE exam_sessions DROP COLUMN extra_time_seconds;
ALTER TABLE exam_types DROP COLUMN rules;
