-- A bill moves forward only; its lines are live claims of its drawing code and month.

CREATE OR REPLACE FUNCTION public.payroll_bill_made() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.state <> 'made' OR NEW.checked_by_id IS NOT NULL OR NEW.countersigned_by_id IS NOT NULL OR NEW.presented_by_id IS NOT NULL THEN
    RAISE EXCEPTION 'a bill begins as made' USING ERRCODE = 'check_violation', CONSTRAINT = 'bill_begins_as_made';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER bill_made BEFORE INSERT ON payroll_bill FOR EACH ROW EXECUTE FUNCTION payroll_bill_made();

CREATE OR REPLACE FUNCTION public.payroll_bill_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE s record; held text;
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
  IF NEW.state = 'passed' AND NOT public.journal_is_settled() THEN
    RAISE EXCEPTION 'bill % waits until the payments before the restore are settled', NEW.number
      USING ERRCODE = 'check_violation', CONSTRAINT = 'restore_unsettled';
  END IF;
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
  IF NEW.kind = 'compensation' AND NEW.state IN ('checked', 'countersigned', 'presented', 'passed') THEN
    held := public.payroll_compensation_held(NEW.id);
    IF held IS NOT NULL THEN
      RAISE EXCEPTION 'bill % waits: %', NEW.number, held USING ERRCODE = 'check_violation', CONSTRAINT = 'compensation_waits';
    END IF;
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

CREATE TRIGGER bill_kept BEFORE UPDATE ON payroll_bill FOR EACH ROW EXECUTE FUNCTION payroll_bill_kept();

CREATE OR REPLACE FUNCTION public.payroll_lines_made() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM made m JOIN public.payroll_bill b ON b.id = m.bill_id JOIN public.payroll_claim c ON c.id = m.claim_id
              WHERE b.state <> 'made' OR c.state <> 'open' OR NOT m.is_live OR c.drawing_code_id <> b.drawing_code_id) THEN
    RAISE EXCEPTION 'only an open claim of the same drawing code goes on a bill being made'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'line_on_a_made_bill';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER lines_made AFTER INSERT ON payroll_billline
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION payroll_lines_made();

CREATE OR REPLACE FUNCTION public.payroll_lines_freed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM moved m JOIN former f ON f.id = m.id JOIN public.payroll_bill b ON b.id = m.bill_id
              WHERE (m.bill_id, m.claim_id) <> (f.bill_id, f.claim_id) OR (m.is_live AND NOT f.is_live) OR (NOT m.is_live AND b.state <> 'cancelled'))
     OR (SELECT count(*) FROM moved m JOIN former f ON f.id = m.id) <> (SELECT count(*) FROM moved) THEN
    RAISE EXCEPTION 'a line is freed by the cancelling of its bill' USING ERRCODE = 'check_violation', CONSTRAINT = 'line_freed_by_cancelling';
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER lines_freed AFTER UPDATE ON payroll_billline
  REFERENCING OLD TABLE AS former NEW TABLE AS moved FOR EACH STATEMENT
  EXECUTE FUNCTION payroll_lines_freed();

CREATE OR REPLACE FUNCTION public.payroll_presentation_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.outcome NOT IN ('waits', 'queued')
     OR (OLD.id, OLD.bill_id, OLD.treasury_id, OLD.ordinal, OLD.token, OLD.presented_at)
        IS DISTINCT FROM (NEW.id, NEW.bill_id, NEW.treasury_id, NEW.ordinal, NEW.token, NEW.presented_at) THEN
    RAISE EXCEPTION 'presentation % is decided', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'presentation_is_kept';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER presentation_kept BEFORE UPDATE ON payroll_presentation
  FOR EACH ROW EXECUTE FUNCTION payroll_presentation_kept();
