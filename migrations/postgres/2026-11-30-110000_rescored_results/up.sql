-- What the answers of completed sessions come to under other versions of their exam type, beside the results of the sessions. Who has
-- rescored them, and why, is in the event of the same time, where the names of examinees are taken out of reasons. A program that
-- knows no such results deletes a session with them.
CREATE TABLE rescored_results (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    session_id BIGINT NOT NULL REFERENCES exam_sessions (id) ON DELETE CASCADE,
    exam_type_id BIGINT NOT NULL REFERENCES exam_types (id),
    -- How many answers the session had, and how many of them count here. A session that is reopened has more of them later.
    revision BIGINT NOT NULL CHECK (revision >= 0),
    items BIGINT NOT NULL CHECK (items BETWEEN 0 AND revision),
    theta DOUBLE PRECISION NOT NULL CHECK (theta > '-Infinity' AND theta < 'Infinity'),
    standard_error DOUBLE PRECISION NOT NULL CHECK (standard_error >= 0 AND standard_error < 'Infinity'),
    status TEXT NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (session_id, exam_type_id, revision)
);

CREATE FUNCTION rescored_results_unchanged() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'rescored results are never changed';
END
$$;

CREATE TRIGGER rescored_results_unchanged BEFORE UPDATE ON rescored_results
    FOR EACH ROW EXECUTE FUNCTION rescored_results_unchanged();
