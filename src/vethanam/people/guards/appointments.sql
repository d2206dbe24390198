-- Another person decides on a proposed appointment, never the person appointed.

CREATE OR REPLACE FUNCTION public.people_appointment_takes_two() RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE asked public.people_appointmentproposal;
BEGIN
  SELECT * INTO asked FROM public.people_appointmentproposal WHERE id = NEW.proposal_id;
  IF NEW.decided_by_person_id IN (asked.proposed_by_person_id, asked.person_id)
     OR NEW.decided_by_id IN (asked.proposed_by_id, asked.account_id) THEN
    RAISE EXCEPTION 'Another person decides on an appointment.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'appointment_takes_two';
  END IF;
  IF NEW.is_agreed <> (NEW.appointment_id IS NOT NULL) THEN
    RAISE EXCEPTION 'An appointment follows an agreement and nothing else.'
      USING ERRCODE = 'check_violation', CONSTRAINT = 'appointment_follows';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER takes_two BEFORE INSERT ON public.people_appointmentdecision
  FOR EACH ROW EXECUTE FUNCTION public.people_appointment_takes_two();
ALTER TABLE public.people_appointmentdecision ENABLE ALWAYS TRIGGER takes_two;
