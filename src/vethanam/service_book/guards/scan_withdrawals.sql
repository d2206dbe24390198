-- Who takes a scan off its order: alone whoever attached it, before an entry by the order is verified; two persons else.
-- A withdrawn scan stays withdrawn.

CREATE OR REPLACE FUNCTION public.service_book_order_is_verified(asked bigint) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM public.service_book_entry e
                   JOIN public.service_book_verification v ON v.kind = e.kind AND v.fact = e.id
                  WHERE e.order_id = asked)
$$;

CREATE OR REPLACE FUNCTION public.service_book_scan_withdrawn_by_two() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  scan record;
  last record;
BEGIN
  -- two steps at one time wait for each other
  SELECT s.order_id, s.attached_by_id INTO scan FROM public.orders_orderscan s WHERE s.id = NEW.scan_id FOR NO KEY UPDATE;
  SELECT w.step, w.by_id, w.person INTO last FROM public.orders_scanwithdrawal w WHERE w.scan_id = NEW.scan_id
   ORDER BY w.id DESC LIMIT 1;
  IF last.step IS NOT DISTINCT FROM 'withdrawn' OR (last.step IS NOT DISTINCT FROM 'asked') <> (NEW.step <> 'asked') THEN
    IF NOT (NEW.step = 'withdrawn' AND last.step IS DISTINCT FROM 'withdrawn' AND NEW.by_id = scan.attached_by_id
            AND NOT public.service_book_order_is_verified(scan.order_id)) THEN
      RAISE EXCEPTION 'A scan is not % after: %.', NEW.step, coalesce(last.step, 'nothing')
        USING ERRCODE = 'restrict_violation';
    END IF;
  ELSIF NEW.step = 'withdrawn' AND (NEW.by_id = last.by_id OR NEW.person = last.person) THEN
    RAISE EXCEPTION 'Another person than the one who asked takes a scan off.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
