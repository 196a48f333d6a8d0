-- The last letters of a secret tell tokens apart; a token that was made with another one ends with it.
ALTER TABLE api_token ADD COLUMN tail {text};
ALTER TABLE api_token ADD COLUMN made_with {int} REFERENCES api_token (id);
CREATE INDEX api_token_made_with ON api_token (made_with) WHERE made_with IS NOT NULL;
