-- How long a session may last from its start, and what becomes of one that has not ended by then.
ALTER TABLE exam_types ADD COLUMN time_limit_seconds BIGINT CHECK (time_limit_seconds >= 1);
ALTER TABLE exam_types ADD COLUMN on_expiry TEXT;

-- From when on the session takes no more answers, and whether its result does not count.
ALTER TABLE exam_sessions ADD COLUMN expires_at BIGINT;
ALTER TABLE exam_sessions ADD COLUMN voided BOOLEAN;

CREATE INDEX exam_sessions_expiring ON exam_sessions (expires_at) WHERE status = 'active' AND expires_at IS NOT NULL;
