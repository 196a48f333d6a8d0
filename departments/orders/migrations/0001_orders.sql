CREATE TABLE sales_order (
  id {id},
  client_id {int} NOT NULL REFERENCES client (id),
  seller_id {int} NOT NULL REFERENCES seller (id),
  state {text} NOT NULL CHECK (state IN ('draft', 'reserved', 'confirmed', 'invoiced', 'picking', 'packed', 'shipped', 'delivered', 'closed', 'cancelled')),
  mode {text} NOT NULL CHECK (mode IN ('all_or_nothing', 'partial', 'backorder')),
  wanted_on {int},
  net {int} NOT NULL CHECK (net >= 0),
  vat {int} NOT NULL CHECK (vat >= 0),
  gross {int} NOT NULL CHECK (gross = net + vat),
  shipped_gross {int} NOT NULL CHECK (shipped_gross >= 0),
  made_on {int} NOT NULL,
  made_at {int} NOT NULL,
  staff_id {int},
  version {int} NOT NULL CHECK (version > 0)
){strict};
CREATE INDEX sales_order_by_client ON sales_order (client_id, id);
CREATE INDEX sales_order_by_client_state ON sales_order (client_id, state, id);
CREATE INDEX sales_order_by_state ON sales_order (state, id);

CREATE TABLE order_line (
  id {id},
  order_id {int} NOT NULL REFERENCES sales_order (id),
  position {int} NOT NULL CHECK (position > 0),
  item_id {int} NOT NULL REFERENCES item (id),
  kind {text} NOT NULL CHECK (kind IN ('goods', 'service')),
  quantity {int} NOT NULL CHECK (quantity > 0),
  issued {int} NOT NULL CHECK (issued >= 0),
  short {int} NOT NULL CHECK (short >= 0),
  cancelled {int} NOT NULL CHECK (cancelled >= 0),
  unit_price {int} NOT NULL CHECK (unit_price >= 0),
  price_mode {text} NOT NULL CHECK (price_mode IN ('gross', 'net')),
  vat_class {text} NOT NULL CHECK (vat_class IN ('22', '10', '0', 'none')),
  vat_rate {int} NOT NULL CHECK (vat_rate BETWEEN 0 AND 9999),
  net {int} NOT NULL,
  vat {int} NOT NULL,
  gross {int} NOT NULL CHECK (gross = net + vat),
  shipped_net {int} NOT NULL,
  shipped_vat {int} NOT NULL,
  shipped_gross {int} NOT NULL CHECK (shipped_gross = shipped_net + shipped_vat),
  answer {text} CHECK (answer IN ('now', 'dated', 'substitute', 'refused')),
  reason {text},
  wanted_on {int},
  instead_of_id {int} REFERENCES item (id),
  demand_id {int} UNIQUE REFERENCES demand (id),
  CHECK (issued + short + cancelled <= quantity),
  UNIQUE (order_id, position)
){strict};
CREATE INDEX order_line_by_item ON order_line (item_id, id);

CREATE TABLE document_counter (
  seller_id {int} NOT NULL REFERENCES seller (id),
  kind {text} NOT NULL CHECK (kind IN ('invoice', 'shipment')),
  year {int} NOT NULL,
  last {int} NOT NULL CHECK (last > 0),
  PRIMARY KEY (seller_id, kind, year)
){strict};

CREATE TABLE invoice (
  id {id},
  order_id {int} NOT NULL UNIQUE REFERENCES sales_order (id),
  client_id {int} NOT NULL REFERENCES client (id),
  seller_id {int} NOT NULL REFERENCES seller (id),
  year {int} NOT NULL,
  number {int} CHECK (number > 0),
  issued_on {int} NOT NULL,
  issued_at {int} NOT NULL,
  net {int} NOT NULL,
  vat {int} NOT NULL,
  gross {int} NOT NULL CHECK (gross = net + vat),
  paid {int} NOT NULL CHECK (paid >= 0),
  seller_requisites {text} NOT NULL,
  buyer_requisites {text} NOT NULL,
  staff_id {int},
  UNIQUE (seller_id, year, number)
){strict};
CREATE INDEX invoice_by_client ON invoice (client_id, id);

