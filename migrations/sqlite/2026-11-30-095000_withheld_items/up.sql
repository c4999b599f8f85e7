-- The items, by their place in the bank, that the session does not get, as a JSON array; null for none.
ALTER TABLE exam_sessions ADD COLUMN withheld TEXT CHECK (instr(withheld, char(0)) = 0);
