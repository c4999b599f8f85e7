-- What a simulation of an exam type version promises, as the JSON of its summary. A later one takes its place.
CREATE TABLE simulation_summaries (
    exam_type_id BIGINT PRIMARY KEY REFERENCES exam_types (id),
    summary TEXT NOT NULL,
    -- Who has sent it, and when.
    actor TEXT NOT NULL,
    kept_at BIGINT NOT NULL
);
