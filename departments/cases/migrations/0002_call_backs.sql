-- A number that calls again is asked whether a call-back to it stands open.
CREATE INDEX client_case_phone ON client_case (phone, id) WHERE closed_at IS NULL AND topic = 'call_back';
