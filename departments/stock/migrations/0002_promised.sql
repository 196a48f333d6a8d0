CREATE INDEX demand_promised ON demand (promised_on, id) WHERE closed_at IS NULL;
