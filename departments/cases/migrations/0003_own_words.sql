-- What the house itself said of a case, as a code: each reader reads it in their own language.
ALTER TABLE client_case ADD COLUMN subject_code {text} CHECK (length(subject_code) BETWEEN 1 AND 60);
ALTER TABLE client_case ADD COLUMN step_code {text} CHECK (length(step_code) BETWEEN 1 AND 60);
