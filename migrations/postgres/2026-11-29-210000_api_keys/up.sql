-- API keys of the platform. Rows are never deleted: a server without keys in its settings is open only while there has been none.
CREATE TABLE api_keys (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL,
    -- Names of scopes with spaces between them.
    scopes TEXT NOT NULL,
    -- SHA-256 of the secret, which is random and too long to be guessed, so that nothing slower is needed.
    digest BYTEA NOT NULL UNIQUE CHECK (octet_length(digest) = 32),
    created_at BIGINT NOT NULL,
    expires_at BIGINT,
    revoked_at BIGINT,
    last_used_at BIGINT
);
