-- How the texts of an item are shown, as JSON; null for plain text whose options may be shuffled.
ALTER TABLE items ADD COLUMN presentation TEXT;
