CREATE TABLE client_terms (
  client_id {int} PRIMARY KEY REFERENCES client (id),
  credit_limit {int} CHECK (credit_limit >= 0),
  payment_days {int} NOT NULL CHECK (payment_days BETWEEN 0 AND 365),
  changed_at {int} NOT NULL,
  staff_id {int},
  version {int} NOT NULL CHECK (version > 0)
){strict};
