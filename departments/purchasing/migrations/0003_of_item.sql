CREATE INDEX purchase_line_of_item ON purchase_line (item_id, id);
