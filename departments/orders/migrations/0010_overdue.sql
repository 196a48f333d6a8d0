CREATE INDEX shipment_by_client_day ON shipment (client_id, shipped_on);
