-- A person stays: rows that name who entered or verified them rest on it. They ask once a statement, not once a row.

CREATE OR REPLACE FUNCTION public.people_are_persons(asked bigint[]) RETURNS void LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
-- Refuses a number that no person has. As by a foreign key the persons are locked: nobody deletes one meanwhile.
DECLARE found integer;
BEGIN
  PERFORM FROM public.people_person p WHERE p.id = ANY (asked) ORDER BY p.id FOR KEY SHARE;
  GET DIAGNOSTICS found = ROW_COUNT;
  IF found < cardinality(asked) THEN
    RAISE EXCEPTION 'Entered or verified by a person who is not registered.' USING ERRCODE = 'foreign_key_violation';
  END IF;
END $$;

CREATE TRIGGER stays BEFORE DELETE OR TRUNCATE ON people_person
  FOR EACH STATEMENT EXECUTE FUNCTION orders_only_appended();
ALTER TABLE people_person ENABLE ALWAYS TRIGGER stays;

CREATE TRIGGER no_canary AFTER INSERT ON people_employment
  REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION messaging_no_canary();
