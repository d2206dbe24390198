-- What a passed bill draws for somebody and never left the treasury, such as pay of the dead, is given back before anybody is paid.

CREATE OR REPLACE FUNCTION public.payroll_refund_made() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.state <> 'entered' OR NOT EXISTS (SELECT 1 FROM public.payroll_bill b
       WHERE b.id = NEW.bill_id AND b.treasury_id = NEW.treasury_id AND b.state IN ('passed', 'part_credited', 'closed')) THEN
    RAISE EXCEPTION 'a refund is entered for a bill that was passed' USING ERRCODE = 'check_violation', CONSTRAINT = 'refund_of_a_paid_bill';
  END IF;
  RETURN NEW;
END $$;
