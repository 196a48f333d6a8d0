CREATE TABLE warehouse (
  id {id},
  code {text} NOT NULL UNIQUE CHECK (length(code) BETWEEN 1 AND 64),
  name {text} NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  handling_days {int} NOT NULL CHECK (handling_days BETWEEN 0 AND 365),
  cutoff_hour {int} NOT NULL CHECK (cutoff_hour BETWEEN 0 AND 24),
  delivery_days {int} NOT NULL CHECK (delivery_days BETWEEN 0 AND 365)
){strict};

CREATE TABLE supply (
  id {id},
  item_id {int} NOT NULL REFERENCES item (id),
  warehouse_id {int} NOT NULL REFERENCES warehouse (id),
  source {text} NOT NULL CHECK (source IN ('on_hand', 'arrival', 'transfer', 'to_order', 'drop_ship', 'production')),
  quality {text} NOT NULL CHECK (quality IN ('sellable', 'quarantine')),
  available_on {int} NOT NULL,
  quantity {int} NOT NULL CHECK (quantity >= 0),
  allocated {int} NOT NULL,
  origin_id {int},
  last_confirmed_at {int},
  CHECK (allocated BETWEEN 0 AND quantity)
){strict};
CREATE INDEX supply_of_item ON supply (item_id, warehouse_id, available_on, id);
CREATE UNIQUE INDEX supply_on_shelf ON supply (item_id, warehouse_id, quality) WHERE source = 'on_hand';
CREATE UNIQUE INDEX supply_by_origin ON supply (source, origin_id) WHERE origin_id IS NOT NULL;
CREATE INDEX supply_awaited ON supply (available_on, id) WHERE source <> 'on_hand' AND quantity > 0;

CREATE TABLE demand (
  id {id},
  kind {text} NOT NULL CHECK (kind IN ('order_line', 'transfer', 'specification', 'replacement', 'supplier_return')),
  item_id {int} NOT NULL REFERENCES item (id),
  warehouse_id {int} NOT NULL REFERENCES warehouse (id),
  quantity {int} NOT NULL CHECK (quantity > 0),
  issued {int} NOT NULL CHECK (issued >= 0),
  released {int} NOT NULL CHECK (released >= 0),
  wanted_on {int},
  supply_due_on {int} NOT NULL,
  first_promised_on {int} NOT NULL,
  promised_on {int} NOT NULL,
  at_risk_at {int},
  closed_at {int},
  CHECK (issued + released <= quantity),
  CHECK (closed_at IS NULL OR issued + released = quantity)
){strict};
CREATE INDEX demand_open ON demand (item_id, warehouse_id) WHERE closed_at IS NULL;
CREATE INDEX demand_at_risk ON demand (promised_on, id) WHERE at_risk_at IS NOT NULL AND closed_at IS NULL;

CREATE TABLE allocation (
  demand_id {int} NOT NULL REFERENCES demand (id),
  supply_id {int} NOT NULL REFERENCES supply (id),
  quantity {int} NOT NULL CHECK (quantity > 0),
  PRIMARY KEY (demand_id, supply_id)
){strict};
CREATE INDEX allocation_of_supply ON allocation (supply_id);

CREATE TABLE goods_receipt (
  id {id},
  warehouse_id {int} NOT NULL REFERENCES warehouse (id),
  received_on {int} NOT NULL,
  at {int} NOT NULL,
  actor {text} NOT NULL
){strict};

CREATE TABLE goods_receipt_line (
  id {id},
  receipt_id {int} NOT NULL REFERENCES goods_receipt (id),
  item_id {int} NOT NULL REFERENCES item (id),
  quantity {int} NOT NULL CHECK (quantity > 0),
  purchase_line_id {int},
  supply_id {int} NOT NULL REFERENCES supply (id)
){strict};
CREATE INDEX receipt_line_of_receipt ON goods_receipt_line (receipt_id);
CREATE INDEX receipt_line_of_arrival ON goods_receipt_line (purchase_line_id) WHERE purchase_line_id IS NOT NULL;

CREATE TABLE stock_move (
  id {id},
  supply_id {int} NOT NULL REFERENCES supply (id),
  item_id {int} NOT NULL REFERENCES item (id),
  warehouse_id {int} NOT NULL REFERENCES warehouse (id),
  quantity {int} NOT NULL CHECK (quantity <> 0),
  why {text} NOT NULL CHECK (why IN ('receipt', 'issue')),
  ref_id {int} NOT NULL,
  at {int} NOT NULL,
  actor {text} NOT NULL
){strict};
CREATE INDEX stock_move_of_supply ON stock_move (supply_id);

CREATE TABLE lost_demand (
  id {id},
  item_id {int} NOT NULL REFERENCES item (id),
  client_id {int},
  quantity {int} NOT NULL CHECK (quantity > 0),
  wanted_on {int},
  reason {text} NOT NULL CHECK (reason IN ('short', 'too_late', 'substituted')),
  order_id {int},
  at {int} NOT NULL
){strict};
CREATE INDEX lost_demand_of_item ON lost_demand (item_id, id);
