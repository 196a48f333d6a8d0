CREATE TABLE import_job (
  id {id},
  kind {text} NOT NULL,
  origin {text} NOT NULL CHECK (origin IN ('page', 'terminal')),
  state {text} NOT NULL CHECK (state IN ('new', 'checking', 'checked', 'loading', 'done', 'cancelled', 'failed', 'undoing', 'undone')),
  file_name {text} NOT NULL,
  sha256 {text} NOT NULL CHECK (length(sha256) = 64),
  size {int} NOT NULL CHECK (size >= 0),
  staff_id {int},
  header {text} NOT NULL,
  columns {text} NOT NULL,
  samples {text} NOT NULL,
  encoding {text} NOT NULL,
  rows_total {int} NOT NULL CHECK (rows_total >= 0),
  rows_done {int} NOT NULL CHECK (rows_done >= 0),
  created {int} NOT NULL,
  updated {int} NOT NULL,
  skipped {int} NOT NULL,
  failed {int} NOT NULL,
  notes {text} NOT NULL,
  why {text},
  token {text} NOT NULL,
  lease_until {int},
  made_at {int} NOT NULL,
  started_at {int},
  finished_at {int},
  version {int} NOT NULL CHECK (version > 0)
){strict};
CREATE INDEX import_job_of_file ON import_job (sha256, kind, id);
CREATE INDEX import_job_waiting ON import_job (id) WHERE state IN ('checking', 'loading', 'undoing');

CREATE TABLE import_piece (
  job_id {int} NOT NULL REFERENCES import_job (id),
  place {int} NOT NULL,
  piece {bytes} NOT NULL,
  PRIMARY KEY (job_id, place)
){strict};

CREATE TABLE import_refused_row (
  job_id {int} NOT NULL REFERENCES import_job (id),
  line {int} NOT NULL,
  message {text} NOT NULL,
  fields {text} NOT NULL,
  PRIMARY KEY (job_id, line)
){strict};

CREATE TABLE import_made (
  job_id {int} NOT NULL REFERENCES import_job (id),
  what {text} NOT NULL,
  made_id {int} NOT NULL,
  PRIMARY KEY (job_id, what, made_id)
){strict};
