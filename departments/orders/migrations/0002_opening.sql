CREATE TABLE opening_balance (
  client_id {int} PRIMARY KEY REFERENCES client (id),
  debt {int} NOT NULL,
  as_of_on {int} NOT NULL,
  recorded_at {int} NOT NULL,
  staff_id {int}
){strict};
