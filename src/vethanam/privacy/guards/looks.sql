-- Looks of officers at pages about one person.

-- The chain of a person: each entry is the next number after the one before.
CREATE OR REPLACE FUNCTION privacy_look_follows() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF octet_length(NEW.head) <> 32
     OR NEW.number <> 1 + coalesce((SELECT max(e.number) FROM privacy_lookentry e WHERE e.person = NEW.person), 0)
     OR NOT EXISTS (SELECT FROM privacy_look l WHERE l.id = NEW.look_id AND l.person = NEW.person) THEN
    RAISE EXCEPTION 'A look stands in the chain of its person, after the one before.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER follows BEFORE INSERT ON privacy_lookentry
  FOR EACH ROW EXECUTE FUNCTION privacy_look_follows();

-- A month is reviewed once it is over.
CREATE OR REPLACE FUNCTION privacy_review_is_of_month() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF NEW.month <> date_trunc('month', NEW.month)
     OR NEW.month + interval '1 month' > (NEW.at AT TIME ZONE 'Asia/Kolkata') THEN
    RAISE EXCEPTION 'A month is reviewed once it is over.' USING ERRCODE = 'restrict_violation';
  END IF;
  RETURN NEW;
END $$;

CREATE TRIGGER is_of_month BEFORE INSERT ON privacy_monthreview
  FOR EACH ROW EXECUTE FUNCTION privacy_review_is_of_month();
