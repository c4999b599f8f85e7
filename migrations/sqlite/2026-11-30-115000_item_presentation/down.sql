ALTER TABLE items DROP COLUMN presentation;
