ALTER TABLE import_job ADD COLUMN lang {text} NOT NULL DEFAULT 'ru';
