CREATE TABLE contact_reveal (
  id {id},
  client_id {int} NOT NULL REFERENCES client (id),
  contact_id {int} REFERENCES contact (id),
  staff_id {int} NOT NULL REFERENCES staff (id),
  reason {text} NOT NULL CHECK (length(reason) BETWEEN 3 AND 200),
  revealed_at {int} NOT NULL
){strict};
CREATE INDEX contact_reveal_by_client ON contact_reveal (client_id, id);
CREATE INDEX contact_reveal_by_contact ON contact_reveal (contact_id);
CREATE INDEX contact_reveal_by_staff ON contact_reveal (staff_id, revealed_at);
