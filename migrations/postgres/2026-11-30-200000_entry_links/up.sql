-- Secrets of the pages. Each is drawn by the first instance that needs it, and all instances use the one that is kept.
CREATE TABLE page_secrets (
    name TEXT PRIMARY KEY,
    secret BYTEA NOT NULL CHECK (octet_length(secret) = 32)
);

-- The entry links that are used up. A link belongs to a token of a session: another token has another link.
CREATE TABLE entry_uses (
    -- SHA-256 of the token.
    token_digest BYTEA PRIMARY KEY CHECK (octet_length(token_digest) = 32),
    -- Cascading, because programs that know no links remove sessions.
    exam_session_id BIGINT NOT NULL REFERENCES exam_sessions (id) ON DELETE CASCADE,
    -- SHA-256 of what the browser keeps that has used the link. The same browser may use it again.
    used_by BYTEA NOT NULL CHECK (octet_length(used_by) = 32),
    used_at BIGINT NOT NULL
);

CREATE INDEX entry_uses_by_session ON entry_uses (exam_session_id);
