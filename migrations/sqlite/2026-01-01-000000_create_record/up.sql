-- Times are microseconds since 1970-01-01 UTC.
-- Doubles stand in columns of type ANY: REAL would store -0.0 as the integer 0 and lose its sign.
-- Texts must be free of NUL, which PostgreSQL cannot store.

CREATE TABLE item_banks (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL CHECK (instr(name, char(0)) = 0),
    version INTEGER NOT NULL CHECK (version >= 1),
    scaling_constant ANY NOT NULL CHECK (typeof(scaling_constant) = 'real' AND abs(scaling_constant) < 9e999),
    item_count INTEGER NOT NULL CHECK (item_count >= 0),
    created_at INTEGER NOT NULL,
    UNIQUE (name, version)
) STRICT;

CREATE TABLE items (
    bank_id INTEGER NOT NULL REFERENCES item_banks (id),
    item_index INTEGER NOT NULL CHECK (item_index >= 0),
    item_id TEXT NOT NULL CHECK (instr(item_id, char(0)) = 0),
    model TEXT NOT NULL CHECK (instr(model, char(0)) = 0),
    discrimination ANY NOT NULL CHECK (typeof(discrimination) = 'real' AND abs(discrimination) < 9e999),
    difficulty ANY NOT NULL CHECK (typeof(difficulty) = 'real' AND abs(difficulty) < 9e999),
    guessing ANY NOT NULL CHECK (typeof(guessing) = 'real' AND abs(guessing) < 9e999),
    upper_asymptote ANY NOT NULL CHECK (typeof(upper_asymptote) = 'real' AND abs(upper_asymptote) < 9e999),
    -- All parameters of an item that the four columns cannot hold, as a JSON object.
    parameters TEXT CHECK (instr(parameters, char(0)) = 0),
    content TEXT CHECK (instr(content, char(0)) = 0),
    stem TEXT CHECK (instr(stem, char(0)) = 0),
    answer_key TEXT CHECK (instr(answer_key, char(0)) = 0),
    options TEXT NOT NULL,
    PRIMARY KEY (bank_id, item_index),
    UNIQUE (bank_id, item_id)
) STRICT;

CREATE TABLE exam_types (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL CHECK (instr(name, char(0)) = 0),
    version INTEGER NOT NULL CHECK (version >= 1),
    bank_id INTEGER NOT NULL REFERENCES item_banks (id),
    design TEXT NOT NULL CHECK (instr(design, char(0)) = 0),
    ttl_seconds INTEGER NOT NULL CHECK (ttl_seconds >= 1),
    feedback INTEGER NOT NULL CHECK (feedback IN (0, 1)),
    created_at INTEGER NOT NULL,
    UNIQUE (name, version)
) STRICT;

CREATE TABLE exam_sessions (
    -- AUTOINCREMENT: the number of a session is never given again.
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    exam_type_id INTEGER NOT NULL REFERENCES exam_types (id),
    examinee_id TEXT CHECK (instr(examinee_id, char(0)) = 0),
    -- The bits of an unsigned 64-bit number.
    seed INTEGER NOT NULL,
    token_digest BLOB NOT NULL CHECK (length(token_digest) = 32),
    status TEXT NOT NULL CHECK (status IN ('active', 'completed')),
    revision INTEGER NOT NULL CHECK (revision >= 0),
    pending_item INTEGER CHECK (pending_item >= 0),
    stop_reason TEXT CHECK (instr(stop_reason, char(0)) = 0),
    theta ANY NOT NULL CHECK (typeof(theta) = 'real' AND abs(theta) < 9e999),
    standard_error ANY NOT NULL CHECK (typeof(standard_error) = 'real' AND abs(standard_error) < 9e999),
    completion_reason TEXT CHECK (instr(completion_reason, char(0)) = 0),
    final_theta ANY CHECK (typeof(final_theta) IN ('real', 'null') AND coalesce(abs(final_theta), 0) < 9e999),
    final_standard_error ANY CHECK (
        typeof(final_standard_error) IN ('real', 'null') AND coalesce(abs(final_standard_error), 0) < 9e999
    ),
    final_status TEXT CHECK (instr(final_status, char(0)) = 0),
    completed_at INTEGER,
    started_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    CONSTRAINT completed_has_result CHECK (
        (status = 'completed') = (completion_reason IS NOT NULL)
        AND (status = 'completed') = (final_theta IS NOT NULL)
        AND (status = 'completed') = (final_standard_error IS NOT NULL)
        AND (status = 'completed') = (final_status IS NOT NULL)
        AND (status = 'completed') = (completed_at IS NOT NULL)
    )
) STRICT;

CREATE INDEX exam_sessions_active ON exam_sessions (id) WHERE status = 'active';

CREATE TABLE attempts (
    session_id INTEGER NOT NULL REFERENCES exam_sessions (id),
    position INTEGER NOT NULL CHECK (position >= 1),
    item INTEGER NOT NULL CHECK (item >= 0),
    answer TEXT CHECK (instr(answer, char(0)) = 0),
    response INTEGER NOT NULL CHECK (response BETWEEN 0 AND 255),
    theta ANY NOT NULL CHECK (typeof(theta) = 'real' AND abs(theta) < 9e999),
    standard_error ANY NOT NULL CHECK (typeof(standard_error) = 'real' AND abs(standard_error) < 9e999),
    answered_at INTEGER NOT NULL,
    PRIMARY KEY (session_id, position),
    UNIQUE (session_id, item)
) STRICT;
