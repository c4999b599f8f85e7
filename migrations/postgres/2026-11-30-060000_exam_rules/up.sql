-- What examinees see of an exam, and how often and when they may take it, as JSON. Null in exam types of programs that know no such
-- rules.
ALTER TABLE exam_types ADD COLUMN rules TEXT;

-- What the start gave one examinee beyond the time limit; null for nothing. `expires_at` has it included. No checks here:
-- `2026-11-29-213000_checks_in_triggers` says why.
ALTER TABLE exam_sessions ADD COLUMN extra_time_seconds BIGINT;
ALTER TABLE exam_sessions ADD COLUMN time_multiplier DOUBLE PRECISION;

CREATE FUNCTION check_session_time() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.extra_time_seconds < 0 OR NEW.time_multiplier < 1 OR NEW.time_multiplier >= 'Infinity' THEN
        RAISE check_violation USING TABLE = 'exam_sessions', MESSAGE = format('the time of session %s is out of range', NEW.id);
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER check_session_time BEFORE INSERT OR UPDATE OF extra_time_seconds, time_multiplier ON exam_sessions
    FOR EACH ROW WHEN (NEW.extra_time_seconds IS NOT NULL OR NEW.time_multiplier IS NOT NULL)
    EXECUTE FUNCTION check_session_time();

-- How many seconds the event is about.
ALTER TABLE session_events ADD COLUMN seconds BIGINT;
