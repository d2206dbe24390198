-- A scan is named by a whole SHA-256.

ALTER TABLE orders_orderscan ADD CONSTRAINT scan_named_by_hash CHECK (octet_length(sha256) = 32);

-- The same file is attached to an order again only after each row before was taken off.

CREATE OR REPLACE FUNCTION public.orders_scan_is_withdrawn(asked bigint) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce((SELECT w.step = 'withdrawn' FROM public.orders_scanwithdrawal w WHERE w.scan_id = asked
                    ORDER BY w.id DESC LIMIT 1), false)
$$;

CREATE OR REPLACE FUNCTION public.orders_scan_attached_once() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE taken_off bigint;
BEGIN
  SELECT count(*) INTO taken_off FROM public.orders_orderscan s
   WHERE s.order_id = NEW.order_id AND s.sha256 = NEW.sha256 AND public.orders_scan_is_withdrawn(s.id);
  IF NEW.times_attached <> taken_off + 1 THEN
    RAISE EXCEPTION 'This scan was taken off the order % times, and is attached as number %.',
      taken_off, NEW.times_attached USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER attached_once BEFORE INSERT ON orders_orderscan
  FOR EACH ROW EXECUTE FUNCTION orders_scan_attached_once();
ALTER TABLE orders_orderscan ENABLE ALWAYS TRIGGER attached_once;

-- The rule reads entries of the service book, so its function stands there (scan_withdrawals.sql).
CREATE TRIGGER withdrawn_by_two BEFORE INSERT ON orders_scanwithdrawal
  FOR EACH ROW EXECUTE FUNCTION service_book_scan_withdrawn_by_two();
ALTER TABLE orders_scanwithdrawal ENABLE ALWAYS TRIGGER withdrawn_by_two;
