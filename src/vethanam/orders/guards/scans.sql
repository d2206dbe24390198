-- A scan is named by a whole SHA-256.

ALTER TABLE orders_orderscan ADD CONSTRAINT scan_named_by_hash CHECK (octet_length(sha256) = 32);
