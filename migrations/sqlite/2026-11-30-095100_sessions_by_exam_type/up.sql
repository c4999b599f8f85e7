-- The latest sessions of an exam type.
CREATE INDEX exam_sessions_by_exam_type ON exam_sessions (exam_type_id, id);
