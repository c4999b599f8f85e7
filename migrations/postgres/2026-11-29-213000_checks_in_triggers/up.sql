-- PostgreSQL reads and prepares the checks of a table anew for each statement that writes a row: all of them, whichever columns
-- the statement writes. On these two tables this took longer than everything else that an answer does. What a trigger runs is
-- prepared once for each connection.
ALTER TABLE attempts
    DROP CONSTRAINT attempts_position_check,
    DROP CONSTRAINT attempts_item_check,
    DROP CONSTRAINT attempts_response_check,
    DROP CONSTRAINT attempts_theta_check,
    DROP CONSTRAINT attempts_standard_error_check;

ALTER TABLE exam_sessions
    DROP CONSTRAINT exam_sessions_token_digest_check,
    DROP CONSTRAINT exam_sessions_status_check,
    DROP CONSTRAINT exam_sessions_revision_check,
    DROP CONSTRAINT exam_sessions_pending_item_check,
    DROP CONSTRAINT exam_sessions_theta_check,
    DROP CONSTRAINT exam_sessions_standard_error_check,
    DROP CONSTRAINT exam_sessions_final_theta_check,
    DROP CONSTRAINT exam_sessions_final_standard_error_check,
    DROP CONSTRAINT exam_sessions_start_key_digest_check,
    DROP CONSTRAINT exam_sessions_start_salt_check,
    DROP CONSTRAINT exam_sessions_start_theta_check,
    DROP CONSTRAINT exam_sessions_prior_mean_check,
    DROP CONSTRAINT exam_sessions_prior_sd_check,
    -- Each of start_salt and start_key_digest, and of prior_mean and prior_sd, comes with the other.
    DROP CONSTRAINT exam_sessions_check,
    DROP CONSTRAINT exam_sessions_check1,
    DROP CONSTRAINT completed_has_result;

-- NaN is greater than infinity, and its absolute value is NaN: so below infinity means finite.
CREATE FUNCTION check_attempt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.position >= 1 AND NEW.item >= 0 AND NEW.response BETWEEN 0 AND 255
        AND abs(NEW.theta) < 'Infinity' AND abs(NEW.standard_error) < 'Infinity'
    THEN
        RETURN NEW;
    END IF;
    RAISE check_violation USING TABLE = 'attempts', MESSAGE = format(
        'attempt %s of session %s is out of range: item %s, response %s, theta %s, standard error %s',
        NEW.position, NEW.session_id, NEW.item, NEW.response, NEW.theta, NEW.standard_error);
END
$$;

CREATE FUNCTION check_session() RETURNS trigger LANGUAGE plpgsql AS $$
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
    IF NEW.status NOT IN ('active', 'completed')
        OR (NEW.status = 'completed') <> (NEW.completion_reason IS NOT NULL)
        OR (NEW.status = 'completed') <> (NEW.final_theta IS NOT NULL)
        OR (NEW.status = 'completed') <> (NEW.final_standard_error IS NOT NULL)
        OR (NEW.status = 'completed') <> (NEW.final_status IS NOT NULL)
        OR (NEW.status = 'completed') <> (NEW.completed_at IS NOT NULL)
    THEN
        RAISE check_violation USING TABLE = 'exam_sessions', MESSAGE = format(
            'session %s is %s: a session is active, or completed with its result', NEW.id, NEW.status);
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER check_attempt BEFORE INSERT OR UPDATE ON attempts FOR EACH ROW EXECUTE FUNCTION check_attempt();

CREATE TRIGGER check_session BEFORE INSERT ON exam_sessions FOR EACH ROW EXECUTE FUNCTION check_session();

-- An answer that is not the last one writes other columns only. What it writes there is in its attempt, too, and is checked there.
CREATE TRIGGER check_changed_session BEFORE UPDATE OF token_digest, status, completion_reason, final_theta, final_standard_error,
    final_status, completed_at, start_key_digest, start_salt, start_theta, prior_mean, prior_sd ON exam_sessions
    FOR EACH ROW EXECUTE FUNCTION check_session();
