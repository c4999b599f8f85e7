-- The span of time that the event is about.
ALTER TABLE session_events ADD COLUMN span_from BIGINT;
ALTER TABLE session_events ADD COLUMN span_to BIGINT;

-- Since when a session is paused; null while it is not.
ALTER TABLE exam_sessions ADD COLUMN paused_at BIGINT;

-- The status has one more value.
CREATE OR REPLACE FUNCTION check_session() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.revision < 0 OR NEW.pending_item < 0 OR abs(NEW.theta) >= 'Infinity' OR abs(NEW.standard_error) >= 'Infinity'
        OR abs(NEW.final_theta) >= 'Infinity' OR abs(NEW.final_standard_error) >= 'Infinity'
        OR abs(NEW.start_theta) >= 'Infinity' OR abs(NEW.prior_mean) >= 'Infinity' OR abs(NEW.prior_sd) >= 'Infinity'
    THEN
        RAISE check_violation USING TABLE = 'exam_sessions', MESSAGE = format('a number of session %s is out of range', NEW.id);
    END IF;
    IF octet_length(NEW.token_digest) <> 32 OR octet_length(NEW.start_key_digest) <> 32 OR octet_length(NEW.start_salt) <> 32 THEN
        RAISE check_violation USING TABLE = 'exam_sessions', MESSAGE = format('a digest of session %s has not 32 bytes', NEW.id);
    END IF;
    IF (NEW.start_salt IS NULL) <> (NEW.start_key_digest IS NULL) OR (NEW.prior_mean IS NULL) <> (NEW.prior_sd IS NULL) THEN
        RAISE check_violation USING TABLE = 'exam_sessions', MESSAGE = format('a pair of values of session %s lacks one', NEW.id);
    END IF;
    IF NEW.status NOT IN ('active', 'paused', 'completed')
        OR (NEW.status = 'completed') <> (NEW.completion_reason IS NOT NULL)
        OR (NEW.status = 'completed') <> (NEW.final_theta IS NOT NULL)
        OR (NEW.status = 'completed') <> (NEW.final_standard_error IS NOT NULL)
        OR (NEW.status = 'completed') <> (NEW.final_status IS NOT NULL)
        OR (NEW.status = 'completed') <> (NEW.completed_at IS NOT NULL)
    THEN
        RAISE check_violation USING TABLE = 'exam_sessions', MESSAGE = format(
            'session %s is %s: a session is active, paused, or completed with its result', NEW.id, NEW.status);
    END IF;
    RETURN NEW;
END
$$;
