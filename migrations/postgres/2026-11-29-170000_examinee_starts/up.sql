-- What was known of the examinee at the start: the ability for the first item, and a normal prior. Null where the design's hold.
ALTER TABLE exam_sessions ADD COLUMN start_theta DOUBLE PRECISION
    CHECK (start_theta > '-Infinity' AND start_theta < 'Infinity');
ALTER TABLE exam_sessions ADD COLUMN prior_mean DOUBLE PRECISION
    CHECK (prior_mean > '-Infinity' AND prior_mean < 'Infinity');
ALTER TABLE exam_sessions ADD COLUMN prior_sd DOUBLE PRECISION
    CHECK (prior_sd > '-Infinity' AND prior_sd < 'Infinity')
    CHECK ((prior_sd IS NULL) = (prior_mean IS NULL));
