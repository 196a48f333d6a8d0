CREATE TABLE client (
  id {id},
  name {text} NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  name_key {text} NOT NULL,
  inn {text} CHECK (length(inn) IN (10, 12)),
  kpp {text} CHECK (length(kpp) = 9),
  city {text} CHECK (length(city) BETWEEN 1 AND 100),
  address {text} CHECK (length(address) BETWEEN 1 AND 300),
  stage {text} NOT NULL CHECK (stage IN ('prospect', 'working', 'dormant', 'lost')),
  external_id {text} UNIQUE CHECK (length(external_id) BETWEEN 1 AND 100),
  retail_at {int},
  importance {int} NOT NULL CHECK (importance BETWEEN 0 AND 65535),
  source {text} NOT NULL,
  created_at {int} NOT NULL,
  version {int} NOT NULL CHECK (version > 0)
){strict};
CREATE UNIQUE INDEX client_by_inn ON client (inn, COALESCE(kpp, ''));
CREATE INDEX client_by_name ON client (name_key, id);
CREATE INDEX client_by_importance ON client (importance, id);
CREATE INDEX client_by_stage_name ON client (stage, name_key, id);
CREATE INDEX client_by_stage_importance ON client (stage, importance, id);

CREATE TABLE contact (
  id {id},
  client_id {int} NOT NULL REFERENCES client (id),
  name {text} NOT NULL CHECK (length(name) BETWEEN 1 AND 120),
  position {text} CHECK (length(position) BETWEEN 1 AND 100),
  decision_maker_at {int},
  created_at {int} NOT NULL
){strict};
CREATE INDEX contact_by_client ON contact (client_id, id);

CREATE TABLE client_phone (
  id {id},
  client_id {int} NOT NULL REFERENCES client (id),
  contact_id {int} REFERENCES contact (id),
  e164 {text} NOT NULL CHECK (length(e164) BETWEEN 9 AND 16),
  last10 {text} NOT NULL,
  extension {text} CHECK (length(extension) BETWEEN 1 AND 7)
){strict};
CREATE INDEX client_phone_by_client ON client_phone (client_id, id);
CREATE INDEX client_phone_by_contact ON client_phone (contact_id);
CREATE INDEX client_phone_by_number ON client_phone (last10);

CREATE TABLE client_email (
  id {id},
  client_id {int} NOT NULL REFERENCES client (id),
  contact_id {int} REFERENCES contact (id),
  email {text} NOT NULL CHECK (length(email) BETWEEN 3 AND 254)
){strict};
CREATE INDEX client_email_by_client ON client_email (client_id, id);
CREATE INDEX client_email_by_contact ON client_email (contact_id);

CREATE TABLE account_team (
  client_id {int} NOT NULL REFERENCES client (id),
  staff_id {int} NOT NULL REFERENCES staff (id),
  role {text} NOT NULL,
  since_at {int} NOT NULL,
  PRIMARY KEY (client_id, staff_id, role)
){strict};
CREATE INDEX account_team_by_staff ON account_team (staff_id, client_id);
