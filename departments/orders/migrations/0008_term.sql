ALTER TABLE sales_order ADD COLUMN ran_out_on {int};
ALTER TABLE sales_order ADD COLUMN extensions {int} NOT NULL DEFAULT 0 CHECK (extensions >= 0);
CREATE INDEX sales_order_ran_out ON sales_order (ran_out_on, id) WHERE ran_out_on IS NOT NULL;
