-- Maps of days (docs/spec/map.md).

ALTER TABLE privacy_mapyear ADD CONSTRAINT privacy_mapyear_form CHECK (octet_length(key) = 32 AND octet_length(filler) = 32);

ALTER TABLE privacy_mapline ADD CONSTRAINT privacy_mapline_form CHECK (
  records >= 0 AND octet_length(label) = 32 AND octet_length(chain) = 32 AND octet_length(line) = 32);

ALTER TABLE privacy_daymap ADD CONSTRAINT privacy_daymap_form CHECK (
  octet_length(root) = 32 AND octet_length(firsts) = octet_length(hashes));

-- A line stays with its person, and its records grow.
CREATE OR REPLACE FUNCTION privacy_line_grows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NEW.person <> OLD.person OR NEW.records < OLD.records OR (NEW.records = OLD.records AND NEW.chain <> OLD.chain) THEN
    RAISE EXCEPTION 'What the log holds about a person only grows.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER grows BEFORE UPDATE ON privacy_mapline
  FOR EACH ROW EXECUTE FUNCTION privacy_line_grows();
