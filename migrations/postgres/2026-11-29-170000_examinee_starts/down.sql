ALTER TABLE exam_sessions DROP COLUMN prior_sd;
ALTER TABLE exam_sessions DROP COLUMN prior_mean;
ALTER TABLE exam_sessions DROP COLUMN start_theta;
