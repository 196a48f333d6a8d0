ALTER TABLE seller ADD COLUMN reservation_days {int} NOT NULL DEFAULT 3 CHECK (reservation_days BETWEEN 0 AND 90);
