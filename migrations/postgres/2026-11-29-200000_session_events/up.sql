-- What people and platforms did to sessions other than answering, and what became of old sessions. An event outlives its session,
-- so there is no reference.
CREATE TABLE session_events (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session_id BIGINT NOT NULL,
    at BIGINT NOT NULL,
    kind TEXT NOT NULL,
    actor TEXT NOT NULL,
    reason TEXT
);

CREATE INDEX session_events_session ON session_events (session_id, id);

-- Events are never changed. Only a reason may: the name of an examinee is taken out of it when the examinee is unlinked.
CREATE FUNCTION session_events_unchanged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'events are never changed';
END
$$;

CREATE TRIGGER session_events_unchanged BEFORE DELETE OR UPDATE OF id, session_id, at, kind, actor ON session_events
    FOR EACH ROW EXECUTE FUNCTION session_events_unchanged();

-- The sessions of one examinee.
CREATE INDEX exam_sessions_examinee ON exam_sessions (examinee_id) WHERE examinee_id IS NOT NULL;
