-- What examinees see of an exam, and how often and when they may take it, as JSON. Null in exam types of programs that know no such
-- rules.
ALTER TABLE exam_types ADD COLUMN rules TEXT CHECK (instr(rules, char(0)) = 0);

-- What the start gave one examinee beyond the time limit; null for nothing. `expires_at` has it included.
ALTER TABLE exam_sessions ADD COLUMN extra_time_seconds INTEGER CHECK (extra_time_seconds >= 0);
ALTER TABLE exam_sessions ADD COLUMN time_multiplier REAL CHECK (time_multiplier >= 1);

-- How many seconds the event is about.
ALTER TABLE session_events ADD COLUMN seconds INTEGER;
