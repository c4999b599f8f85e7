DROP INDEX exam_sessions_examinee;
DROP TABLE session_events;
