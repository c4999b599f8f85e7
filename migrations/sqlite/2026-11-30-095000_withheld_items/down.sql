ALTER TABLE exam_sessions DROP COLUMN withheld;
