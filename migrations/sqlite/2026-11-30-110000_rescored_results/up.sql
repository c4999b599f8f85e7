-- What the answers of completed sessions come to under other versions of their exam type, beside the results of the sessions. Who has
-- rescored them, and why, is in the event of the same time, where the names of examinees are taken out of reasons. A program that
-- knows no such results deletes a session with them.
CREATE TABLE rescored_results (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id INTEGER NOT NULL REFERENCES exam_sessions (id) ON DELETE CASCADE,
    exam_type_id INTEGER NOT NULL REFERENCES exam_types (id),
    -- How many answers the session had, and how many of them count here. A session that is reopened has more of them later.
    revision INTEGER NOT NULL CHECK (revision >= 0),
    items INTEGER NOT NULL CHECK (items BETWEEN 0 AND revision),
    theta REAL NOT NULL CHECK (theta BETWEEN -1.7e308 AND 1.7e308),
    standard_error REAL NOT NULL CHECK (standard_error BETWEEN 0 AND 1.7e308),
    status TEXT NOT NULL CHECK (instr(status, char(0)) = 0),
    created_at INTEGER NOT NULL,
    UNIQUE (session_id, exam_type_id, revision)
) STRICT;

CREATE TRIGGER rescored_results_unchanged BEFORE UPDATE ON rescored_results
BEGIN
    SELECT RAISE(ABORT, 'rescored results are never changed');
END;
