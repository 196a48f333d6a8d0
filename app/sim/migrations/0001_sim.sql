CREATE TABLE import_run (
  id {id},
  kind {text} NOT NULL,
  sha256 {text} NOT NULL CHECK (length(sha256) = 64),
  rows_done {int} NOT NULL CHECK (rows_done >= 0),
  created {int} NOT NULL,
  updated {int} NOT NULL,
  skipped {int} NOT NULL,
  failed {int} NOT NULL,
  started_at {int} NOT NULL,
  finished_at {int}
){strict};
CREATE INDEX import_run_of_file ON import_run (sha256, kind, id);

CREATE TABLE import_error (
  run_id {int} NOT NULL REFERENCES import_run (id),
  line {int} NOT NULL,
  message {text} NOT NULL,
  PRIMARY KEY (run_id, line)
){strict};

CREATE TABLE demo_fact (
  name {text} PRIMARY KEY,
  value {int} NOT NULL
){strict};
