-- A superior agrees to a delegation: neither the officer who lends nor the person who borrows, and not on a loan of her own.
-- Nobody acts on a delegation before.

CREATE OR REPLACE FUNCTION public.people_delegation_takes_two() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE lent public.people_delegation; lender public.people_appointment;
        day date := (NEW.decided_at AT TIME ZONE 'Asia/Kolkata')::date;
BEGIN
  SELECT * INTO STRICT lent FROM public.people_delegation WHERE id = NEW.delegation_id;
  SELECT * INTO STRICT lender FROM public.people_appointment WHERE id = lent.appointment_id;
  IF NEW.decided_by_id IN (lent.account_id, lender.account_id)
     OR NEW.decided_by_person_id IS NOT DISTINCT FROM lent.person_id
     OR NEW.decided_by_person_id IS NOT DISTINCT FROM lender.person_id
     OR EXISTS (SELECT FROM public.people_person
                 WHERE id = NEW.decided_by_person_id AND account_id IN (lent.account_id, lender.account_id))
     OR EXISTS (SELECT FROM public.people_appointment
                 WHERE person_id = NEW.decided_by_person_id AND account_id IN (lent.account_id, lender.account_id)) THEN
    RAISE EXCEPTION 'Another person than the lender and the borrower decides on a delegation.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'delegation_takes_two';
  END IF;
  IF lent.revokes_id IS NOT NULL OR EXISTS (SELECT FROM public.people_delegation WHERE revokes_id = lent.id) THEN
    RAISE EXCEPTION 'A delegation that ended is not decided on.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'delegation_ended';
  END IF;
  IF NOT EXISTS (
    SELECT FROM public.people_appointment AS held
     WHERE held.account_id = NEW.decided_by_id AND held.person_id = NEW.decided_by_person_id AND held.ends_id IS NULL
       AND (held.role = 'administrator' OR (held.role = 'countersigning_officer' AND held.scope = lender.scope
                                            AND lender.role IN ('clerk', 'drawing_officer') AND lender.scope <> ''))
       AND held.valid_from <= day AND (held.valid_until IS NULL OR held.valid_until >= day)
       AND NOT EXISTS (SELECT FROM public.people_appointment AS ending
                        WHERE ending.ends_id = held.id AND ending.valid_until < day)) THEN
    RAISE EXCEPTION 'A superior officer decides on a delegation, in an appointment in force.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'delegation_by_superior';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER takes_two BEFORE INSERT ON public.people_delegationdecision
  FOR EACH ROW EXECUTE FUNCTION public.people_delegation_takes_two();
ALTER TABLE public.people_delegationdecision ENABLE ALWAYS TRIGGER takes_two;

CREATE OR REPLACE FUNCTION public.people_delegation_counts() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM public.people_delegationdecision
                  WHERE delegation_id = NEW.delegation_id AND is_agreed) THEN
    RAISE EXCEPTION 'Nobody acts on a delegation that no superior agreed to.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'delegation_counts';
  END IF;
  RETURN NEW;
END $$;
