DROP TABLE attempts;
DROP TABLE exam_sessions;
DROP TABLE exam_types;
DROP TABLE items;
DROP TABLE item_banks;
