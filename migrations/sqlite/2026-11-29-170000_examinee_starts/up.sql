-- What was known of the examinee at the start: the ability for the first item, and a normal prior. Null where the design's hold.
ALTER TABLE exam_sessions ADD COLUMN start_theta ANY
    CHECK (typeof(start_theta) IN ('real', 'null') AND coalesce(abs(start_theta), 0) < 9e999);
ALTER TABLE exam_sessions ADD COLUMN prior_mean ANY
    CHECK (typeof(prior_mean) IN ('real', 'null') AND coalesce(abs(prior_mean), 0) < 9e999);
ALTER TABLE exam_sessions ADD COLUMN prior_sd ANY
    CHECK (typeof(prior_sd) IN ('real', 'null') AND coalesce(abs(prior_sd), 0) < 9e999)
    CHECK ((prior_sd IS NULL) = (prior_mean IS NULL));
