-- What somebody asked for: held by exactly one of us, with a next step and a moment by which it is done.
CREATE TABLE client_case (
  id {id},
  kind {text} NOT NULL CHECK (kind IN ('enquiry', 'order', 'question', 'task')),
  topic {text} NOT NULL CHECK (topic IN ('delivery', 'order', 'claim', 'technical', 'payment', 'papers', 'call_back', 'other')),
  subject {text} NOT NULL CHECK (length(subject) BETWEEN 1 AND 200),
  note {text} CHECK (length(note) BETWEEN 1 AND 2000),
  client_id {int} REFERENCES client (id),
  contact_id {int} REFERENCES contact (id),
  phone {text} CHECK (length(phone) BETWEEN 3 AND 32),
  holder_id {int} NOT NULL REFERENCES staff (id),
  opened_by {int} REFERENCES staff (id),
  next_step {text} NOT NULL CHECK (length(next_step) BETWEEN 1 AND 200),
  due_at {int} NOT NULL,
  opened_at {int} NOT NULL,
  closed_at {int},
  outcome {text} CHECK (outcome IN ('done', 'no_answer', 'not_needed')),
  result {text} CHECK (length(result) BETWEEN 1 AND 500),
  version {int} NOT NULL CHECK (version > 0),
  CHECK ((closed_at IS NULL) = (outcome IS NULL))
){strict};
CREATE INDEX client_case_held ON client_case (holder_id, due_at, id) WHERE closed_at IS NULL;
CREATE INDEX client_case_open ON client_case (due_at, id) WHERE closed_at IS NULL;
CREATE INDEX client_case_call_backs ON client_case (due_at, id) WHERE closed_at IS NULL AND topic = 'call_back';
CREATE INDEX client_case_of_client ON client_case (client_id, id);
CREATE INDEX client_case_closed ON client_case (closed_at, id) WHERE closed_at IS NOT NULL;

-- A case offered by one to another: the holder changes only when it is accepted.
CREATE TABLE case_handover (
  id {id},
  case_id {int} NOT NULL REFERENCES client_case (id),
  from_staff {int} REFERENCES staff (id),
  to_staff {int} NOT NULL REFERENCES staff (id),
  reason {text} NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
  brief {text} CHECK (length(brief) BETWEEN 1 AND 2000),
  offered_at {int} NOT NULL,
  accepted_at {int},
  ended_at {int},
  answer {text} CHECK (length(answer) BETWEEN 1 AND 500),
  CHECK (accepted_at IS NULL OR accepted_at = ended_at)
){strict};
CREATE UNIQUE INDEX case_handover_offered ON case_handover (case_id) WHERE ended_at IS NULL;
CREATE INDEX case_handover_of ON case_handover (case_id, id);
CREATE INDEX case_handover_to ON case_handover (to_staff, case_id) WHERE ended_at IS NULL;
