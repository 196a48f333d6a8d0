CREATE INDEX phone_call_by_operator ON phone_call (operator_id, id);
