-- The latest sessions of an exam type. Answers wait while it is made: about a second for a million sessions. It cannot be made
-- concurrently here: that would wait for the instances that wait for this migration.
CREATE INDEX exam_sessions_by_exam_type ON exam_sessions (exam_type_id, id);
