-- What people and platforms did to sessions other than answering, and what became of old sessions. An event outlives its session,
-- so there is no reference.
CREATE TABLE session_events (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    session_id INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (instr(kind, char(0)) = 0),
    actor TEXT NOT NULL CHECK (instr(actor, char(0)) = 0),
    reason TEXT CHECK (instr(reason, char(0)) = 0)
) STRICT;

CREATE INDEX session_events_session ON session_events (session_id, id);

-- Events are never changed. Only a reason may: the name of an examinee is taken out of it when the examinee is unlinked.
CREATE TRIGGER session_events_unchanged BEFORE UPDATE OF id, session_id, at, kind, actor ON session_events
BEGIN
    SELECT RAISE(ABORT, 'events are never changed');
END;

CREATE TRIGGER session_events_kept BEFORE DELETE ON session_events
BEGIN
    SELECT RAISE(ABORT, 'events are never deleted');
END;

-- The sessions of one examinee.
CREATE INDEX exam_sessions_examinee ON exam_sessions (examinee_id) WHERE examinee_id IS NOT NULL;
