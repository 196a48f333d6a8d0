-- What somebody nobody knows called themselves and their company.
ALTER TABLE client_case ADD COLUMN given_person {text} CHECK (length(given_person) BETWEEN 1 AND 120);
ALTER TABLE client_case ADD COLUMN given_firm {text} CHECK (length(given_firm) BETWEEN 1 AND 200);
