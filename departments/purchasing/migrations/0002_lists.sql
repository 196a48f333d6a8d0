CREATE INDEX purchase_order_by_day ON purchase_order (ordered_on, id);
CREATE INDEX purchase_order_by_state_day ON purchase_order (state, ordered_on, id);
CREATE INDEX purchase_order_by_supplier_day ON purchase_order (supplier_id, ordered_on, id);
