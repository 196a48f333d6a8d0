CREATE INDEX client_by_created ON client (created_at, id);
CREATE INDEX client_by_stage_created ON client (stage, created_at, id);
