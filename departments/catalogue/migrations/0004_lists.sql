ALTER TABLE item ADD COLUMN name_en_key {text} NOT NULL DEFAULT '';
UPDATE item SET name_en_key = CASE WHEN name_en = name_ru THEN name_key ELSE lower(name_en) END;
CREATE INDEX item_by_name ON item (name_key, id);
CREATE INDEX item_by_name_en ON item (name_en_key, id);
CREATE INDEX item_by_price ON item (price, id);
CREATE INDEX item_discontinued ON item (sku_key, id) WHERE discontinued_at IS NOT NULL;
