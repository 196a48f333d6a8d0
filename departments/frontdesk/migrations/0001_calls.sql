-- A telephone call as the exchange announced it, and how it went on.
CREATE TABLE phone_call (
  id {id},
  direction {text} NOT NULL CHECK (direction IN ('in', 'out')),
  from_text {text} NOT NULL CHECK (length(from_text) BETWEEN 1 AND 100),
  to_text {text} NOT NULL CHECK (length(to_text) BETWEEN 1 AND 100),
  number {text} CHECK (length(number) BETWEEN 9 AND 16),
  external_id {text} UNIQUE CHECK (length(external_id) BETWEEN 1 AND 100),
  client_id {int} REFERENCES client (id),
  contact_id {int} REFERENCES contact (id),
  operator_id {int} REFERENCES staff (id),
  started_at {int} NOT NULL,
  answered_at {int},
  ended_at {int},
  outcome {text} CHECK (outcome IN ('solved', 'connected', 'call_back', 'missed', 'dropped')),
  topic {text},
  about {text} CHECK (length(about) BETWEEN 1 AND 200),
  named_id {int} REFERENCES staff (id),
  case_id {int} REFERENCES client_case (id),
  version {int} NOT NULL CHECK (version > 0),
  CHECK ((ended_at IS NULL) = (outcome IS NULL))
){strict};
CREATE INDEX phone_call_live ON phone_call (started_at, id) WHERE ended_at IS NULL;
CREATE INDEX phone_call_of_client ON phone_call (client_id, id);
CREATE INDEX phone_call_of_number ON phone_call (number, id);
CREATE INDEX phone_call_by_start ON phone_call (started_at, id);
CREATE INDEX phone_call_talking ON phone_call (operator_id, id) WHERE ended_at IS NULL AND answered_at IS NOT NULL;

-- Whether a colleague can take a call, as the colleague says it.
CREATE TABLE staff_presence (
  staff_id {int} NOT NULL PRIMARY KEY REFERENCES staff (id),
  state {text} NOT NULL CHECK (state IN ('free', 'busy', 'out', 'off')),
  until_at {int},
  extension {text} UNIQUE CHECK (length(extension) BETWEEN 1 AND 10),
  since_at {int} NOT NULL
){strict};
