-- A run is written once. A locked run never changes, and a run with an open blocking finding cannot be locked.

CREATE OR REPLACE FUNCTION public.payroll_run_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF OLD.state IN ('locked', 'superseded', 'unchanged') THEN
    RAISE EXCEPTION 'run % is % and does not change', OLD.id, OLD.state USING ERRCODE = 'check_violation', CONSTRAINT = 'locked_run_is_kept';
  END IF;
  IF OLD.state = 'computed' AND (NEW.state NOT IN ('locked', 'superseded') OR
     (OLD.month, OLD.drawing_code_id, OLD.kind, OLD.version, OLD.known_at, OLD.snapshot_hash, OLD.rulebook_hash, OLD.result_hash,
      OLD.people, OLD.set_aside, OLD.lines_held, OLD.gross, OLD.deductions, OLD.net) IS DISTINCT FROM
     (NEW.month, NEW.drawing_code_id, NEW.kind, NEW.version, NEW.known_at, NEW.snapshot_hash, NEW.rulebook_hash, NEW.result_hash,
      NEW.people, NEW.set_aside, NEW.lines_held, NEW.gross, NEW.deductions, NEW.net)) THEN
    RAISE EXCEPTION 'the result of run % is kept', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'run_result_is_kept';
  END IF;
  IF NEW.state = 'locked' THEN
    IF OLD.state <> 'computed' THEN
      RAISE EXCEPTION 'run % is not computed', OLD.id USING ERRCODE = 'check_violation', CONSTRAINT = 'locked_after_computed';
    END IF;
    IF EXISTS (SELECT 1 FROM public.payroll_runfinding f WHERE f.run_id = NEW.id AND f.blocks
                AND NOT EXISTS (SELECT 1 FROM public.payroll_resolution r WHERE r.finding_id = f.id)) THEN
      RAISE EXCEPTION 'run % has open findings', NEW.id USING ERRCODE = 'check_violation', CONSTRAINT = 'findings_open';
    END IF;
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER run_kept BEFORE UPDATE ON payroll_run FOR EACH ROW EXECUTE FUNCTION payroll_run_kept();

CREATE OR REPLACE FUNCTION public.payroll_run_is_open() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE bad bigint;
BEGIN
  SELECT m.run_id INTO bad FROM (SELECT DISTINCT run_id FROM made) m LEFT JOIN public.payroll_run r ON r.id = m.run_id
   WHERE r.state IS DISTINCT FROM 'computing' LIMIT 1;
  IF FOUND THEN RAISE EXCEPTION 'run % is not being computed', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'run_is_open'; END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER assessed_in_time AFTER INSERT ON payroll_assessed
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION payroll_run_is_open();

-- An officer may hold a person back after the run is computed; every other finding belongs to the computation.
CREATE OR REPLACE FUNCTION public.payroll_found_in_time() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE bad bigint;
BEGIN
  SELECT m.run_id INTO bad FROM (SELECT DISTINCT run_id, code = 'held_back' AS is_hold FROM made) m
    LEFT JOIN public.payroll_run r ON r.id = m.run_id
   WHERE r.state IS DISTINCT FROM 'computing' AND NOT (m.is_hold AND r.state IS NOT DISTINCT FROM 'computed') LIMIT 1;
  IF FOUND THEN RAISE EXCEPTION 'run % is not being computed', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'run_is_open'; END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER found_in_time AFTER INSERT ON payroll_runfinding
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION payroll_found_in_time();

CREATE OR REPLACE FUNCTION public.payroll_resolved_in_time() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE bad bigint;
BEGIN
  SELECT r.id INTO bad FROM made m JOIN public.payroll_runfinding f ON f.id = m.finding_id JOIN public.payroll_run r ON r.id = f.run_id
   WHERE r.state NOT IN ('computing', 'computed') LIMIT 1;
  IF FOUND THEN RAISE EXCEPTION 'run % is settled', bad USING ERRCODE = 'check_violation', CONSTRAINT = 'run_is_open'; END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER resolved_in_time AFTER INSERT ON payroll_resolution
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION payroll_resolved_in_time();
