CREATE TABLE event (
  id {id},
  seq {int} UNIQUE,
  at {int} NOT NULL,
  actor {text} NOT NULL,
  kind {text} NOT NULL,
  entity {text} NOT NULL,
  entity_id {int} NOT NULL,
  client_id {int},
  version {int} NOT NULL,
  payload {text} NOT NULL,
  hash {bytes}
){strict};
CREATE INDEX event_unsealed ON event (id) WHERE seq IS NULL;
CREATE INDEX event_client ON event (client_id, seq);
CREATE INDEX event_entity ON event (entity, entity_id, seq);

CREATE TABLE idempotency (
  actor {text} NOT NULL,
  key {text} NOT NULL,
  fingerprint {text} NOT NULL,
  status {int} NOT NULL,
  body {text} NOT NULL,
  location {text},
  etag {text},
  made_at {int} NOT NULL,
  PRIMARY KEY (actor, key)
){strict};
CREATE INDEX idempotency_made ON idempotency (made_at);

CREATE TABLE job (
  id {id},
  kind {text} NOT NULL,
  unique_key {text} NOT NULL,
  body {text} NOT NULL,
  run_at {int} NOT NULL,
  attempts {int} NOT NULL,
  leased_until {int} NOT NULL,
  done_at {int},
  error {text},
  UNIQUE (kind, unique_key)
){strict};
CREATE INDEX job_due ON job (run_at) WHERE done_at IS NULL;
