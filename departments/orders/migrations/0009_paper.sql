-- What was printed, frozen when it was issued: a reprint reads this and nothing else.
CREATE TABLE paper (
  id {id},
  kind {text} NOT NULL CHECK (kind IN ('invoice', 'offer', 'confirmation')),
  seller_id {int} NOT NULL REFERENCES seller (id),
  year {int} NOT NULL,
  number {int} NOT NULL CHECK (number > 0),
  order_id {int} NOT NULL REFERENCES sales_order (id),
  client_id {int} NOT NULL REFERENCES client (id),
  invoice_id {int} UNIQUE REFERENCES invoice (id),
  issued_on {int} NOT NULL,
  issued_at {int} NOT NULL,
  gross {int} NOT NULL,
  content {text} NOT NULL,
  staff_id {int},
  UNIQUE (seller_id, kind, year, number),
  CHECK ((kind = 'invoice') = (invoice_id IS NOT NULL))
){strict};
CREATE INDEX paper_by_order ON paper (order_id, id);

-- The counter counts more kinds by now.
CREATE TABLE paper_counter (
  seller_id {int} NOT NULL REFERENCES seller (id),
  kind {text} NOT NULL CHECK (kind IN ('invoice', 'shipment', 'offer', 'confirmation')),
  year {int} NOT NULL,
  last {int} NOT NULL CHECK (last > 0),
  PRIMARY KEY (seller_id, kind, year)
){strict};
INSERT INTO paper_counter (seller_id, kind, year, last) SELECT seller_id, kind, year, last FROM document_counter;
DROP TABLE document_counter;
