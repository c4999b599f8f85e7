-- How long the examinee took for the item, as the client says; null where it does not say.
ALTER TABLE attempts ADD COLUMN response_time_ms INTEGER CHECK (response_time_ms >= 0);
-- What else than an answer in time became of the item; null for an answer in time.
ALTER TABLE attempts ADD COLUMN outcome TEXT CHECK (outcome IN ('skipped', 'timed_out'));
