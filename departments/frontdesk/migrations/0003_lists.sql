CREATE INDEX phone_call_of_operator_by_start ON phone_call (operator_id, started_at, id);
CREATE INDEX phone_call_of_client_by_start ON phone_call (client_id, started_at, id);
