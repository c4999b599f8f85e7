-- How long the examinee took for the item, as the client says; null where it does not say. No checks here:
-- `2026-11-29-213000_checks_in_triggers` says why.
ALTER TABLE attempts ADD COLUMN response_time_ms BIGINT;
-- What else than an answer in time became of the item; null for an answer in time.
ALTER TABLE attempts ADD COLUMN outcome TEXT;
