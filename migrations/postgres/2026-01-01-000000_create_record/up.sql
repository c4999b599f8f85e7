-- Times are microseconds since 1970-01-01 UTC.
-- In PostgreSQL NaN is greater than infinity, so "between -infinity and infinity, exclusive" means finite.

CREATE TABLE item_banks (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    scaling_constant DOUBLE PRECISION NOT NULL
        CHECK (scaling_constant > '-Infinity' AND scaling_constant < 'Infinity'),
    item_count INTEGER NOT NULL CHECK (item_count >= 0),
    created_at BIGINT NOT NULL,
    UNIQUE (name, version)
);

CREATE TABLE items (
    bank_id BIGINT NOT NULL REFERENCES item_banks (id),
    item_index BIGINT NOT NULL CHECK (item_index >= 0),
    item_id TEXT NOT NULL,
    model TEXT NOT NULL,
    discrimination DOUBLE PRECISION NOT NULL CHECK (discrimination > '-Infinity' AND discrimination < 'Infinity'),
    difficulty DOUBLE PRECISION NOT NULL CHECK (difficulty > '-Infinity' AND difficulty < 'Infinity'),
    guessing DOUBLE PRECISION NOT NULL CHECK (guessing > '-Infinity' AND guessing < 'Infinity'),
    upper_asymptote DOUBLE PRECISION NOT NULL CHECK (upper_asymptote > '-Infinity' AND upper_asymptote < 'Infinity'),
    -- All parameters of an item that the four columns cannot hold, as a JSON object.
    parameters TEXT,
    content TEXT,
    stem TEXT,
    answer_key TEXT,
    options TEXT NOT NULL,
    PRIMARY KEY (bank_id, item_index),
    UNIQUE (bank_id, item_id)
);

CREATE TABLE exam_types (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    bank_id BIGINT NOT NULL REFERENCES item_banks (id),
    design TEXT NOT NULL,
    ttl_seconds BIGINT NOT NULL CHECK (ttl_seconds >= 1),
    feedback BOOLEAN NOT NULL,
    created_at BIGINT NOT NULL,
    UNIQUE (name, version)
);

CREATE TABLE exam_sessions (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    exam_type_id BIGINT NOT NULL REFERENCES exam_types (id),
    examinee_id TEXT,
    -- The bits of an unsigned 64-bit number.
    seed BIGINT NOT NULL,
    token_digest BYTEA NOT NULL CHECK (octet_length(token_digest) = 32),
    status TEXT NOT NULL CHECK (status IN ('active', 'completed')),
    revision BIGINT NOT NULL CHECK (revision >= 0),
    pending_item BIGINT CHECK (pending_item >= 0),
    stop_reason TEXT,
    theta DOUBLE PRECISION NOT NULL CHECK (theta > '-Infinity' AND theta < 'Infinity'),
    standard_error DOUBLE PRECISION NOT NULL CHECK (standard_error > '-Infinity' AND standard_error < 'Infinity'),
    completion_reason TEXT,
    final_theta DOUBLE PRECISION CHECK (final_theta > '-Infinity' AND final_theta < 'Infinity'),
    final_standard_error DOUBLE PRECISION
        CHECK (final_standard_error > '-Infinity' AND final_standard_error < 'Infinity'),
    final_status TEXT,
    completed_at BIGINT,
    started_at BIGINT NOT NULL,
    updated_at BIGINT NOT NULL,
    CONSTRAINT completed_has_result CHECK (
        (status = 'completed') = (completion_reason IS NOT NULL)
        AND (status = 'completed') = (final_theta IS NOT NULL)
        AND (status = 'completed') = (final_standard_error IS NOT NULL)
        AND (status = 'completed') = (final_status IS NOT NULL)
        AND (status = 'completed') = (completed_at IS NOT NULL)
    )
) WITH (fillfactor = 80); -- Room on the page, so that an advance rewrites the row beside itself and touches no index.

CREATE INDEX exam_sessions_active ON exam_sessions (id) WHERE status = 'active';

CREATE TABLE attempts (
    session_id BIGINT NOT NULL REFERENCES exam_sessions (id),
    position BIGINT NOT NULL CHECK (position >= 1),
    item BIGINT NOT NULL CHECK (item >= 0),
    answer TEXT,
    response INTEGER NOT NULL CHECK (response BETWEEN 0 AND 255),
    theta DOUBLE PRECISION NOT NULL CHECK (theta > '-Infinity' AND theta < 'Infinity'),
    standard_error DOUBLE PRECISION NOT NULL CHECK (standard_error > '-Infinity' AND standard_error < 'Infinity'),
    answered_at BIGINT NOT NULL,
    PRIMARY KEY (session_id, position),
    UNIQUE (session_id, item)
);
