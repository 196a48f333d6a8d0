CREATE INDEX demand_promised ON demand (promised_on, id) WHERE closed_at IS NULL;
CREATE INDEX demand_risk_since ON demand (at_risk_at, id) WHERE at_risk_at IS NOT NULL AND closed_at IS NULL;
