DROP TRIGGER check_changed_session ON exam_sessions;
DROP TRIGGER check_session ON exam_sessions;
DROP TRIGGER check_attempt ON attempts;
DROP FUNCTION check_session();
DROP FUNCTION check_attempt();

ALTER TABLE attempts
    ADD CHECK (position >= 1),
    ADD CHECK (item >= 0),
    ADD CHECK (response BETWEEN 0 AND 255),
    ADD CHECK (theta > '-Infinity' AND theta < 'Infinity'),
    ADD CHECK (standard_error > '-Infinity' AND standard_error < 'Infinity');

ALTER TABLE exam_sessions
    ADD CHECK (octet_length(token_digest) = 32),
    ADD CHECK (status IN ('active', 'completed')),
    ADD CHECK (revision >= 0),
    ADD CHECK (pending_item >= 0),
    ADD CHECK (theta > '-Infinity' AND theta < 'Infinity'),
    ADD CHECK (standard_error > '-Infinity' AND standard_error < 'Infinity'),
    ADD CHECK (final_theta > '-Infinity' AND final_theta < 'Infinity'),
    ADD CHECK (final_standard_error > '-Infinity' AND final_standard_error < 'Infinity'),
    ADD CHECK (octet_length(start_key_digest) = 32),
    ADD CHECK (octet_length(start_salt) = 32),
    ADD CHECK (start_theta > '-Infinity' AND start_theta < 'Infinity'),
    ADD CHECK (prior_mean > '-Infinity' AND prior_mean < 'Infinity'),
    ADD CHECK (prior_sd > '-Infinity' AND prior_sd < 'Infinity'),
    ADD CONSTRAINT exam_sessions_check CHECK ((start_salt IS NULL) = (start_key_digest IS NULL)),
    ADD CONSTRAINT exam_sessions_check1 CHECK ((prior_sd IS NULL) = (prior_mean IS NULL)),
    ADD CONSTRAINT completed_has_result CHECK (
        (status = 'completed') = (completion_reason IS NOT NULL)
        AND (status = 'completed') = (final_theta IS NOT NULL)
        AND (status = 'completed') = (final_standard_error IS NOT NULL)
        AND (status = 'completed') = (final_status IS NOT NULL)
        AND (status = 'completed') = (completed_at IS NOT NULL)
    );
