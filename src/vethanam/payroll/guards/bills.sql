-- Who signs a bill are different persons; its lines and acts stay.

ALTER TABLE public.payroll_bill ADD CONSTRAINT signers_are_different_persons CHECK (
  checked_by_id IS DISTINCT FROM made_by_id
  AND (countersigned_by_id IS NULL OR countersigned_by_id NOT IN (made_by_id, coalesce(checked_by_id, made_by_id))));
ALTER TABLE public.payroll_bill ADD CONSTRAINT passer_drew_nothing CHECK (NOT (
  ARRAY[passed_by_id, passed_for_id] && ARRAY[made_by_id, made_for_id, checked_by_id, checked_for_id,
    countersigned_by_id, countersigned_for_id, presented_by_id, presented_for_id]));
ALTER TABLE public.payroll_bill ADD CONSTRAINT signed_by_its_scheme CHECK (
  state IN ('made', 'cancelled') OR CASE signing
    WHEN 'maker_checker' THEN checked_by_id IS NOT NULL
    WHEN 'self_drawn' THEN checked_by_id IS NULL AND countersigned_by_id IS NULL
    WHEN 'countersigned' THEN countersigned_by_id IS NOT NULL
    ELSE false END);
ALTER TABLE public.payroll_bill ADD CONSTRAINT signed_as_far_as_it_is CHECK (
  (state IN ('made', 'checked', 'countersigned', 'cancelled') OR presented_by_id IS NOT NULL)
  AND (state NOT IN ('passed', 'part_credited', 'closed') OR passed_by_id IS NOT NULL)
  AND (state IN ('passed', 'part_credited', 'closed') OR passed_by_id IS NULL)
  AND ((made_by_id IS NULL) = (made_for_id IS NULL)) AND ((checked_by_id IS NULL) = (checked_for_id IS NULL))
  AND ((countersigned_by_id IS NULL) = (countersigned_for_id IS NULL))
  AND ((presented_by_id IS NULL) = (presented_for_id IS NULL)) AND ((passed_by_id IS NULL) = (passed_for_id IS NULL)));

CREATE FUNCTION public.payroll_bill_made() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.state <> 'made' OR NEW.checked_by_id IS NOT NULL OR NEW.countersigned_by_id IS NOT NULL OR NEW.presented_by_id IS NOT NULL THEN
    RAISE EXCEPTION 'a bill begins as made' USING ERRCODE = 'check_violation', CONSTRAINT = 'bill_begins_as_made';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER bill_made BEFORE INSERT ON public.payroll_bill FOR EACH ROW EXECUTE FUNCTION public.payroll_bill_made();

CREATE TRIGGER bills_stay BEFORE DELETE OR TRUNCATE ON public.payroll_bill FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_refuse();

CREATE FUNCTION public.payroll_lines_made() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM made m JOIN public.payroll_bill b ON b.id = m.bill_id JOIN public.payroll_claim c ON c.id = m.claim_id
              WHERE b.state <> 'made' OR c.state <> 'open' OR NOT m.is_live OR c.drawing_code_id <> b.drawing_code_id) THEN
    RAISE EXCEPTION 'only an open claim of the same drawing code goes on a bill being made'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'line_on_a_made_bill';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER lines_made AFTER INSERT ON public.payroll_billline REFERENCING NEW TABLE AS made
  FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_lines_made();
CREATE FUNCTION public.payroll_lines_freed() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM moved m JOIN former f ON f.id = m.id JOIN public.payroll_bill b ON b.id = m.bill_id
              WHERE (m.bill_id, m.claim_id) <> (f.bill_id, f.claim_id) OR (m.is_live AND NOT f.is_live) OR (NOT m.is_live AND b.state <> 'cancelled'))
     OR (SELECT count(*) FROM moved m JOIN former f ON f.id = m.id) <> (SELECT count(*) FROM moved) THEN
    RAISE EXCEPTION 'a line is freed by the cancelling of its bill' USING ERRCODE = 'check_violation', CONSTRAINT = 'line_freed_by_cancelling';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER lines_freed AFTER UPDATE ON public.payroll_billline REFERENCING OLD TABLE AS former NEW TABLE AS moved
  FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_lines_freed();
CREATE TRIGGER lines_stay BEFORE DELETE OR TRUNCATE ON public.payroll_billline FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_refuse();
CREATE TRIGGER acts_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON public.payroll_billact
  FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_refuse();
CREATE TRIGGER objections_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON public.payroll_lineobjection
  FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_refuse();

CREATE FUNCTION public.payroll_presentation_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.outcome NOT IN ('waits', 'queued')
     OR (OLD.id, OLD.bill_id, OLD.treasury_id, OLD.ordinal, OLD.token, OLD.presented_at)
        IS DISTINCT FROM (NEW.id, NEW.bill_id, NEW.treasury_id, NEW.ordinal, NEW.token, NEW.presented_at) THEN
    RAISE EXCEPTION 'presentation % is decided', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'presentation_is_kept';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER presentation_kept BEFORE UPDATE ON public.payroll_presentation
  FOR EACH ROW EXECUTE FUNCTION public.payroll_presentation_kept();
CREATE TRIGGER presentations_stay BEFORE DELETE OR TRUNCATE ON public.payroll_presentation
  FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_refuse();
