CREATE INDEX invoice_by_number ON invoice (number, id);
