-- A challan is credited as a whole, and its refunds match its total.

CREATE OR REPLACE FUNCTION public.payroll_challan_fits() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
-- Rivals for one challan wait for each other, so that the sum is read after they have committed.
DECLARE entered numeric;
BEGIN
  PERFORM pg_advisory_xact_lock(hashtextextended(format('challan %s %s %s', NEW.treasury_id, NEW.account_year, NEW.challan_number), 0));
  IF EXISTS (SELECT 1 FROM public.payroll_refund f
              WHERE (f.treasury_id, f.account_year, f.challan_number) = (NEW.treasury_id, NEW.account_year, NEW.challan_number)
                AND f.state <> 'refused'
                AND (f.challan_total IS NULL OR NEW.challan_total IS NULL OR f.state <> 'entered'
                     OR (f.challan_total, f.challan_date) <> (NEW.challan_total, NEW.challan_date))) THEN
    RAISE EXCEPTION 'this challan was entered otherwise' USING ERRCODE = 'check_violation', CONSTRAINT = 'challan_once';
  END IF;
  SELECT coalesce(sum(f.amount), 0) + NEW.amount INTO entered FROM public.payroll_refund f
   WHERE (f.treasury_id, f.account_year, f.challan_number) = (NEW.treasury_id, NEW.account_year, NEW.challan_number)
     AND f.state <> 'refused';
  IF entered > NEW.challan_total THEN
    RAISE EXCEPTION 'more is entered than the challan says' USING ERRCODE = 'check_violation', CONSTRAINT = 'challan_covers';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER refund_of_challan BEFORE INSERT ON payroll_refund
  FOR EACH ROW EXECUTE FUNCTION payroll_challan_fits();

CREATE OR REPLACE FUNCTION public.payroll_challan_whole() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.challan_total IS DISTINCT FROM OLD.challan_total OR NEW.challan_total <> (
       SELECT sum(f.amount) FROM public.payroll_refund f
        WHERE (f.treasury_id, f.account_year, f.challan_number) = (NEW.treasury_id, NEW.account_year, NEW.challan_number)
          AND f.state <> 'refused') AND NEW.state = 'confirmed' THEN
    RAISE EXCEPTION 'the refunds of the challan do not come to it' USING ERRCODE = 'check_violation', CONSTRAINT = 'challan_is_whole';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER challan_is_whole BEFORE UPDATE ON payroll_refund
  FOR EACH ROW EXECUTE FUNCTION payroll_challan_whole();
