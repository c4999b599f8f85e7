-- The endpoints that servers have in their settings, with the kinds of messages that they want, separated by commas.
CREATE TABLE webhook_endpoints (
    name TEXT PRIMARY KEY,
    kinds TEXT NOT NULL,
    since BIGINT NOT NULL
);

-- What is to be sent to endpoints. A message names its session and holds nothing of it: what is sent is read when it is sent. It
-- outlives its session, so there is no reference. It waits for an attempt while `next_attempt_at` has a value.
CREATE TABLE webhook_messages (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    message_id TEXT NOT NULL UNIQUE,
    endpoint TEXT NOT NULL,
    kind TEXT NOT NULL,
    session_id BIGINT NOT NULL,
    created_at BIGINT NOT NULL,
    attempts INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    next_attempt_at BIGINT,
    last_error TEXT,
    delivered_at BIGINT,
    dead_at BIGINT,
    CHECK (num_nonnulls(next_attempt_at, delivered_at, dead_at) = 1)
);

CREATE INDEX webhook_messages_waiting ON webhook_messages (endpoint, next_attempt_at, id) WHERE next_attempt_at IS NOT NULL;
CREATE INDEX webhook_messages_delivered ON webhook_messages (delivered_at) WHERE delivered_at IS NOT NULL;
CREATE INDEX webhook_messages_dead ON webhook_messages (id) WHERE dead_at IS NOT NULL;

-- One message for each endpoint, in the transaction that changes the session, whichever program makes it.
CREATE FUNCTION add_webhook_messages() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    happened CONSTANT TEXT := CASE
        WHEN NEW.voided IS TRUE AND OLD.voided IS NOT TRUE THEN 'session.voided'
        WHEN NEW.status = 'completed' THEN 'session.completed'
        ELSE 'session.reopened'
    END;
BEGIN
    INSERT INTO webhook_messages (message_id, endpoint, kind, session_id, created_at, next_attempt_at)
        SELECT 'msg_' || replace(gen_random_uuid()::text, '-', ''), name, happened, NEW.id, NEW.updated_at, NEW.updated_at
        FROM webhook_endpoints WHERE happened = ANY (string_to_array(kinds, ',')) ORDER BY name;
    RETURN NULL;
END
$$;

-- An answer that is not the last one changes neither column, so it never calls the function.
CREATE TRIGGER add_webhook_messages AFTER UPDATE OF status, voided ON exam_sessions FOR EACH ROW
    WHEN ((NEW.status = 'completed') <> (OLD.status = 'completed') OR NEW.voided IS TRUE AND OLD.voided IS NOT TRUE)
    EXECUTE FUNCTION add_webhook_messages();
