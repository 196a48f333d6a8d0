CREATE TABLE item_client_code (
  client_id {int} NOT NULL,
  code_key {text} NOT NULL CHECK (length(code_key) BETWEEN 1 AND 200),
  code {text} NOT NULL CHECK (length(code) BETWEEN 1 AND 200),
  item_id {int} NOT NULL REFERENCES item (id),
  PRIMARY KEY (client_id, code_key)
){strict};
