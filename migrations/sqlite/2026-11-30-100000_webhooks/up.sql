-- The endpoints that servers have in their settings, with the kinds of messages that they want, separated by commas.
CREATE TABLE webhook_endpoints (
    name TEXT NOT NULL PRIMARY KEY CHECK (instr(name, char(0)) = 0),
    kinds TEXT NOT NULL CHECK (instr(kinds, char(0)) = 0),
    since INTEGER NOT NULL
) STRICT;

-- What is to be sent to endpoints. A message names its session and holds nothing of it: what is sent is read when it is sent. It
-- outlives its session, so there is no reference. It waits for an attempt while `next_attempt_at` has a value.
CREATE TABLE webhook_messages (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    message_id TEXT NOT NULL UNIQUE,
    endpoint TEXT NOT NULL,
    kind TEXT NOT NULL,
    session_id INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    next_attempt_at INTEGER,
    last_error TEXT CHECK (instr(last_error, char(0)) = 0),
    delivered_at INTEGER,
    dead_at INTEGER,
    CHECK ((next_attempt_at IS NOT NULL) + (delivered_at IS NOT NULL) + (dead_at IS NOT NULL) = 1)
) STRICT;

CREATE INDEX webhook_messages_waiting ON webhook_messages (endpoint, next_attempt_at, id) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX webhook_messages_delivered ON webhook_messages (delivered_at) WHERE delivered_at IS NOT NULL;
CREATE INDEX webhook_messages_dead ON webhook_messages (id) WHERE dead_at IS NOT NULL;

-- One message for each endpoint, in the transaction that changes the session, whichever program makes it. An answer that is not
-- the last one changes neither column, so it adds nothing.
CREATE TRIGGER add_webhook_messages AFTER UPDATE OF status, voided ON exam_sessions
WHEN (NEW.status = 'completed') <> (OLD.status = 'completed') OR NEW.voided IS TRUE AND OLD.voided IS NOT TRUE
BEGIN
    INSERT INTO webhook_messages (message_id, endpoint, kind, session_id, created_at, next_attempt_at)
        SELECT 'msg_' || lower(hex(randomblob(16))), name, happened, NEW.id, NEW.updated_at, NEW.updated_at
        FROM webhook_endpoints, (SELECT CASE
            WHEN NEW.voided IS TRUE AND OLD.voided IS NOT TRUE THEN 'session.voided'
            WHEN NEW.status = 'completed' THEN 'session.completed'
            ELSE 'session.reopened'
        END AS happened)
        WHERE instr(',' || kinds || ',', ',' || happened || ',') > 0 ORDER BY name;
END;
