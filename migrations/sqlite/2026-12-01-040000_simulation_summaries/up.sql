-- What a simulation of an exam type version promises, as the JSON of its summary. A later one takes its place.
CREATE TABLE simulation_summaries (
    exam_type_id INTEGER NOT NULL PRIMARY KEY REFERENCES exam_types (id),
    summary TEXT NOT NULL CHECK (instr(summary, char(0)) = 0),
    -- Who has sent it, and when.
    actor TEXT NOT NULL CHECK (instr(actor, char(0)) = 0),
    kept_at INTEGER NOT NULL
) STRICT;
