-- Secrets of the pages. Each is drawn by the first instance that needs it, and all instances use the one that is kept.
CREATE TABLE page_secrets (
    name TEXT NOT NULL PRIMARY KEY CHECK (instr(name, char(0)) = 0),
    secret BLOB NOT NULL CHECK (length(secret) = 32)
) STRICT;

-- The entry links that are used up. A link belongs to a token of a session: another token has another link.
CREATE TABLE entry_uses (
    -- SHA-256 of the token.
    token_digest BLOB NOT NULL PRIMARY KEY CHECK (length(token_digest) = 32),
    -- Cascading, because programs that know no links remove sessions.
    exam_session_id INTEGER NOT NULL REFERENCES exam_sessions (id) ON DELETE CASCADE,
    -- SHA-256 of what the browser keeps that has used the link. The same browser may use it again.
    used_by BLOB NOT NULL CHECK (length(used_by) = 32),
    used_at INTEGER NOT NULL
) STRICT;

CREATE INDEX entry_uses_by_session ON entry_uses (exam_session_id);
