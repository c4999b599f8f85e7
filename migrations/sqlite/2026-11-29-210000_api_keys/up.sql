-- API keys of the platform. Rows are never deleted: a server without keys in its settings is open only while there has been none.
CREATE TABLE api_keys (
    -- AUTOINCREMENT: the number of a key is never given again.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL CHECK (instr(name, char(0)) = 0),
    -- Names of scopes with spaces between them.
    scopes TEXT NOT NULL CHECK (instr(scopes, char(0)) = 0),
    -- SHA-256 of the secret, which is random and too long to be guessed, so that nothing slower is needed.
    digest BLOB NOT NULL UNIQUE CHECK (length(digest) = 32),
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER,
    last_used_at INTEGER
) STRICT;
