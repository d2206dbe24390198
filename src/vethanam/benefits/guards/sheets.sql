-- Sheets of beneficiaries: rows come with their sheet, another person decides on it, entries of it follow her decision.

CREATE OR REPLACE FUNCTION public.benefits_rows_with_sheet() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE bad boolean;
BEGIN
  EXECUTE $ask$SELECT EXISTS (SELECT FROM made m JOIN public.benefits_beneficiarysheet s ON s.id = m.sheet_id
               JOIN public.benefits_application a ON a.id = m.application_id
              WHERE s.committed_in <> pg_current_xact_id() OR a.sheet_id IS DISTINCT FROM s.id)$ask$ INTO bad;
  IF bad THEN
    RAISE EXCEPTION 'The rows of a sheet come with it.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER with_sheet AFTER INSERT ON benefits_sheetrow
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION benefits_rows_with_sheet();
ALTER TABLE benefits_sheetrow ENABLE ALWAYS TRIGGER with_sheet;

CREATE OR REPLACE FUNCTION public.benefits_applications_with_sheet() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE bad boolean;
BEGIN
  EXECUTE $ask$SELECT EXISTS (SELECT FROM made m JOIN public.benefits_beneficiarysheet s ON s.id = m.sheet_id
              WHERE s.committed_in <> pg_current_xact_id()
                 OR (m.scheme_id, m.entered_by_id, m.person_id, m.leaf)
                    IS DISTINCT FROM (s.scheme_id, s.entered_by_id, s.person_id, s.leaf)
                 OR s.local_body_id <> m.local_body_id)$ask$ INTO bad;
  IF bad THEN
    RAISE EXCEPTION 'The applications of a sheet come with it.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER with_sheet AFTER INSERT ON benefits_application
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION benefits_applications_with_sheet();
ALTER TABLE benefits_application ENABLE ALWAYS TRIGGER with_sheet;

CREATE OR REPLACE FUNCTION public.benefits_sheet_taken_once() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
-- The same bytes again only after the sheet was declined. Sheets of a scheme come one after another.
BEGIN
  PERFORM FROM public.benefits_schemeoffice s WHERE s.id = NEW.scheme_id FOR NO KEY UPDATE;
  IF EXISTS (SELECT FROM public.benefits_beneficiarysheet s
              WHERE s.scheme_id = NEW.scheme_id AND s.file_hash = NEW.file_hash
                AND NOT EXISTS (SELECT FROM public.benefits_sheetdecision d
                                 WHERE d.sheet_id = s.id AND NOT d.is_agreed)) THEN
    RAISE EXCEPTION 'This sheet was taken over before.' USING ERRCODE = 'unique_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER taken_once BEFORE INSERT ON benefits_beneficiarysheet
  FOR EACH ROW EXECUTE FUNCTION benefits_sheet_taken_once();
ALTER TABLE benefits_beneficiarysheet ENABLE ALWAYS TRIGGER taken_once;

CREATE OR REPLACE FUNCTION public.benefits_sheet_decided_by_another() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE asked public.benefits_beneficiarysheet;
BEGIN
  SELECT * INTO asked FROM public.benefits_beneficiarysheet s WHERE s.id = NEW.sheet_id;
  IF NEW.person_id = asked.person_id OR NEW.entered_by_id = asked.entered_by_id THEN
    RAISE EXCEPTION 'Another person than the one who entered a sheet decides on it.' USING ERRCODE = 'restrict_violation';
  END IF;
  IF NEW.is_agreed AND asked.accounts > 0 AND NEW.signed_id IS NULL THEN
    RAISE EXCEPTION 'A sheet with accounts is verified by a signature.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER by_another BEFORE INSERT ON benefits_sheetdecision
  FOR EACH ROW EXECUTE FUNCTION benefits_sheet_decided_by_another();
ALTER TABLE benefits_sheetdecision ENABLE ALWAYS TRIGGER by_another;

CREATE OR REPLACE FUNCTION public.benefits_entries_of_sheet() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = pg_catalog, pg_temp AS $$
DECLARE bad boolean;
BEGIN
  EXECUTE $ask$SELECT EXISTS (SELECT FROM made m LEFT JOIN public.benefits_award w ON w.id = m.award_id
               LEFT JOIN public.benefits_decision d ON d.id = w.decision_id
               LEFT JOIN public.benefits_application a ON a.id = d.application_id
              WHERE m.sheet_id IS NOT NULL AND (a.sheet_id, d.leaf) IS DISTINCT FROM (m.sheet_id, m.leaf))$ask$ INTO bad;
  IF bad THEN
    RAISE EXCEPTION 'An entry of a sheet is of one of its awards.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NULL;
END $$;

FOR EACH TABLE benefits_standingevent, benefits_drawnelsewhere:
CREATE TRIGGER of_sheet AFTER INSERT ON {table}
  REFERENCING NEW TABLE AS made FOR EACH STATEMENT EXECUTE FUNCTION benefits_entries_of_sheet();
ALTER TABLE {table} ENABLE ALWAYS TRIGGER of_sheet;
END;
