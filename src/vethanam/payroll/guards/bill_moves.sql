-- A bill keeps what it says and moves only along its states.

CREATE OR REPLACE FUNCTION public.payroll_bill_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE s record;
BEGIN
  IF (OLD.id, OLD.number, OLD.drawing_code_id, OLD.treasury_id, OLD.bill_class_id, OLD.head_id, OLD.signing, OLD.kind, OLD.account_year,
      OLD.register_number, OLD.run_id, OLD.people, OLD.gross, OLD.deductions, OLD.net, OLD.made_at, OLD.made_by_id, OLD.made_for_id)
     IS DISTINCT FROM
     (NEW.id, NEW.number, NEW.drawing_code_id, NEW.treasury_id, NEW.bill_class_id, NEW.head_id, NEW.signing, NEW.kind, NEW.account_year,
      NEW.register_number, NEW.run_id, NEW.people, NEW.gross, NEW.deductions, NEW.net, NEW.made_at, NEW.made_by_id, NEW.made_for_id)
     OR (OLD.checked_by_id IS NOT NULL AND (OLD.checked_by_id, OLD.checked_for_id) IS DISTINCT FROM (NEW.checked_by_id, NEW.checked_for_id))
     OR (OLD.countersigned_by_id IS NOT NULL AND (OLD.countersigned_by_id, OLD.countersigned_for_id)
         IS DISTINCT FROM (NEW.countersigned_by_id, NEW.countersigned_for_id))
     OR (OLD.passed_by_id IS NOT NULL AND (OLD.passed_by_id, OLD.passed_for_id, OLD.drawn_in)
         IS DISTINCT FROM (NEW.passed_by_id, NEW.passed_for_id, NEW.drawn_in)) THEN
    RAISE EXCEPTION 'bill % keeps what it says', OLD.number USING ERRCODE = 'check_violation', CONSTRAINT = 'bill_is_kept';
  END IF;
  IF OLD.state = NEW.state THEN RETURN NEW; END IF;
  IF NOT (NEW.state = ANY (CASE OLD.state
      WHEN 'made' THEN CASE OLD.signing WHEN 'maker_checker' THEN ARRAY['checked', 'cancelled']
                                        WHEN 'countersigned' THEN ARRAY['countersigned', 'cancelled']
                                        ELSE ARRAY['presented', 'cancelled'] END
      WHEN 'checked' THEN ARRAY['presented', 'cancelled']
      WHEN 'countersigned' THEN ARRAY['presented', 'cancelled']
      WHEN 'presented' THEN ARRAY['objected', 'queued', 'withdrawn', 'lapsed', 'passed', 'cancelled']
      WHEN 'queued' THEN ARRAY['objected', 'withdrawn', 'lapsed', 'passed', 'cancelled']
      WHEN 'objected' THEN ARRAY['presented', 'cancelled']
      WHEN 'withdrawn' THEN ARRAY['presented', 'cancelled']
      WHEN 'lapsed' THEN ARRAY['presented', 'cancelled']
      WHEN 'passed' THEN ARRAY['part_credited', 'closed']
      WHEN 'part_credited' THEN ARRAY['closed']
      WHEN 'closed' THEN ARRAY['part_credited']
      ELSE ARRAY[]::text[] END)) THEN
    RAISE EXCEPTION 'bill % cannot go from % to %', OLD.number, OLD.state, NEW.state
      USING ERRCODE = 'check_violation', CONSTRAINT = 'bill_state_moves';
  END IF;
  IF NEW.state = 'passed' AND EXISTS (
      SELECT 1 FROM public.payroll_billact a WHERE a.bill_id = NEW.id AND a.act IN ('made', 'checked', 'countersigned', 'presented')
         AND (a.person_id IN (NEW.passed_by_id, NEW.passed_for_id) OR a.on_behalf_of_id IN (NEW.passed_by_id, NEW.passed_for_id))) THEN
    RAISE EXCEPTION 'who drew bill % does not pass it', NEW.number USING ERRCODE = 'check_violation', CONSTRAINT = 'passer_drew_nothing';
  END IF;
  IF OLD.state = 'made' AND NEW.state <> 'cancelled' THEN
    SELECT count(DISTINCT c.employment_id) AS people, coalesce(sum(c.gross), 0) AS gross, coalesce(sum(c.deductions), 0) AS deductions INTO s
      FROM public.payroll_billline l JOIN public.payroll_claim c ON c.id = l.claim_id WHERE l.bill_id = NEW.id AND l.is_live;
    IF (s.people, s.gross, s.deductions) IS DISTINCT FROM (NEW.people, NEW.gross, NEW.deductions) THEN
      RAISE EXCEPTION 'the lines of bill % do not add up to it', NEW.number USING ERRCODE = 'check_violation', CONSTRAINT = 'bill_adds_up';
    END IF;
    IF OLD.signing = 'self_drawn' AND EXISTS (
        SELECT 1 FROM public.payroll_billline l JOIN public.payroll_claim c ON c.id = l.claim_id
          JOIN public.people_employment e ON e.id = c.employment_id
         WHERE l.bill_id = NEW.id AND l.is_live AND e.person_id <> NEW.made_for_id) THEN
      RAISE EXCEPTION 'bill % draws the pay of others', NEW.number USING ERRCODE = 'check_violation', CONSTRAINT = 'self_drawn_for_oneself';
    END IF;
  END IF;
  RETURN NEW;
END $$;
DROP TRIGGER IF EXISTS bill_kept ON public.payroll_bill;
CREATE TRIGGER bill_kept BEFORE UPDATE ON public.payroll_bill FOR EACH ROW EXECUTE FUNCTION public.payroll_bill_kept();
