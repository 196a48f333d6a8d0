CREATE TABLE payment_reversal (
  payment_id {int} PRIMARY KEY REFERENCES payment (id),
  reason {text} NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  reversed_at {int} NOT NULL,
  staff_id {int}
){strict};
