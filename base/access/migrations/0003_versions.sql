-- Two administrators who change one person at once: the second one sees that the first was there.
ALTER TABLE staff ADD COLUMN version {int} NOT NULL DEFAULT 1;
