-- A question about a line is answered by another person, afterwards.

CREATE OR REPLACE FUNCTION public.payroll_answer_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM public.payroll_linequestion q JOIN public.people_employment e ON e.id = q.employment_id
              WHERE q.id = NEW.question_id AND (e.person_id = NEW.by_id OR NEW.answered_at < q.asked_at)) THEN
    RAISE EXCEPTION 'question % is answered by another person, afterwards', NEW.question_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'answered_by_another';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER answer_follows BEFORE INSERT ON payroll_lineanswer
  FOR EACH ROW EXECUTE FUNCTION payroll_answer_follows();
