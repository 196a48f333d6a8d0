CREATE TABLE supplier (
  id {id},
  name {text} NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  name_key {text} NOT NULL UNIQUE,
  created_at {int} NOT NULL
){strict};

CREATE TABLE purchase_order (
  id {id},
  supplier_id {int} NOT NULL REFERENCES supplier (id),
  warehouse_id {int} NOT NULL REFERENCES warehouse (id),
  state {text} NOT NULL CHECK (state IN ('open', 'received', 'cancelled')),
  ordered_on {int} NOT NULL,
  made_at {int} NOT NULL,
  staff_id {int},
  version {int} NOT NULL CHECK (version > 0)
){strict};
CREATE INDEX purchase_order_by_supplier ON purchase_order (supplier_id, id);

CREATE TABLE purchase_line (
  id {id},
  purchase_order_id {int} NOT NULL REFERENCES purchase_order (id),
  supplier_id {int} NOT NULL REFERENCES supplier (id),
  place {int} NOT NULL CHECK (place >= 0),
  item_id {int} NOT NULL REFERENCES item (id),
  quantity {int} NOT NULL CHECK (quantity > 0),
  unit_cost {int} CHECK (unit_cost >= 0),
  first_expected_on {int} NOT NULL,
  expected_on {int} NOT NULL,
  made_at {int} NOT NULL,
  last_confirmed_at {int},
  supply_id {int},
  cancelled_at {int},
  closed_at {int},
  version {int} NOT NULL CHECK (version > 0),
  UNIQUE (purchase_order_id, place)
){strict};
CREATE INDEX purchase_line_open ON purchase_line (expected_on, id) WHERE closed_at IS NULL;
CREATE INDEX purchase_line_open_of ON purchase_line (supplier_id, expected_on, id) WHERE closed_at IS NULL;
CREATE INDEX purchase_line_by_supply ON purchase_line (supply_id);

CREATE TABLE arrival_revision (
  id {id},
  purchase_line_id {int} NOT NULL REFERENCES purchase_line (id),
  old_on {int} NOT NULL,
  new_on {int} NOT NULL,
  reason {text} NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  staff_id {int},
  at {int} NOT NULL
){strict};
CREATE INDEX arrival_revision_of ON arrival_revision (purchase_line_id, id);
