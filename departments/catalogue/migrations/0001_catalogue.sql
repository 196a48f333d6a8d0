CREATE TABLE category (
  id {id},
  code {text} NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 200),
  name_ru {text} NOT NULL CHECK (length(name_ru) BETWEEN 1 AND 200),
  name_en {text} NOT NULL CHECK (length(name_en) BETWEEN 1 AND 200)
){strict};

CREATE TABLE item_group (
  id {id},
  category_id {int} NOT NULL REFERENCES category (id),
  code {text} NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 200),
  name_ru {text} NOT NULL CHECK (length(name_ru) BETWEEN 1 AND 200),
  name_en {text} NOT NULL CHECK (length(name_en) BETWEEN 1 AND 200),
  key_ru {text} NOT NULL,
  key_en {text} NOT NULL
){strict};
CREATE INDEX item_group_by_ru ON item_group (key_ru);
CREATE INDEX item_group_by_en ON item_group (key_en);

CREATE TABLE item (
  id {id},
  sku {text} NOT NULL CHECK (length(sku) BETWEEN 1 AND 64),
  sku_key {text} NOT NULL UNIQUE,
  name_ru {text} NOT NULL CHECK (length(name_ru) BETWEEN 1 AND 200),
  name_en {text} NOT NULL CHECK (length(name_en) BETWEEN 1 AND 200),
  name_key {text} NOT NULL,
  unit {text} NOT NULL CHECK (length(unit) BETWEEN 1 AND 16),
  group_id {int} NOT NULL REFERENCES item_group (id),
  brand {text} CHECK (length(brand) BETWEEN 1 AND 100),
  price {int} NOT NULL CHECK (price >= 0),
  price_mode {text} NOT NULL CHECK (price_mode IN ('gross', 'net')),
  vat_class {text} NOT NULL CHECK (vat_class IN ('22', '10', '0', 'none')),
  pack {int} NOT NULL CHECK (pack > 0),
  kind {text} NOT NULL CHECK (kind IN ('goods', 'service')),
  discontinued_at {int},
  created_at {int} NOT NULL,
  version {int} NOT NULL CHECK (version > 0)
){strict};
CREATE INDEX item_by_group ON item (group_id, sku_key, id);

CREATE TABLE item_attribute (
  item_id {int} NOT NULL REFERENCES item (id),
  attribute {text} NOT NULL CHECK (length(attribute) BETWEEN 1 AND 60),
  value {text} NOT NULL CHECK (length(value) BETWEEN 1 AND 200),
  PRIMARY KEY (item_id, attribute)
){strict};
