-- A code confirms a contact once and allows few tries.

CREATE OR REPLACE FUNCTION privacy_answers_are_few() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF (SELECT count(*) FROM privacy_codeanswer a WHERE a.code_id = NEW.code_id) >= 6
     OR EXISTS (SELECT FROM privacy_codeanswer a WHERE a.code_id = NEW.code_id AND a.is_right) THEN
    RAISE EXCEPTION 'A code confirms once and is typed a few times only.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.is_right <> (NEW.leaf IS NOT NULL) THEN
    RAISE EXCEPTION 'What confirms a contact has its entry.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER are_few BEFORE INSERT ON privacy_codeanswer
  FOR EACH ROW EXECUTE FUNCTION privacy_answers_are_few();
