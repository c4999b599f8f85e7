ALTER TABLE attempts DROP COLUMN outcome;
ALTER TABLE attempts DROP COLUMN response_time_ms;
