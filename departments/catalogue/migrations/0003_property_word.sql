CREATE TABLE property_word (
  id {id},
  attribute {text} NOT NULL CHECK (length(attribute) BETWEEN 1 AND 60),
  value_key {text} NOT NULL CHECK (length(value_key) BETWEEN 1 AND 400),
  value {text} NOT NULL CHECK (length(value) BETWEEN 1 AND 200),
  value_en {text} NOT NULL CHECK (length(value_en) BETWEEN 1 AND 200),
  UNIQUE (attribute, value_key)
){strict};
CREATE INDEX item_attribute_by_value ON item_attribute (attribute, value);