CREATE TABLE invoice_line (
  invoice_id {int} NOT NULL REFERENCES invoice (id),
  position {int} NOT NULL CHECK (position > 0),
  order_line_id {int} NOT NULL REFERENCES order_line (id),
  item_id {int} NOT NULL REFERENCES item (id),
  quantity {int} NOT NULL CHECK (quantity > 0),
  unit_price {int} NOT NULL CHECK (unit_price >= 0),
  price_mode {text} NOT NULL CHECK (price_mode IN ('gross', 'net')),
  vat_class {text} NOT NULL CHECK (vat_class IN ('22', '10', '0', 'none')),
  vat_rate {int} NOT NULL,
  net {int} NOT NULL,
  vat {int} NOT NULL,
  gross {int} NOT NULL CHECK (gross = net + vat),
  PRIMARY KEY (invoice_id, position)
){strict};

CREATE TABLE shipment (
  id {id},
  order_id {int} NOT NULL REFERENCES sales_order (id),
  client_id {int} NOT NULL REFERENCES client (id),
  seller_id {int} NOT NULL REFERENCES seller (id),
  year {int} NOT NULL,
  number {int} CHECK (number > 0),
  shipped_on {int} NOT NULL,
  shipped_at {int} NOT NULL,
  net {int} NOT NULL,
  vat {int} NOT NULL,
  gross {int} NOT NULL CHECK (gross = net + vat),
  staff_id {int},
  UNIQUE (seller_id, year, number)
){strict};
CREATE INDEX shipment_by_order ON shipment (order_id, id);
CREATE INDEX shipment_by_client ON shipment (client_id, id);

CREATE TABLE shipment_line (
  id {id},
  shipment_id {int} NOT NULL REFERENCES shipment (id),
  position {int} NOT NULL CHECK (position > 0),
  order_line_id {int} NOT NULL REFERENCES order_line (id),
  item_id {int} NOT NULL REFERENCES item (id),
  quantity {int} NOT NULL CHECK (quantity > 0),
  unit_price {int} NOT NULL,
  price_mode {text} NOT NULL CHECK (price_mode IN ('gross', 'net')),
  vat_class {text} NOT NULL CHECK (vat_class IN ('22', '10', '0', 'none')),
  vat_rate {int} NOT NULL,
  ordered_vat_rate {int} NOT NULL,
  net {int} NOT NULL,
  vat {int} NOT NULL,
  gross {int} NOT NULL CHECK (gross = net + vat),
  UNIQUE (shipment_id, position)
){strict};
CREATE INDEX shipment_line_by_line ON shipment_line (order_line_id, id);

CREATE TABLE payment (
  id {id},
  client_id {int} NOT NULL REFERENCES client (id),
  seller_id {int} NOT NULL REFERENCES seller (id),
  invoice_id {int} REFERENCES invoice (id),
  amount {int} NOT NULL CHECK (amount > 0),
  received_on {int} NOT NULL,
  purpose {text} NOT NULL CHECK (length(purpose) <= 500),
  recorded_at {int} NOT NULL,
  staff_id {int}
){strict};
CREATE INDEX payment_by_client ON payment (client_id, id);
CREATE INDEX payment_by_invoice ON payment (invoice_id, id);

CREATE TABLE client_account (
  client_id {int} PRIMARY KEY REFERENCES client (id),
  shipped {int} NOT NULL,
  paid {int} NOT NULL
){strict};

CREATE TABLE sale_line (
  id {id},
  client_id {int} NOT NULL REFERENCES client (id),
  item_id {int} NOT NULL REFERENCES item (id),
  category_id {int} NOT NULL REFERENCES category (id),
  day {int} NOT NULL,
  month {int} NOT NULL,
  quantity {int} NOT NULL CHECK (quantity <> 0),
  net {int} NOT NULL,
  vat {int} NOT NULL,
  gross {int} NOT NULL CHECK (gross = net + vat),
  cost {int},
  order_line_id {int} REFERENCES order_line (id),
  source {text} NOT NULL CHECK (length(source) BETWEEN 1 AND 40),
  source_ref {text} NOT NULL CHECK (length(source_ref) BETWEEN 1 AND 100),
  UNIQUE (source, source_ref)
){strict};
CREATE INDEX sale_line_by_client ON sale_line (client_id, day, id);
CREATE INDEX sale_line_by_client_item ON sale_line (client_id, item_id);
CREATE INDEX sale_line_by_item ON sale_line (item_id, day, id);

CREATE TABLE turnover_month (
  client_id {int} NOT NULL REFERENCES client (id),
  category_id {int} NOT NULL REFERENCES category (id),
  month {int} NOT NULL,
  net {int} NOT NULL,
  gross {int} NOT NULL,
  margin {int} NOT NULL,
  PRIMARY KEY (client_id, category_id, month)
){strict};
CREATE INDEX turnover_month_by_client ON turnover_month (client_id, month);
