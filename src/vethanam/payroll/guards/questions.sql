-- What was asked about a line, and what was answered, stays as it was said; nobody answers herself, nor before it was asked.

CREATE TRIGGER questions_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON public.payroll_linequestion
  FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_refuse();
CREATE TRIGGER answers_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON public.payroll_lineanswer
  FOR EACH STATEMENT EXECUTE FUNCTION public.payroll_refuse();

CREATE FUNCTION public.payroll_answer_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT 1 FROM public.payroll_linequestion q JOIN public.people_employment e ON e.id = q.employment_id
              WHERE q.id = NEW.question_id AND (e.person_id = NEW.by_id OR NEW.answered_at < q.asked_at)) THEN
    RAISE EXCEPTION 'question % is answered by another person, afterwards', NEW.question_id
      USING ERRCODE = 'check_violation', CONSTRAINT = 'answered_by_another';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER answer_follows BEFORE INSERT ON public.payroll_lineanswer
  FOR EACH ROW EXECUTE FUNCTION public.payroll_answer_follows();
