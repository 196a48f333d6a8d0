ALTER TABLE draft_row ADD COLUMN amount TEXT;
