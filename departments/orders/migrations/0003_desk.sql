ALTER TABLE sales_order ADD COLUMN changed_by {int};
ALTER TABLE sales_order ADD COLUMN changed_at {int};
ALTER TABLE sales_order ADD COLUMN reserved_until {int};
CREATE INDEX sales_order_by_term ON sales_order (reserved_until, id) WHERE reserved_until IS NOT NULL;

CREATE TABLE draft_row (
  id {id},
  order_id {int} NOT NULL REFERENCES sales_order (id),
  position {int} NOT NULL CHECK (position > 0),
  text {text} NOT NULL CHECK (length(text) BETWEEN 1 AND 500),
  what {text} NOT NULL CHECK (length(what) BETWEEN 1 AND 200),
  quantity {int} CHECK (quantity > 0),
  UNIQUE (order_id, position)
){strict};

CREATE TABLE order_reader (
  order_id {int} NOT NULL,
  staff_id {int} NOT NULL,
  seen_at {int} NOT NULL,
  PRIMARY KEY (order_id, staff_id)
){strict};
